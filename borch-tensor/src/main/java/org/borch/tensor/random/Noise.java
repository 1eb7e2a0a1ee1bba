package org.borch.tensor.random;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.jspecify.annotations.Nullable;

/**
 * What samplers draw from: a key, and the type and device of the arrays drawn. The numbers are a
 * function of key, kind and place in the array alone, never of a generator's state: the same call
 * gives the same numbers again. Derive with {@link #at} what must be independent.
 */
public final class Noise {

  private final Key key;
  private final DataType type;
  private final @Nullable Device device;

  private Noise(Key key, DataType type, @Nullable Device device) {
    if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
      throw new IllegalArgumentException("noise of type " + type + ", expected FLOAT32 or FLOAT64");
    }
    this.key = key;
    this.type = type;
    this.device = device;
  }

  /** Arrays of type FLOAT32 on the engine's default device. */
  public static Noise of(Key key) {
    return of(key, DataType.FLOAT32);
  }

  /** Arrays of type FLOAT32 or FLOAT64 on the engine's default device. */
  public static Noise of(Key key, DataType type) {
    return new Noise(key, type, null);
  }

  /** Arrays of type FLOAT32 or FLOAT64 on a device. */
  public static Noise of(Key key, DataType type, Device device) {
    return new Noise(key, type, device);
  }

  /** Noise that is independent of this one for each n. */
  public Noise at(long n) {
    return new Noise(key.at(n), type, device);
  }

  /** Noise that is independent of this one for each name. */
  public Noise at(String name) {
    return new Noise(key.at(name), type, device);
  }

  /** The key. */
  public Key key() {
    return key;
  }

  /** The data type of what is drawn. */
  public DataType type() {
    return type;
  }

  /** Standard normal numbers. */
  public NDArray normal(Shape shape) {
    return standard(RandomPrimitive.Kind.NORMAL, shape);
  }

  /** Numbers uniform in the open interval (0, 1). */
  public NDArray uniform(Shape shape) {
    return standard(RandomPrimitive.Kind.UNIFORM, shape);
  }

  /** Exponential numbers of rate 1. */
  public NDArray exponential(Shape shape) {
    return standard(RandomPrimitive.Kind.EXPONENTIAL, shape);
  }

  /**
   * Gamma numbers of rate 1, one for each concentration, in its shape, type and device. Their
   * derivative with respect to the concentration is the implicit one (Figurnov et al. 2018).
   */
  public NDArray standardGamma(NDArray concentration) {
    return drawn(new RandomPrimitive.StandardGamma(key.source()), concentration);
  }

  /** Poisson counts, one for each rate, in its shape and type; without derivative. */
  public NDArray poisson(NDArray rate) {
    return drawn(new RandomPrimitive.Poisson(key.source()), rate);
  }

  /**
   * 1 - cos of the angle between a direction and its mean, for directions in {@code dim} dimensions
   * from a von Mises-Fisher distribution, one for each concentration, in its shape and type;
   * without derivative.
   */
  public NDArray vonMisesFisher(int dim, NDArray concentration) {
    return drawn(new RandomPrimitive.VonMisesFisher(dim, key.source()), concentration);
  }

  /**
   * Different numbers below {@code size} as INT64 (length): the first ones of a shuffle.
   *
   * @throws IllegalArgumentException if the length is negative or larger than the size
   */
  public NDArray subset(long size, int length) {
    if (length < 0 || length > size) {
      throw new IllegalArgumentException(
          length + " different numbers below " + size + ", expected 0 to " + size);
    }
    RandomPrimitive.Subset subset = new RandomPrimitive.Subset(size, length, key.source());
    if (subset.source().isInput()) {
      return BorchArray.apply(subset, key.inputs());
    }
    return BorchArray.of(new Shape(length), subset.numbers(key.bits()));
  }

  private NDArray drawn(RandomPrimitive draw, NDArray argument) {
    List<BorchArray> inputs = new ArrayList<>(List.of(BorchArray.wrap(argument)));
    inputs.addAll(key.inputs());
    return BorchArray.apply(draw, inputs);
  }

  private NDArray standard(RandomPrimitive.Kind kind, Shape shape) {
    return BorchArray.apply(
        new RandomPrimitive.Standard(kind, key.source(), new Spec(shape, type), device),
        key.inputs());
  }
}
