package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.RNN;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Recurrent layers, images and object detection, of which much is left to the engine. */
abstract class OpaqueOperations extends UpdateOperations {

  /** The array whose operations these are. */
  abstract BorchArray array();

  /** An operation on several arrays, of which some may be absent. */
  static BorchArray opaque(
      String name, Function<@Nullable NDArray[], NDArray> call, @Nullable NDArray... arguments) {
    List<BorchArray> present =
        Stream.of(arguments).filter(Objects::nonNull).map(BorchArray::wrap).toList();
    return BorchArray.apply(
        new Opaque(
            name,
            Opaque.ENGINE,
            inputs -> {
              NDArray[] all = new NDArray[arguments.length];
              int next = 0;
              for (int i = 0; i < all.length; i++) {
                all[i] = arguments[i] == null ? null : inputs[next++];
              }
              return call.apply(all);
            }),
        present);
  }

  /** An operation with several results, of which each has a derivative. */
  private static NDList packed(
      String name, Function<@Nullable NDArray[], NDList> call, @Nullable NDArray... arguments) {
    List<Shape> shapes = new ArrayList<>();
    BorchArray flat =
        opaque(
            name,
            inputs -> {
              NDList results = call.apply(inputs);
              shapes.clear();
              NDList parts = new NDList();
              results.forEach(
                  result -> {
                    shapes.add(result.getShape());
                    parts.add(result.flatten());
                  });
              return NDArrays.concat(parts);
            },
            arguments);
    NDList results = new NDList();
    long start = 0;
    for (Shape shape : List.copyOf(shapes)) {
      results.add(flat.slice(0, start, start + shape.size()).reshape(shape));
      start += shape.size();
    }
    return results;
  }

  @Override
  public NDList rnn(
      NDArray input,
      NDArray state,
      NDList params,
      boolean hasBiases,
      int numLayers,
      RNN.Activation activation,
      double dropRate,
      boolean training,
      boolean bidirectional,
      boolean batchFirst) {
    requireNoDropout("rnn", dropRate, training);
    if (isLoop(hasBiases && bidirectional)) {
      return (activation == RNN.Activation.RELU ? Recurrent.RELU : Recurrent.TANH)
          .run(
              BorchArray.wrap(input),
              ours(typed(new NDList(state), input)),
              ours(params),
              hasBiases,
              numLayers,
              bidirectional,
              batchFirst);
    }
    return packed(
        "rnn",
        in ->
            in[0]
                .getNDArrayInternal()
                .rnn(
                    in[0],
                    in[1],
                    rest(in, 2),
                    hasBiases,
                    numLayers,
                    activation,
                    dropRate,
                    training,
                    bidirectional,
                    batchFirst),
        arguments(input, new NDList(state), params));
  }

  @Override
  public NDList gru(
      NDArray input,
      NDArray state,
      NDList params,
      boolean hasBiases,
      int numLayers,
      double dropRate,
      boolean training,
      boolean bidirectional,
      boolean batchFirst) {
    requireNoDropout("gru", dropRate, training);
    if (isLoop(hasBiases && bidirectional)) {
      return Recurrent.GRU.run(
          BorchArray.wrap(input),
          ours(typed(new NDList(state), input)),
          ours(params),
          hasBiases,
          numLayers,
          bidirectional,
          batchFirst);
    }
    return packed(
        "gru",
        in ->
            in[0]
                .getNDArrayInternal()
                .gru(
                    in[0],
                    in[1],
                    rest(in, 2),
                    hasBiases,
                    numLayers,
                    dropRate,
                    training,
                    bidirectional,
                    batchFirst),
        arguments(input, new NDList(state), params));
  }

  @Override
  public NDList lstm(
      NDArray input,
      NDList states,
      NDList params,
      boolean hasBiases,
      int numLayers,
      double dropRate,
      boolean training,
      boolean bidirectional,
      boolean batchFirst) {
    requireNoDropout("lstm", dropRate, training);
    if (isLoop(hasBiases && bidirectional)) {
      return Recurrent.LSTM.run(
          BorchArray.wrap(input),
          ours(typed(states, input)),
          ours(params),
          hasBiases,
          numLayers,
          bidirectional,
          batchFirst);
    }
    int count = states.size();
    return packed(
        "lstm",
        in ->
            in[0]
                .getNDArrayInternal()
                .lstm(
                    in[0],
                    new NDList(java.util.Arrays.copyOfRange(in, 1, 1 + count)),
                    rest(in, 1 + count),
                    hasBiases,
                    numLayers,
                    dropRate,
                    training,
                    bidirectional,
                    batchFirst),
        arguments(input, states, params));
  }

  /**
   * Whether a recurrent layer is composed of primitives, step by step: in a trace, and where the
   * engine would take DJL's weights in another order than they have.
   */
  private static boolean isLoop(boolean reordered) {
    return reordered || Nesting.current().isTracing();
  }

  /** Blocks make states of zeros in float32, whatever they compute in. */
  private static NDList typed(NDList states, NDArray input) {
    NDList typed = new NDList();
    states.forEach(state -> typed.add(state.toType(input.getDataType(), false)));
    return typed;
  }

  private static List<BorchArray> ours(NDList arrays) {
    return arrays.stream().map(BorchArray::wrap).toList();
  }

  /** The derivative computes the operation once more, which would draw another mask. */
  private static void requireNoDropout(String name, double dropRate, boolean training) {
    if (training && dropRate > 0) {
      throw new UnsupportedOperationException(
          name
              + " with dropout between its layers, rate "
              + dropRate
              + ": expected 0; put Dropout blocks between single layers");
    }
  }

  private static NDArray[] arguments(NDArray input, NDList states, NDList params) {
    NDList all = new NDList(input);
    all.addAll(typed(states, input));
    all.addAll(params);
    return all.toArray(new NDArray[0]);
  }

  private static NDList rest(NDArray[] arrays, int from) {
    return new NDList(java.util.Arrays.copyOfRange(arrays, from, arrays.length));
  }

  /** Corners of pixels are aligned, as in the engine, whatever the last argument says. */
  @Override
  public BorchArray interpolation(long[] size, int mode, boolean alignCorners) {
    return Interpolation.of(mode).apply(array(), size);
  }

  /** Of images {@code [height, width, channels]}, or of several along a first axis. */
  @Override
  public BorchArray resize(int width, int height, int interpolation) {
    BorchArray image = array();
    DataType type = image.getDataType();
    BorchArray numbers = type.isFloating() ? image : image.toType(DataType.FLOAT32, false);
    boolean single = image.getShape().dimension() == 3;
    BorchArray channels = (single ? numbers.expandDims(0) : numbers).transpose(0, 3, 1, 2);
    BorchArray resized =
        Interpolation.of(interpolation)
            .apply(channels, new long[] {height, width})
            .transpose(0, 2, 3, 1);
    return (single ? resized.squeeze(0) : resized).toType(type, false);
  }

  @Override
  public BorchArray randomFlipLeftRight() {
    return random("randomFlipLeftRight", NDArrayEx::randomFlipLeftRight);
  }

  @Override
  public BorchArray randomFlipTopBottom() {
    return random("randomFlipTopBottom", NDArrayEx::randomFlipTopBottom);
  }

  @Override
  public BorchArray randomBrightness(float brightness) {
    return random("randomBrightness", x -> x.randomBrightness(brightness));
  }

  @Override
  public BorchArray randomHue(float hue) {
    return random("randomHue", x -> x.randomHue(hue));
  }

  @Override
  public BorchArray randomColorJitter(
      float brightness, float contrast, float saturation, float hue) {
    return random(
        "randomColorJitter", x -> x.randomColorJitter(brightness, contrast, saturation, hue));
  }

  private BorchArray random(String name, Function<NDArrayEx, NDArray> call) {
    return array()
        .apply(new Opaque(name, Opaque.RANDOM, in -> call.apply(in[0].getNDArrayInternal())))
        .stopGradient();
  }

  private NDList plain(NDList inputs, Function<NDList, NDList> call) {
    NDList natives = new NDList();
    inputs.forEach(input -> natives.add(BorchArray.wrap(input).toNative()));
    NDList results = new NDList();
    call.apply(natives).forEach(result -> results.add(BorchArray.wrap(result)));
    return results;
  }

  @Override
  public NDList multiBoxTarget(
      NDList inputs,
      float iouThreshold,
      float ignoreLabel,
      float negativeMiningRatio,
      float negativeMiningThreshold,
      int minNegativeSamples) {
    return plain(
        inputs,
        in ->
            in.head()
                .getNDArrayInternal()
                .multiBoxTarget(
                    in,
                    iouThreshold,
                    ignoreLabel,
                    negativeMiningRatio,
                    negativeMiningThreshold,
                    minNegativeSamples));
  }

  @Override
  public NDList multiBoxPrior(
      List<Float> sizes, List<Float> ratios, List<Float> steps, List<Float> offsets, boolean clip) {
    return plain(
        new NDList(array()),
        in -> in.head().getNDArrayInternal().multiBoxPrior(sizes, ratios, steps, offsets, clip));
  }

  @Override
  public NDList multiBoxDetection(
      NDList inputs,
      boolean clip,
      float threshold,
      int backgroundId,
      float nmsThreshold,
      boolean forceSuppress,
      int nmsTopK) {
    return plain(
        inputs,
        in ->
            in.head()
                .getNDArrayInternal()
                .multiBoxDetection(
                    in, clip, threshold, backgroundId, nmsThreshold, forceSuppress, nmsTopK));
  }
}
