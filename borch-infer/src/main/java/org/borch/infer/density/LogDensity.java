package org.borch.infer.density;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.borch.infer.settings.Settings;
import org.borch.infer.settings.Stated;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Graph;

/**
 * A log density on a flat vector of unconstrained coordinates, in float64: what samplers and
 * optimisers see. A model's is an {@link org.borch.infer.joint.JointDensity}, a function's of
 * arrays an {@link org.borch.infer.joint.ArrayDensity}; one written in Java, value and gradient,
 * needs neither an engine nor a model:
 *
 * <pre>{@code
 * LogDensity normal = LogDensity.of(1, () -> (at, gradient) -> {
 *   gradient[0] = -at[0];
 *   return -0.5 * at[0] * at[0];
 * });
 * Chains chains = Nuts.defaults().sample(normal, seed);
 * }</pre>
 */
public interface LogDensity extends Stated {

  /**
   * Where a variable stands in the vector.
   *
   * @param name the variable's path
   * @param offset of its first coordinate
   * @param shape of its coordinates, row-major
   */
  record Coordinates(String name, int offset, Shape shape) {

    /** The number of coordinates. */
    public int size() {
      return Math.toIntExact(shape.size());
    }
  }

  /** The density for one thread, with memory of its own. */
  @FunctionalInterface
  interface Evaluator {

    /**
     * The log density at a point, NaN or infinite where it is not defined.
     *
     * @param at the point, of the density's dimension; only read
     * @param gradient gets the derivative with respect to each coordinate
     */
    double valueAndGradient(double[] at, double[] gradient);

    /**
     * The log density alone, which costs less where an implementation says so. It may differ from
     * {@link #valueAndGradient} by rounding.
     *
     * @param at as there
     */
    default double value(double[] at) {
      return valueAndGradient(at, new double[at.length]);
    }
  }

  /** The density on minibatches for one thread, with memory of its own. */
  @FunctionalInterface
  interface BatchEvaluator {

    /**
     * The log density with the minibatch that a key decides, whose rows count N/B times: an
     * unbiased estimate of the density of all data.
     *
     * @param at the point, of the density's dimension; only read
     * @param key of the minibatch
     * @param gradient gets the derivative with respect to each coordinate
     */
    double valueAndGradient(double[] at, Key key, double[] gradient);
  }

  /**
   * A density written in Java of one vector, {@code x}.
   *
   * @param dimension the vector's length
   * @param evaluator makes one for each thread
   */
  static LogDensity of(int dimension, Supplier<? extends Evaluator> evaluator) {
    return of(Map.of("x", new Shape(dimension)), evaluator);
  }

  /**
   * A density written in Java of several named variables.
   *
   * @param shapes of the variables by name; the vector has their elements in the map's order
   * @param evaluator makes one for each thread
   */
  static LogDensity of(Map<String, Shape> shapes, Supplier<? extends Evaluator> evaluator) {
    return new JavaDensity(FreeVariables.of(shapes), evaluator);
  }

  /** The variables in the order of their coordinates. */
  List<Coordinates> coordinates();

  /**
   * The density for one thread.
   *
   * @throws IllegalStateException if the data come in minibatches
   */
  Evaluator evaluator();

  /** The length of the vector. */
  default int dimension() {
    return coordinates().stream().mapToInt(Coordinates::size).sum();
  }

  /**
   * What to call a coordinate: its variable and, of an array, the element, counted from 1.
   *
   * @param coordinate its place in the vector
   */
  default String nameOf(int coordinate) {
    for (Coordinates variable : coordinates()) {
      int place = coordinate - variable.offset();
      if (place >= 0 && place < variable.size()) {
        return variables().element(variable.name(), variable.shape(), place);
      }
    }
    throw new IndexOutOfBoundsException(
        "coordinate " + coordinate + " of a density of " + dimension());
  }

  /** The variables' own values at a point and back; by default the coordinates are the values. */
  default Variables variables() {
    return new FreeVariables(coordinates());
  }

  /** Whether the data come in minibatches. */
  default boolean isBatched() {
    return false;
  }

  /** The density on minibatches for one thread; without minibatches keys change nothing. */
  default BatchEvaluator batchEvaluator() {
    Evaluator all = evaluator();
    return (at, key, gradient) -> all.valueAndGradient(at, gradient);
  }

  /** What rounds its numbers: a run is repeated bit for bit on one back-end only. */
  default BackEnd backEnd() {
    return BackEnd.JVM;
  }

  /** Variables and back-end: with others, a run that was saved does not go on. */
  @Override
  default Settings stated() {
    List<String> variables =
        coordinates().stream().map(each -> each.name() + each.shape()).toList();
    return Settings.none().with("variables", variables.toString()).with("backEnd", backEnd());
  }

  /** What is run: from the vector to value and gradient; empty where that is not a graph. */
  default Optional<Graph> graph() {
    return Optional.empty();
  }

  /**
   * The same without the log-Jacobian: the density in the variables' own coordinates, still as a
   * function of the unconstrained ones. Its maximum is the maximum a posteriori; it is not a
   * density of the vector, so not for samplers. A density without Jacobian stays as it is.
   */
  default LogDensity withoutJacobian() {
    return this;
  }
}
