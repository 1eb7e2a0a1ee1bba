package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.constraint.IndependentConstraint;
import org.borch.distributions.constraint.Real;

/**
 * One bijector after another: x = second(first(u)). Where one of the two works on smaller events,
 * it is applied to every element of the larger ones. A second bijector of real numbers must follow
 * one that reaches all of them, for else the codomain would be unknown: x = bound + exp(u) is a
 * {@link Ray}, and a factor of exp(u) is a shift of u.
 *
 * @param first applied to u
 * @param second applied to the result of {@code first}
 */
public record Composed(Bijector first, Bijector second) implements Bijector {

  /**
   * Checks that the two fit.
   *
   * @throws IllegalArgumentException if {@code second} maps real numbers and {@code first} does not
   *     reach all of them
   */
  public Composed {
    if (isReal(second.domain()) && !isReal(first.codomain())) {
      throw new IllegalArgumentException(
          "Composed(first, second) got "
              + second
              + " after "
              + first
              + ", whose values are "
              + first.codomain().description()
              + ", expected all real numbers; use Ray or Sigmoid"
              + " with other bounds");
    }
  }

  private static boolean isReal(Constraint constraint) {
    return constraint instanceof IndependentConstraint elements
        ? isReal(elements.base())
        : constraint instanceof Real;
  }

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
