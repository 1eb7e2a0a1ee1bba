package org.borch.distributions.kernel;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;

/** Inputs as rows, and what kernels compute of pairs of them. */
final class Inputs {

  private Inputs() {}

  /** [n] or [n, d] → [n, d]. */
  static NDArray rows(NDArray x) {
    int rank = x.getShape().dimension();
    if (rank != 1 && rank != 2) {
      throw new IllegalArgumentException(
          "kernel got inputs of shape "
              + x.getShape()
              + ", expected (n, d), or (n) for one dimension; put further axes into the columns");
    }
    return rank == 1 ? x.expandDims(-1) : x;
  }

  /** An argument against matrices of pairs: batch + [1, 1]. */
  static NDArray pairwise(Operand value, NDArray x) {
    return value.like(x).expandDims(-1).expandDims(-1);
  }

  /** x_i - y_j: batch + [n, d], batch + [m, d] → batch + [n, m, d]. */
  static NDArray differences(NDArray x, NDArray y) {
    return x.expandDims(-2).sub(y.expandDims(-3));
  }

  /** |x_i - y_j|² from the differences, so that near inputs do not cancel. */
  static NDArray squaredDistances(NDArray x, NDArray y) {
    return square(differences(x, y)).sum(new int[] {-1});
  }

  /** A matrix that may still be a number or of size 1 as all of batch + [n, m]. */
  static NDArray matrix(NDArray pairs, NDArray x, NDArray y) {
    Shape size = new Shape(x.getShape().get(0), y.getShape().get(0));
    return broadcastTo(pairs, Shapes.broadcast(pairs.getShape(), size));
  }
}
