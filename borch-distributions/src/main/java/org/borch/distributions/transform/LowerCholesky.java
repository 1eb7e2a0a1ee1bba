package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.stream.IntStream;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Shapes;

/**
 * From real vectors of length d(d+1)/2 to lower triangular d x d matrices with a positive diagonal:
 * row by row, the diagonal as its logarithm.
 */
public record LowerCholesky() implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    int d = order(u.getShape());
    NDArray padded = ArrayMath.concat(-1, u, u.get(new NDIndex("..., :1")).zerosLike());
    int zero = d * (d + 1) / 2;
    long[] positions =
        IntStream.range(0, d * d)
            .mapToLong(i -> i % d < i / d ? position(i / d, i % d) : zero)
            .toArray();
    NDArray below = take(padded, positions).reshape(forwardShape(u.getShape()));
    return below.add(LinearAlgebra.diagonalMatrix(ArrayMath.exp(logDiagonal(u))));
  }

  @Override
  public NDArray inverse(NDArray x) {
    Shape shape = x.getShape();
    int d = Math.toIntExact(shape.get(shape.dimension() - 1));
    NDArray diagonal = LinearAlgebra.diagonal(x);
    NDArray withLogs = x.add(LinearAlgebra.diagonalMatrix(ArrayMath.log(diagonal).sub(diagonal)));
    long[] positions =
        IntStream.range(0, d * d).filter(i -> i % d <= i / d).asLongStream().toArray();
    return take(withLogs.reshape(Shapes.dropLast(shape, 2).add((long) d * d)), positions);
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return logDiagonal(u).sum(new int[] {-1});
  }

  private static NDArray logDiagonal(NDArray u) {
    return take(
        u, IntStream.range(0, order(u.getShape())).mapToLong(i -> position(i, i)).toArray());
  }

  /** batch + [n] → batch + [positions]. */
  private static NDArray take(NDArray from, long[] positions) {
    NDArray index = BorchArray.of(new Shape(positions.length), positions);
    Shape shape = Shapes.dropLast(from.getShape(), 1).add(positions.length);
    return ArrayMath.takeAlong(from, ArrayMath.broadcastTo(index, shape), -1);
  }

  private static int position(int row, int column) {
    return row * (row + 1) / 2 + column;
  }

  private static int order(Shape u) {
    long n = u.get(u.dimension() - 1);
    int d = (int) Math.round((Math.sqrt(8.0 * n + 1) - 1) / 2);
    if ((long) d * (d + 1) / 2 != n) {
      throw new IllegalArgumentException(
          "LowerCholesky got u of shape " + u + ", expected a last dimension of 1, 3, 6, 10, ...");
    }
    return d;
  }

  @Override
  public Constraint domain() {
    return Constraints.realVector();
  }

  @Override
  public Constraint codomain() {
    return Constraints.lowerCholesky();
  }

  @Override
  public Shape forwardShape(Shape u) {
    return Shapes.dropLast(u, 1).add(order(u)).add(order(u));
  }

  @Override
  public Shape inverseShape(Shape x) {
    long d = x.get(x.dimension() - 1);
    return Shapes.dropLast(x, 2).add(d * (d + 1) / 2);
  }
}
