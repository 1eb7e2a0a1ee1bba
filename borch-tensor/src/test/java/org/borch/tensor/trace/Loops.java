package org.borch.tensor.trace;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.tanh;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.Primitive;
import org.borch.tensor.Spec;

/** Loops for the tests of primitives. */
public final class Loops {

  private Loops() {}

  private static Spec doubles(long... shape) {
    return new Spec(new Shape(shape), DataType.FLOAT64);
  }

  /**
   * Three steps that carry a vector of 2 and a number, see rows of 2 numbers and an index, and
   * share a vector of 3 and a number.
   */
  public static Primitive mixed(boolean backwards) {
    Graph body =
        Graph.trace(
            in -> {
              NDArray x = in.get(0);
              NDArray y = in.get(1);
              NDArray chosen = in.get(4).take(in.get(3).reshape(1)).reshape(new Shape());
              NDArray next = tanh(x.mul(y).add(in.get(2))).mul(in.get(5));
              NDArray number = logSumExp(x.mul(chosen), 0).sub(y.mul(0.3));
              return List.of(next, number, exp(y.neg()).mul(x), in.get(4).mul(0.7));
            },
            List.of(
                doubles(2),
                doubles(),
                doubles(2),
                new Spec(new Shape(), DataType.INT64),
                doubles(3),
                doubles()));
    return Loop.of(3, 2, 2, body, backwards);
  }

  /** Two steps that carry 18 numbers and share a matrix of 18 by 18 and a vector. */
  public static Primitive wide() {
    Graph body =
        Graph.trace(
            in -> {
              NDArray next = tanh(in.get(1).mul(0.1).matMul(in.get(0)).add(in.get(2)));
              return List.of(next, next.mul(in.get(0)).sum());
            },
            List.of(doubles(18), doubles(18, 18), doubles(18)));
    return Loop.of(2, 1, 0, body, false);
  }
}
