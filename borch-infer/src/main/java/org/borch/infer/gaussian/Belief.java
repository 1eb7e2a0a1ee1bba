package org.borch.infer.gaussian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.infer.density.Parts;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.Variables;
import org.borch.infer.draws.Draws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/**
 * A normal distribution of all parameters of a density, in its unconstrained coordinates.
 * Immutable; its arrays are those that it was made of, and live as long as they.
 */
public final class Belief {

  private final Map<String, Shape> parameters;
  private final NDArray mean;
  private final Spread spread;

  private Belief(Map<String, Shape> parameters, NDArray mean, Spread spread) {
    this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    this.mean = mean;
    this.spread = spread;
  }

  /**
   * A normal distribution.
   *
   * @param parameters names and shapes, in the order of the mean
   * @param mean [d], of the type of the spread
   * @throws IllegalArgumentException if the sizes differ
   */
  public static Belief of(Map<String, Shape> parameters, NDArray mean, Spread spread) {
    long size = parameters.values().stream().mapToLong(Shape::size).sum();
    long spreads = spread.dimension();
    if (!mean.getShape().equals(new Shape(size)) || spreads != size) {
      throw new IllegalArgumentException(
          "mean of shape "
              + mean.getShape()
              + " with a spread of "
              + spreads
              + " coordinates, expected "
              + size
              + " of the parameters "
              + parameters);
    }
    return new Belief(parameters, mean, spread);
  }

  // ---- moments

  /** The mean, [d]. */
  public NDArray mean() {
    return mean;
  }

  /** The spread around the mean. */
  public Spread spread() {
    return spread;
  }

  /** The means of the parameters by name, each of its parameter's shape. */
  public Map<String, NDArray> means() {
    return Parts.of(parameters, mean);
  }

  /** The standard deviations of the parameters by name, each of its parameter's shape. */
  public Map<String, NDArray> deviations() {
    return Parts.of(parameters, spread.variance().sqrt());
  }

  /**
   * The mean of a parameter, of its shape.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public NDArray mean(String name) {
    return part(means(), name);
  }

  /**
   * The standard deviations of a parameter, of its shape.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public NDArray deviation(String name) {
    return part(deviations(), name);
  }

  private static NDArray part(Map<String, NDArray> parts, String name) {
    NDArray part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException(
          "no parameter " + name + ", expected one of " + parts.keySet());
    }
    return part;
  }

  /** The covariance matrix, [d, d]. */
  public NDArray covariance() {
    return spread.covariance();
  }

  /** The log density: [n, d] → [n]. */
  public NDArray logDensity(NDArray at) {
    return spread.logDensity(at.sub(mean));
  }

  // ---- as what is believed before more data

  /**
   * The belief after time has passed in which the parameters may have moved.
   *
   * @param deviation by which each one's standard deviation grows; 0 leaves all as it is
   */
  public Belief widened(double deviation) {
    NDArray variance = BorchArray.full(new Shape(1), deviation * deviation, mean.getDataType());
    return new Belief(parameters, mean, spread.widened(variance));
  }

  /**
   * The posterior of more data with this belief as prior, in place of the one that the density has:
   * an episode's belief is what the next one begins with.
   *
   * @param density of the same parameters, in minibatches
   * @throws IllegalArgumentException if its parameters differ
   */
  public RowLikelihood asPriorOf(RowLikelihood density) {
    if (!density.parameters().equals(parameters)) {
      throw new IllegalArgumentException(
          "density of the parameters "
              + density.parameters()
              + ", expected those of the belief, "
              + parameters);
    }
    return new NextPosterior(this, density);
  }

  // ---- draws

  /**
   * Draws in the flat coordinates: [n, d].
   *
   * @param key decides them
   */
  public NDArray positions(Key key, long count) {
    NDArray noise = Noise.of(key, mean.getDataType()).normal(new Shape(count, spread.noise()));
    return spread.moved(noise).add(mean);
  }

  /**
   * Draws of the parameters by name.
   *
   * @param key decides them
   * @param shape of the sample; {@code new Shape()} is one draw
   * @return by name, each of the sample's shape + its parameter's
   */
  public Map<String, NDArray> sample(Key key, Shape shape) {
    return Parts.of(parameters, positions(key, shape.size()).reshape(shape.add(mean.size())));
  }

  /**
   * Draws of a model's variables, in their own coordinates.
   *
   * @param variables of the density whose coordinates these are
   * @param count at least 1
   * @param key decides them
   */
  public Draws draws(Variables variables, int count, Key key) {
    try (Scope scope = Scope.open()) {
      double[] flat = BorchArray.wrap(positions(key, count)).values();
      int d = Math.toIntExact(mean.size());
      double[][] positions = new double[count][];
      Arrays.setAll(positions, i -> Arrays.copyOfRange(flat, i * d, (i + 1) * d));
      return Draws.of(variables, positions);
    }
  }

  /** Names and shapes; reads no values. */
  @Override
  public String toString() {
    return "Belief about " + parameters;
  }
}
