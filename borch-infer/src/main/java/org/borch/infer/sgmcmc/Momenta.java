package org.borch.infer.sgmcmc;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/** The momenta with which a chain begins. */
public sealed interface Momenta {

  /**
   * The momenta of a chain.
   *
   * @param size how many coordinates there are
   * @param sd the standard deviation of their stationary law, σ √T of the first step
   * @param key decides what is random
   * @return [size]
   */
  NDArray first(int size, double sd, DataType type, Key key);

  /** Normal(0, σ² T), the law that they keep: 0 at temperature 0. */
  static Momenta stationary() {
    return new Stationary();
  }

  /** Normal(0, sd²) whatever mass and temperature; with sd = 1 as in posteriors. */
  static Momenta normal(double sd) {
    return new Normal(sd);
  }

  /** The same number for all coordinates, such as 0: from rest. */
  static Momenta all(double value) {
    return new All(value);
  }

  /** These, one for each coordinate of the flat array, the same in every chain. */
  static Momenta of(double... values) {
    return new Given(Arrays.stream(values).boxed().toList());
  }

  /** See {@link Momenta#stationary}. */
  record Stationary() implements Momenta {

    @Override
    public NDArray first(int size, double sd, DataType type, Key key) {
      return Noise.of(key, type).normal(new Shape(size)).mul(sd);
    }
  }

  /** See {@link Momenta#normal}. */
  record Normal(double sd) implements Momenta {

    /** Checks the standard deviation. */
    public Normal {
      if (!(sd >= 0) || Double.isInfinite(sd)) {
        throw new IllegalArgumentException(
            "standard deviation of momenta = " + sd + ", expected a finite number >= 0");
      }
    }

    @Override
    public NDArray first(int size, double stationary, DataType type, Key key) {
      return Noise.of(key, type).normal(new Shape(size)).mul(sd);
    }
  }

  /** See {@link Momenta#all}. */
  record All(double value) implements Momenta {

    /** Checks the number. */
    public All {
      requireFinite(value);
    }

    @Override
    public NDArray first(int size, double sd, DataType type, Key key) {
      return BorchArray.full(new Shape(size), value, type);
    }
  }

  /** See {@link Momenta#of}. */
  record Given(List<Double> values) implements Momenta {

    /** Copies and checks the numbers. */
    public Given {
      values = List.copyOf(values);
      values.forEach(Momenta::requireFinite);
    }

    @Override
    public NDArray first(int size, double sd, DataType type, Key key) {
      if (values.size() != size) {
        throw new IllegalArgumentException(
            values.size() + " momenta for a density of " + size + " coordinates, expected as many");
      }
      double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
      NDArray array = BorchArray.of(new Shape(size), numbers);
      return type == DataType.FLOAT64 ? array : array.toType(type, false);
    }
  }

  private static void requireFinite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("momentum = " + value + ", expected a finite number");
    }
  }
}
