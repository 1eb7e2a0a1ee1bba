package org.borch.distributions.transform;

import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logSoftmax;
import static org.borch.tensor.ArrayMath.softmax;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Shapes;

/**
 * From real vectors of length K - 1 to the simplex of K: the log ratios of the entries to the last
 * one. Densities on the simplex are over its first K - 1 entries.
 *
 * <p>Aitchison 1986, The Statistical Analysis of Compositional Data, section 6.2.
 */
public record AdditiveLogistic() implements Bijector {

  private static final NDIndex ALL_BUT_LAST = new NDIndex("..., :-1");
  private static final NDIndex LAST = new NDIndex("..., -1:");

  @Override
  public NDArray forward(NDArray u) {
    return softmax(withLast(u), -1);
  }

  @Override
  public NDArray inverse(NDArray x) {
    NDArray logs = log(x);
    return logs.get(ALL_BUT_LAST).sub(logs.get(LAST));
  }

  /** Σ log x_i. */
  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return LastAxes.sum(logSoftmax(withLast(u), -1), 1);
  }

  private static NDArray withLast(NDArray u) {
    return concat(-1, u, u.get(new NDIndex("..., :1")).zerosLike());
  }

  @Override
  public Constraint domain() {
    return Constraints.realVector();
  }

  @Override
  public Constraint codomain() {
    return Constraints.simplex();
  }

  @Override
  public Shape forwardShape(Shape u) {
    return Shapes.dropLast(u, 1).add(u.get(u.dimension() - 1) + 1);
  }

  @Override
  public Shape inverseShape(Shape x) {
    return Shapes.dropLast(x, 1).add(x.get(x.dimension() - 1) - 1);
  }
}
