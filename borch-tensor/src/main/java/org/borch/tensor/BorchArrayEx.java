package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDArrayIndexer;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.recurrent.RNN;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operations through which DJL's blocks, optimisers and image functions compute. */
final class BorchArrayEx implements NDArrayEx {

  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SELU_SCALE = 1.0507009873554805;

  private final BorchArray array;

  BorchArrayEx(BorchArray array) {
    this.array = array;
  }

  private BorchArray opaque(String name, Function<NDArray, NDArray> call) {
    return array.apply(new Opaque(name, inputs -> call.apply(inputs[0])));
  }

  /** An operation on several arrays, of which some may be absent. */
  private static BorchArray opaque(
      String name, Function<@Nullable NDArray[], NDArray> call, @Nullable NDArray... arguments) {
    List<BorchArray> present =
        Stream.of(arguments).filter(Objects::nonNull).map(BorchArray::wrap).toList();
    return BorchArray.apply(
        new Opaque(
            name,
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

  // ---- reversed arithmetic

  private BorchArray reversed(Binary primitive, NDArray left) {
    return BorchArray.wrap(left).apply(primitive, array);
  }

  @Override
  public BorchArray rdiv(Number n) {
    return reversed(Binary.DIV, array.number(n));
  }

  @Override
  public BorchArray rdiv(NDArray b) {
    return reversed(Binary.DIV, b);
  }

  @Override
  public BorchArray rdivi(NDArray b) {
    return array.rebind(rdiv(b));
  }

  @Override
  public BorchArray rsub(Number n) {
    return reversed(Binary.SUB, array.number(n));
  }

  @Override
  public BorchArray rsub(NDArray b) {
    return reversed(Binary.SUB, b);
  }

  @Override
  public BorchArray rsubi(Number n) {
    return array.rebind(rsub(n));
  }

  @Override
  public BorchArray rsubi(NDArray b) {
    return array.rebind(rsub(b));
  }

  @Override
  public BorchArray rmod(Number n) {
    return reversed(Binary.MOD, array.number(n));
  }

  @Override
  public BorchArray rmod(NDArray b) {
    return reversed(Binary.MOD, b);
  }

  @Override
  public BorchArray rmodi(NDArray b) {
    return array.rebind(rmod(b));
  }

  @Override
  public BorchArray rpow(Number n) {
    return reversed(Binary.POW, array.number(n));
  }

  @Override
  public BorchArray rpowi(Number n) {
    return array.rebind(rpow(n));
  }

  // ---- activations

  @Override
  public BorchArray relu() {
    return array.apply(Unary.RELU);
  }

  @Override
  public BorchArray sigmoid() {
    return array.apply(Unary.SIGMOID);
  }

  @Override
  public BorchArray tanh() {
    return array.tanh();
  }

  @Override
  public BorchArray softPlus() {
    return array.apply(Unary.SOFTPLUS);
  }

  @Override
  public BorchArray softSign() {
    return array.div(array.abs().add(1));
  }

  @Override
  public BorchArray leakyRelu(float alpha) {
    return array.maximum(0).add(array.minimum(0).mul(alpha));
  }

  @Override
  public BorchArray elu(float alpha) {
    return array.maximum(0).add(array.minimum(0).apply(Unary.EXPM1).mul(alpha));
  }

  @Override
  public BorchArray selu() {
    return elu((float) SELU_ALPHA).mul(SELU_SCALE);
  }

  @Override
  public BorchArray gelu() {
    return array.mul(array.mul(Math.sqrt(0.5)).erf().add(1)).mul(0.5);
  }

  /** x tanh(softplus(x)); DJL's own default takes a logarithm to base 2 here. */
  @Override
  public BorchArray mish() {
    return array.mul(softPlus().tanh());
  }

  // ---- pooling

  @Override
  public BorchArray maxPool(Shape kernelShape, Shape stride, Shape padding, boolean ceilMode) {
    return opaque(
        "maxPool", x -> x.getNDArrayInternal().maxPool(kernelShape, stride, padding, ceilMode));
  }

  @Override
  public BorchArray globalMaxPool() {
    return array.flatten(2, -1).max(new int[] {2});
  }

  @Override
  public BorchArray avgPool(
      Shape kernelShape, Shape stride, Shape padding, boolean ceilMode, boolean countIncludePad) {
    return opaque(
        "avgPool",
        x ->
            x.getNDArrayInternal()
                .avgPool(kernelShape, stride, padding, ceilMode, countIncludePad));
  }

  @Override
  public BorchArray globalAvgPool() {
    return array.flatten(2, -1).mean(new int[] {2});
  }

  @Override
  public BorchArray lpPool(
      float normType, Shape kernelShape, Shape stride, Shape padding, boolean ceilMode) {
    return opaque(
        "lpPool",
        x -> x.getNDArrayInternal().lpPool(normType, kernelShape, stride, padding, ceilMode));
  }

  @Override
  public BorchArray globalLpPool(float normType) {
    return array.flatten(2, -1).abs().pow(normType).sum(new int[] {2}).pow(1 / normType);
  }

  // ---- layers

  @Override
  public NDList convolution(
      NDArray input,
      NDArray weight,
      @Nullable NDArray bias,
      Shape stride,
      Shape padding,
      Shape dilation,
      int groups) {
    return new NDList(
        opaque(
            "convolution",
            in ->
                in[0]
                    .getNDArrayInternal()
                    .convolution(in[0], in[1], in[2], stride, padding, dilation, groups)
                    .head(),
            input,
            weight,
            bias));
  }

  @Override
  public NDList deconvolution(
      NDArray input,
      NDArray weight,
      @Nullable NDArray bias,
      Shape stride,
      Shape padding,
      Shape outPadding,
      Shape dilation,
      int groups) {
    throw new UnsupportedOperationException(
        "deconvolution: DJL's PyTorch engine does not have it; use an upsampling and a convolution");
  }

  @Override
  public NDList linear(NDArray input, NDArray weight, @Nullable NDArray bias) {
    BorchArray product = BorchArray.wrap(input).matMul(BorchArray.wrap(weight).transpose());
    return new NDList(bias == null ? product : product.add(bias));
  }

  @Override
  public NDList embedding(NDArray input, NDArray weight, SparseFormat sparse) {
    return new NDList(BorchArray.wrap(weight).take(input, 0));
  }

  @Override
  public NDList prelu(NDArray input, NDArray alpha) {
    BorchArray x = BorchArray.wrap(input);
    return new NDList(x.maximum(0).add(x.minimum(0).mul(alpha)));
  }

  @Override
  public NDList dropout(NDArray input, float rate, boolean training) {
    BorchArray x = BorchArray.wrap(input);
    if (!training || rate == 0) {
      return new NDList(x);
    }
    BorchManager manager = x.getManager();
    BorchArray kept = manager.randomUniform(0, 1, x.getShape(), x.getDataType()).gte(rate);
    return new NDList(x.mul(kept.toType(x.getDataType(), false)).div(1 - rate));
  }

  @Override
  public NDList layerNorm(
      NDArray input, Shape normalizedShape, NDArray gamma, NDArray beta, float eps) {
    BorchArray x = BorchArray.wrap(input);
    int[] axes =
        java.util.stream.IntStream.range(0, normalizedShape.dimension())
            .map(i -> x.getShape().dimension() - 1 - i)
            .toArray();
    return new NDList(standardised(x, axes, eps).mul(gamma).add(beta));
  }

  private static BorchArray standardised(BorchArray x, int[] axes, float eps) {
    BorchArray centred = x.sub(x.mean(axes, true));
    return centred.div(centred.square().mean(axes, true).add(eps).sqrt());
  }

  @Override
  public NDList batchNorm(
      NDArray input,
      NDArray runningMean,
      NDArray runningVar,
      @Nullable NDArray gamma,
      @Nullable NDArray beta,
      int axis,
      float momentum,
      float eps,
      boolean training) {
    BorchArray x = BorchArray.wrap(input);
    int dimensions = x.getShape().dimension();
    int channel = Shapes.axis(axis == -1 ? 1 : axis, dimensions);
    int[] others =
        java.util.stream.IntStream.range(0, dimensions).filter(i -> i != channel).toArray();
    long[] aligned = new long[dimensions];
    java.util.Arrays.fill(aligned, 1);
    aligned[channel] = x.getShape().get(channel);
    Shape shape = new Shape(aligned);
    BorchArray mean = BorchArray.wrap(runningMean);
    BorchArray variance = BorchArray.wrap(runningVar);
    BorchArray result;
    if (training) {
      long count = x.size() / aligned[channel];
      BorchArray batchMean = x.mean(others, true);
      BorchArray batchVariance = x.sub(batchMean).square().mean(others, true);
      result = x.sub(batchMean).div(batchVariance.add(eps).sqrt());
      double unbiased = (double) count / Math.max(1, count - 1);
      update(mean, batchMean.flatten(), momentum);
      update(variance, batchVariance.flatten().mul(unbiased), momentum);
    } else {
      result = x.sub(mean.reshape(shape)).div(variance.reshape(shape).add(eps).sqrt());
    }
    if (gamma != null) {
      result = result.mul(BorchArray.wrap(gamma).reshape(shape));
    }
    if (beta != null) {
      result = result.add(BorchArray.wrap(beta).reshape(shape));
    }
    return new NDList(result);
  }

  private static void update(BorchArray running, BorchArray batch, float momentum) {
    running.rebind(running.mul(momentum).add(batch.stopGradient().mul(1 - momentum)));
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
    all.addAll(states);
    all.addAll(params);
    return all.toArray(new NDArray[0]);
  }

  private static NDList rest(NDArray[] arrays, int from) {
    return new NDList(java.util.Arrays.copyOfRange(arrays, from, arrays.length));
  }

  // ---- DJL's optimisers write into the weights

  private void update(NDList inputs, Consumer<NDList> call) {
    NDList natives = new NDList();
    for (NDArray input : inputs) {
      natives.add(BorchArray.wrap(input).inEngine());
    }
    call.accept(natives);
  }

  @Override
  public void adadeltaUpdate(
      NDList inputs,
      NDList weights,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float rho,
      float epsilon) {
    update(
        inputs,
        all ->
            all.head()
                .getNDArrayInternal()
                .adadeltaUpdate(
                    all, all.subNDList(0, 1), weightDecay, rescaleGrad, clipGrad, rho, epsilon));
  }

  @Override
  public void adagradUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float epsilon) {
    update(
        inputs,
        all ->
            all.head()
                .getNDArrayInternal()
                .adagradUpdate(
                    all,
                    all.subNDList(0, 1),
                    learningRate,
                    weightDecay,
                    rescaleGrad,
                    clipGrad,
                    epsilon));
  }

  @Override
  public void adamUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float learningRateBiasCorrection,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float beta1,
      float beta2,
      float epsilon,
      boolean lazyUpdate,
      boolean adamw) {
    update(
        inputs,
        all ->
            all.head()
                .getNDArrayInternal()
                .adamUpdate(
                    all,
                    all.subNDList(0, 1),
                    learningRate,
                    learningRateBiasCorrection,
                    weightDecay,
                    rescaleGrad,
                    clipGrad,
                    beta1,
                    beta2,
                    epsilon,
                    lazyUpdate,
                    adamw));
  }

  @Override
  public void nagUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float momentum) {
    update(
        inputs,
        all ->
            all.head()
                .getNDArrayInternal()
                .nagUpdate(
                    all,
                    all.subNDList(0, 1),
                    learningRate,
                    weightDecay,
                    rescaleGrad,
                    clipGrad,
                    momentum));
  }

  @Override
  public void rmspropUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float rho,
      float momentum,
      float epsilon,
      boolean centered) {
    update(
        inputs,
        all ->
            all.head()
                .getNDArrayInternal()
                .rmspropUpdate(
                    all,
                    all.subNDList(0, 1),
                    learningRate,
                    weightDecay,
                    rescaleGrad,
                    clipGrad,
                    rho,
                    momentum,
                    epsilon,
                    centered));
  }

  @Override
  public void sgdUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float momentum,
      boolean lazyUpdate) {
    update(
        inputs,
        all ->
            all.head()
                .getNDArrayInternal()
                .sgdUpdate(
                    all,
                    all.subNDList(0, 1),
                    learningRate,
                    weightDecay,
                    rescaleGrad,
                    clipGrad,
                    momentum,
                    lazyUpdate));
  }

  // ---- images

  @Override
  public BorchArray interpolation(long[] size, int mode, boolean alignCorners) {
    return opaque(
        "interpolation", x -> x.getNDArrayInternal().interpolation(size, mode, alignCorners));
  }

  @Override
  public BorchArray resize(int width, int height, int interpolation) {
    return opaque("resize", x -> x.getNDArrayInternal().resize(width, height, interpolation));
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
    return opaque(name, x -> call.apply(x.getNDArrayInternal())).stopGradient();
  }

  // ---- indexing and joining

  @Override
  public NDArrayIndexer getIndexer(NDManager manager) {
    return new BorchIndexer();
  }

  @Override
  public BorchArray where(NDArray condition, NDArray other) {
    return BorchArray.apply(
        Where.INSTANCE, List.of(BorchArray.wrap(condition), array, BorchArray.wrap(other)));
  }

  @Override
  public BorchArray stack(NDList arrays, int axis) {
    return ShapedArray.join(withThis(arrays), axis);
  }

  @Override
  public BorchArray concat(NDList arrays, int axis) {
    return ShapedArray.concat(withThis(arrays), axis);
  }

  private List<BorchArray> withThis(NDList others) {
    List<BorchArray> all = new ArrayList<>();
    all.add(array);
    others.forEach(other -> all.add(BorchArray.wrap(other)));
    return all;
  }

  // ---- object detection

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
        new NDList(array),
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

  @Override
  public NDArray getArray() {
    return array;
  }
}
