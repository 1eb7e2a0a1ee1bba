package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.borch.tensor.random.Key;

/** What stands behind a density's coordinates: named variables with values of their own. */
public interface Variables {

  /**
   * The values of all variables at a point, in Java memory.
   *
   * @throws IllegalStateException if the density's model is bound to minibatches
   */
  Map<String, NDArray> constrain(double[] at);

  /**
   * The unconstrained coordinates of a point at which variables have given values.
   *
   * @param values by name, in the variables' own coordinates, each of its variable's shape or a
   *     vector of as many numbers
   * @param rest the unconstrained coordinates of the other variables, of the density's dimension
   * @return not finite where a value is not inside of its variable's support
   * @throws IllegalArgumentException if there is no such variable, or a value is not of its shape
   * @throws IllegalStateException if the density's model is bound to minibatches
   */
  double[] unconstrain(Map<String, ? extends NDArray> values, double[] rest);

  /**
   * The values of all variables and then of all derived quantities at a point, in Java memory.
   *
   * @throws IllegalStateException if the density's model is bound to minibatches
   */
  default Map<String, NDArray> quantities(double[] at) {
    return constrain(at);
  }

  /**
   * What an element of a variable is called: by default {@code theta[1]}, {@code theta[2]}, ...
   *
   * @param shape of its value, or of its coordinates
   * @param offset row-major, from 0
   */
  default String element(String variable, Shape shape, int offset) {
    return ElementNames.of(variable, shape, offset);
  }

  /** The bounds of a variable, if its support is known; of a derived quantity it is not. */
  default Optional<Bounds> bounds(String variable) {
    return Optional.empty();
  }

  /**
   * The unconstrained coordinates of a draw from the prior.
   *
   * @param key decides it
   * @throws IllegalStateException if there is no prior, or the model is bound to minibatches
   */
  default double[] priorDraw(Key key) {
    throw new IllegalStateException(
        "priorDraw: this density is a function, not a model's; choose another Start");
  }

  /**
   * The names of the variables whose log density or change of coordinates is not finite at a point.
   *
   * @return empty where the density has no such parts
   * @throws IllegalStateException if the density's model is bound to minibatches
   */
  default List<String> faults(double[] at) {
    return List.of();
  }
}
