package org.borch.distributions.transform;

import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.constraint.UnitVector;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;

/**
 * From real vectors of length d - 1 to vectors of length 1 in d dimensions: u = 0 is a direction,
 * and only its opposite has no coordinates, being infinitely far. Densities are over the surface of
 * the sphere.
 *
 * @param towards the direction, of any length, batch + [d]; where it is 0, and for a number, the
 *     last axis
 */
public record Stereographic(Operand towards) implements Bijector {

  private static final NDIndex ALL_BUT_LAST = new NDIndex("..., :-1");
  private static final NDIndex LAST = new NDIndex("..., -1:");

  /** (2u, 1 - |u|²) / (1 + |u|²), the last axis turned to the direction. */
  @Override
  public NDArray forward(NDArray u) {
    NDArray length = squaredLength(u);
    NDArray ahead = length.neg().add(1);
    return turned(concat(-1, u.mul(2), ahead).div(length.add(1)));
  }

  @Override
  public NDArray inverse(NDArray x) {
    NDArray y = turned(x);
    return y.get(ALL_BUT_LAST).div(y.get(LAST).add(1));
  }

  /** (d-1) log(2 / (1 + |u|²)), the plane being stretched evenly in all directions. */
  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    double free = Shapes.last(u.getShape(), 1).size();
    return log1p(squaredLength(u)).neg().add(Math.log(2)).mul(free).squeeze(-1);
  }

  private static NDArray squaredLength(NDArray u) {
    return square(u).sum(new int[] {-1}, true);
  }

  /**
   * A reflection that takes the last axis to the direction and back: through the plane between the
   * direction and the end of the axis that is farther from it, then through the origin.
   */
  private NDArray turned(NDArray y) {
    if (towards.isNumber()) {
      return y;
    }
    NDArray given = towards.like(y);
    NDArray length = sqrt(squaredLength(given));
    NDArray isGiven = length.gt(0);
    NDArray axis = axis(given);
    NDArray direction = where(isGiven, given.div(where(isGiven, length, 1)), axis);
    NDArray sign = where(direction.get(LAST).gte(0), 1, direction.get(LAST).zerosLike().sub(1));
    NDArray normal = direction.add(axis.mul(sign));
    NDArray across = normal.mul(y).sum(new int[] {-1}, true).mul(2).div(squaredLength(normal));
    return normal.mul(across).sub(y).mul(sign);
  }

  private static NDArray axis(NDArray like) {
    double[] last = new double[Math.toIntExact(Shapes.last(like.getShape(), 1).size())];
    last[last.length - 1] = 1;
    return ArrayMath.cast(BorchArray.of(last), like.getDataType());
  }

  @Override
  public Constraint domain() {
    return Constraints.realVector();
  }

  @Override
  public Constraint codomain() {
    return new UnitVector(towards);
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
