package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.stream.IntStream;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;

/**
 * From real vectors of length K-1 to the simplex of K: x[k] is the share z[k] = sigmoid(u[k] -
 * log(K-1-k)) of what x[0..k-1] have left, so u = 0 is the centre. The density on the simplex is
 * over its first K-1 entries. Computed from logarithms of shares and remainders throughout.
 */
public record StickBreaking() implements Bijector {

  private static final NDIndex REST = new NDIndex("..., 1:");
  private static final NDIndex ALL_BUT_LAST = new NDIndex("..., :-1");

  @Override
  public NDArray forward(NDArray u) {
    NDArray logits = u.sub(logRest(u, u.getShape()));
    NDArray logTaken = ArrayMath.logSigmoid(logits);
    // Nothing is taken before the first share, and all that is left is the last one.
    NDArray all = zeros(Shapes.dropLast(u.getShape(), 1).add(1), u);
    NDArray before = ArrayMath.concat(-1, all, logLeft(logits));
    return ArrayMath.exp(ArrayMath.concat(-1, logTaken, all).add(before));
  }

  @Override
  public NDArray inverse(NDArray x) {
    int axis = x.getShape().dimension() - 1;
    if (x.getShape().get(axis) == 1) {
      return zeros(inverseShape(x.getShape()), x); // of a constant, no coordinate
    }
    NDArray fromHere = x.flip(axis).cumSum(axis).flip(axis);
    NDArray logTaken = ArrayMath.log(x.get(ALL_BUT_LAST));
    NDArray logLeft = ArrayMath.log(fromHere.get(REST));
    return logTaken.sub(logLeft).add(logRest(x, logTaken.getShape()));
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    NDArray logits = u.sub(logRest(u, u.getShape()));
    return ArrayMath.logSigmoid(logits).add(logLeft(logits)).sum(new int[] {-1});
  }

  /** The log of what is left after each share: cumulated log(1 - z). */
  private static NDArray logLeft(NDArray logits) {
    return ArrayMath.logSigmoid(logits.neg()).cumSum(logits.getShape().dimension() - 1);
  }

  private static NDArray zeros(Shape shape, NDArray like) {
    return BorchArray.full(shape, 0, like.getDataType());
  }

  /** log(K-1), log(K-2), ..., log 1: how many entries share the remainder. */
  private static NDArray logRest(NDArray like, Shape shape) {
    int n = Math.toIntExact(Shapes.last(shape, 1).size());
    double[] logs = IntStream.range(0, n).mapToDouble(k -> Math.log(n - k)).toArray();
    return ArrayMath.cast(BorchArray.of(logs), like.getDataType());
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
