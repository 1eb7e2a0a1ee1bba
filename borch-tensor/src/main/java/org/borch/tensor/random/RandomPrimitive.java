package org.borch.tensor.random;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostPrimitive;
import org.borch.tensor.Spec;
import org.borch.tensor.TorchWriter;
import org.borch.tensor.Work;
import org.borch.tensor.jvm.HostKernel;
import org.jspecify.annotations.Nullable;

/**
 * Primitives that draw random numbers; each is a pure function of its key and inputs. A key that is
 * not known is the last input, and may hold the keys of many draws: its leading axes count them,
 * and are the leading axes of the other input and of the result.
 */
sealed interface RandomPrimitive extends HostPrimitive {

  /** Where the key is found. */
  KeySource source();

  /** Numbers of a fixed distribution. */
  enum Kind {
    NORMAL,
    UNIFORM,
    EXPONENTIAL;

    BlockNoise doubles(long key) {
      return switch (this) {
        case NORMAL -> new NormalNoise(key);
        case UNIFORM -> UniformNoise.ofDoubles(key);
        case EXPONENTIAL -> new ExponentialNoise(key);
      };
    }

    /** Whose numbers may be rounded to a type. */
    BlockNoise of(DataType type, long key) {
      return this == UNIFORM && type == DataType.FLOAT32
          ? UniformNoise.ofFloats(key)
          : doubles(key);
    }
  }

  /** Writes the elements from an index to another, which are one draw's. */
  @FunctionalInterface
  interface Filling {
    void fill(long key, double[] argument, double[] out, int from, int to);
  }

  /**
   * A kernel that fills one draw after the other.
   *
   * @param fillings makes one for each thread
   */
  private static HostKernel each(
      KeySource source, List<Spec> inputs, Supplier<? extends Filling> fillings) {
    return new DrawKernel(source, Math.toIntExact(source.draws(inputs).size()), fillings);
  }

  /** A batch of draws whose key or argument, or both, differ. */
  private static BorchArray batched(
      RandomPrimitive keyed,
      KeySource source,
      long size,
      boolean[] mapped,
      List<BorchArray> inputs) {
    BorchArray argument = inputs.get(0);
    Shape whole = mapped[0] ? argument.getShape() : new Shape(size).addAll(argument.getShape());
    boolean isMappedKey = source.isInput() && mapped[1];
    BorchArray keys = isMappedKey ? inputs.get(1) : source.repeated(size, inputs);
    return BorchArray.apply(keyed, List.of(argument.broadcast(whole), keys));
  }

  /** Independent numbers of a shape and type, for each key. */
  record Standard(Kind kind, KeySource source, Spec spec, @Nullable Device device)
      implements RandomPrimitive {

    @Override
    public Spec output(List<Spec> inputs) {
      return spec.with(source.draws(inputs).addAll(spec.shape()));
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      NoiseText text = new NoiseText(writer, source, arguments);
      return text.numbers(kind, spec, output(inputs).shape());
    }

    @Override
    public @Nullable BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return null;
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return BorchArray.apply(this, inputs);
    }

    /**
     * The engine computes words and numbers by some hundred operations. They are in doubles, also
     * for floats, for which the time of other work is scaled down.
     */
    @Override
    public Work work(List<Spec> inputs) {
      Work numbers = Work.of(output(inputs).size());
      boolean isFloat = spec.type() == DataType.FLOAT32;
      return new Work(100, 0, 0, 0, 0).plus(isFloat ? numbers.with(3, 16) : numbers.with(2, 9));
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      return Optional.of(each(source, inputs, () -> new DrawKernel.OfNoise(kind, spec.type())));
    }
  }

  /** Gamma numbers of rate 1, one for each concentration, with the implicit derivative. */
  record StandardGamma(KeySource source) implements RandomPrimitive {

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0);
    }

    @Override
    public @Nullable BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return input == 0
          ? cotangent.through(BorchArray.apply(GammaSlope.INSTANCE, List.of(inputs.get(0), output)))
          : null;
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return RandomPrimitive.batched(
          new StandardGamma(source.asInput()), source, size, mapped, inputs);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      // A number that rounds to 0 would lie outside the support.
      boolean isFloat = inputs.get(0).type() == DataType.FLOAT32;
      double least = isFloat ? Float.MIN_NORMAL : Double.MIN_NORMAL;
      return Optional.of(
          each(
              source,
              inputs,
              () ->
                  (key, concentration, out, from, to) -> {
                    GammaNoise noise = new GammaNoise(key);
                    for (int i = from; i < to; i++) {
                      out[i] = Math.max(least, noise.sample(i - from, concentration[i]));
                    }
                  }));
    }
  }

  /** Poisson counts, one for each rate. */
  record Poisson(KeySource source) implements RandomPrimitive {

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0);
    }

    @Override
    public @Nullable BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return null;
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return RandomPrimitive.batched(new Poisson(source.asInput()), source, size, mapped, inputs);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      return Optional.of(
          each(
              source,
              inputs,
              () ->
                  (key, rate, out, from, to) -> {
                    PoissonNoise noise = new PoissonNoise(key);
                    for (int i = from; i < to; i++) {
                      out[i] = noise.sample(i - from, rate[i]);
                    }
                  }));
    }
  }

  /** How far directions are from their mean, one for each concentration. */
  record VonMisesFisher(int dim, KeySource source) implements RandomPrimitive {

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0);
    }

    @Override
    public @Nullable BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return null;
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return RandomPrimitive.batched(
          new VonMisesFisher(dim, source.asInput()), source, size, mapped, inputs);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      return Optional.of(
          each(
              source,
              inputs,
              () ->
                  (key, concentration, out, from, to) -> {
                    VonMisesFisherNoise noise = new VonMisesFisherNoise(dim, key);
                    for (int i = from; i < to; i++) {
                      out[i] = noise.sample(i - from, concentration[i]);
                    }
                  }));
    }
  }

  /** The first {@code length} of the shuffled numbers 0, ..., size - 1; the key is an input. */
  record Subset(long size, int length, KeySource source) implements RandomPrimitive {

    @Override
    public Spec output(List<Spec> inputs) {
      return new Spec(source.draws(inputs).add(length), DataType.INT64);
    }

    @Override
    public @Nullable BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return null;
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return BorchArray.apply(this, inputs);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      return Optional.of(
          each(
              source,
              inputs,
              () -> {
                Shuffle shuffle = new Shuffle(size, length);
                return (key, argument, out, from, to) -> {
                  shuffle.restart();
                  for (int i = from; i < to; i++) {
                    out[i] = shuffle.next(key, i - from);
                  }
                };
              }));
    }

    long[] numbers(long key) {
      Shuffle shuffle = new Shuffle(size, length);
      long[] numbers = new long[length];
      for (int i = 0; i < length; i++) {
        numbers[i] = shuffle.next(key, i);
      }
      return numbers;
    }
  }
}
