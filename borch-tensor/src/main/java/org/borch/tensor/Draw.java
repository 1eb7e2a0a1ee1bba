package org.borch.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Primitives that draw random numbers; each is a pure function of its key and inputs. */
sealed interface Draw extends Primitive {

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

    BlockNoise floats(long key) {
      return this == UNIFORM ? UniformNoise.ofFloats(key) : doubles(key);
    }
  }

  private static ByteBuffer bytes(int size, DataType type) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(size, type.getNumOfBytes()))
        .order(ByteOrder.nativeOrder());
  }

  private static NDArray create(NDArray like, double[] values) {
    DataType type = like.getDataType();
    ByteBuffer bytes = bytes(values.length, type);
    if (type == DataType.FLOAT64) {
      bytes.asDoubleBuffer().put(values);
    } else {
      for (double value : values) {
        bytes.putFloat((float) value);
      }
      bytes.rewind();
    }
    return like.getManager().create(bytes, like.getShape(), type);
  }

  /** Independent numbers; no input. */
  record Standard(Kind kind, long key, Spec spec, @Nullable Device device) implements Draw {

    @Override
    public Spec output(List<Spec> inputs) {
      return spec;
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      int size = spec.size();
      ByteBuffer bytes = bytes(size, spec.type());
      if (spec.type() == DataType.FLOAT64) {
        double[] values = new double[size];
        kind.doubles(key).fill(values);
        bytes.asDoubleBuffer().put(values);
      } else {
        float[] values = new float[size];
        kind.floats(key).fill(values);
        bytes.asFloatBuffer().put(values);
      }
      Device place = device == null ? BorchEngine.pytorch().defaultDevice() : device;
      return BorchEngine.root(place).create(bytes, spec.shape(), spec.type());
    }

    @Override
    public @Nullable BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return null;
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      return Optional.of((in, out) -> kind.doubles(key).fill(out));
    }
  }

  /** Gamma numbers of rate 1, one for each concentration, with the implicit derivative. */
  record StandardGamma(long key) implements Draw {

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      double[] concentration = BorchEngine.toDoubles(inputs[0]);
      double[] values = new double[concentration.length];
      new GammaNoise(key).fill(concentration, values);
      if (inputs[0].getDataType() == DataType.FLOAT32) {
        // A float that rounds to 0 would lie outside the support.
        for (int i = 0; i < values.length; i++) {
          values[i] = Math.max(values[i], Float.MIN_NORMAL);
        }
      }
      return create(inputs[0], values);
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return cotangent.mul(inputs.get(0).apply(new GammaSlope(), output));
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      return Optional.of((in, out) -> new GammaNoise(key).fill(in[0], out));
    }
  }

  /** dx/da of a standard gamma number x (second input) of concentration a (first input). */
  record GammaSlope() implements Draw {

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      double[] concentration = BorchEngine.toDoubles(inputs[0]);
      double[] values = BorchEngine.toDoubles(inputs[1]);
      double[] slopes = new double[values.length];
      run(concentration, values, slopes);
      return create(inputs[0], slopes);
    }

    private static void run(double[] concentration, double[] values, double[] slopes) {
      for (int i = 0; i < slopes.length; i++) {
        slopes[i] = GammaDerivative.at(concentration[i], values[i]);
      }
    }

    @Override
    public @Nullable BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      throw new UnsupportedOperationException(
          "second derivative of a gamma draw with respect to its concentration: only the first"
              + " is known");
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      return Optional.of((in, out) -> run(in[0], in[1], out));
    }
  }

  /** Poisson counts, one for each rate. */
  record Poisson(long key) implements Draw {

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      double[] rate = BorchEngine.toDoubles(inputs[0]);
      double[] values = new double[rate.length];
      new PoissonNoise(key).fill(rate, values);
      return create(inputs[0], values);
    }

    @Override
    public @Nullable BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return null;
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      return Optional.of((in, out) -> new PoissonNoise(key).fill(in[0], out));
    }
  }
}
