package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.stream.IntStream;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Shapes;

/**
 * From real vectors of length d(d-1)/2 to the Cholesky factors of d x d correlation matrices: row
 * by row, tanh(u) are the canonical partial correlations z, and L_ij = z_ij Π over k &lt; j of √(1
 * - z_ik²).
 *
 * <p>Stan reference manual, "Cholesky factors of correlation matrices".
 */
public record CorrelationCholesky() implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    int d = order(u.getShape());
    NDArray lower = LinearAlgebra.strictlyLower(u, d);
    NDArray identity = LinearAlgebra.identity(d, u.getDataType());
    return lower.tanh().add(identity).mul(ArrayMath.exp(logRest(logShrink(lower))));
  }

  @Override
  public NDArray inverse(NDArray x) {
    int d = Math.toIntExact(x.getShape().get(x.getShape().dimension() - 1));
    NDArray squares = ArrayMath.square(x);
    NDArray before = ArrayMath.cumSum(squares, -1).sub(squares);
    NDArray rest = squares.sum(new int[] {-1}, true).sub(before);
    return strictlyLower(x, d).div(ArrayMath.sqrt(strictlyLower(rest, d))).atanh();
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    int d = order(u.getShape());
    NDArray shrink = logShrink(LinearAlgebra.strictlyLower(u, d));
    return strictlyLower(shrink.mul(2).add(logRest(shrink)), d).sum(new int[] {-1});
  }

  /** log √(1 - tanh(u)²), which does not underflow. */
  private static NDArray logShrink(NDArray u) {
    NDArray twice = u.mul(2);
    return ArrayMath.logSigmoid(twice)
        .add(ArrayMath.logSigmoid(twice.neg()))
        .mul(0.5)
        .add(Math.log(2));
  }

  /** The sums of the elements before each one in its row. */
  private static NDArray logRest(NDArray logShrink) {
    return ArrayMath.cumSum(logShrink, -1).sub(logShrink);
  }

  /** batch + [d, d] → batch + [n]. */
  private static NDArray strictlyLower(NDArray x, int d) {
    long[] positions =
        IntStream.range(0, d * d).filter(i -> i % d < i / d).asLongStream().toArray();
    NDArray flat = x.reshape(Shapes.dropLast(x.getShape(), 2).add((long) d * d));
    NDArray index = BorchArray.of(new Shape(positions.length), positions);
    Shape shape = Shapes.dropLast(flat.getShape(), 1).add(positions.length);
    return ArrayMath.takeAlong(flat, ArrayMath.broadcastTo(index, shape), -1);
  }

  private static int order(Shape u) {
    long n = u.get(u.dimension() - 1);
    int d = (int) Math.round((Math.sqrt(8.0 * n + 1) + 1) / 2);
    if (n == 0 || (long) d * (d - 1) / 2 != n) {
      throw new IllegalArgumentException(
          "CorrelationCholesky got u of shape "
              + u
              + ", expected a last dimension of 1, 3, 6, 10, ...");
    }
    return d;
  }

  @Override
  public Constraint domain() {
    return Constraints.realVector();
  }

  @Override
  public Constraint codomain() {
    return Constraints.correlationCholesky();
  }

  @Override
  public Shape forwardShape(Shape u) {
    return Shapes.dropLast(u, 1).add(order(u)).add(order(u));
  }

  @Override
  public Shape inverseShape(Shape x) {
    long d = x.get(x.dimension() - 1);
    return Shapes.dropLast(x, 2).add(d * (d - 1) / 2);
  }
}
