package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;

/**
 * One bijector after another: x = second(first(u)), where {@code first} reaches all of {@code
 * second}'s domain. Where one of the two works on smaller events, it is applied to every element of
 * the larger ones.
 *
 * @param first applied to u
 * @param second applied to the result of {@code first}
 */
public record Composed(Bijector first, Bijector second) implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    return second.forward(first.forward(u));
  }

  @Override
  public NDArray inverse(NDArray x) {
    return first.inverse(second.inverse(x));
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    NDArray between = first.forward(u);
    NDArray ofFirst = first.logAbsDetJacobian(u, between);
    NDArray ofSecond = second.logAbsDetJacobian(between, x);
    int rank = sharedRank();
    return LastAxes.sum(ofFirst, rank - first.outputEventRank())
        .add(LastAxes.sum(ofSecond, rank - second.inputEventRank()));
  }

  /** The event rank between the two. */
  private int sharedRank() {
    return Math.max(first.outputEventRank(), second.inputEventRank());
  }

  @Override
  public Constraint domain() {
    return Constraints.independent(first.domain(), sharedRank() - first.outputEventRank());
  }

  @Override
  public Constraint codomain() {
    return Constraints.independent(second.codomain(), sharedRank() - second.inputEventRank());
  }

  @Override
  public Shape forwardShape(Shape u) {
    return second.forwardShape(first.forwardShape(u));
  }

  @Override
  public Shape inverseShape(Shape x) {
    return first.inverseShape(second.inverseShape(x));
  }
}
