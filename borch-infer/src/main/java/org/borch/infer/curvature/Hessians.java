package org.borch.infer.curvature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;

/** Second derivatives of scalar functions of a vector; all at once by {@link Autodiff#hessian}. */
public final class Hessians {

  /**
   * Columns at a time. Measured on logistic regressions of 5 to 400 coordinates: 16 take about the
   * time of all at once, with memory that does not grow with the dimension.
   */
  public static final int BLOCK = 16;

  private Hessians() {}

  /**
   * The products of a Hessian and several vectors, in forward over reverse mode.
   *
   * @param gradient of the function: [d] → [d]
   * @param at [d]
   * @param directions [m, d]
   * @return [m, d]
   */
  public static NDArray times(UnaryOperator<NDArray> gradient, NDArray at, NDArray directions) {
    return Batching.vmap(direction -> Autodiff.jvp(gradient, at, direction).tangent())
        .apply(directions);
  }

  /**
   * The diagonal of a Hessian: as many products as there are coordinates, a block of them at a
   * time.
   *
   * @param function [d] → a scalar
   * @param at [d]
   * @return [d]
   */
  public static NDArray diagonal(UnaryOperator<NDArray> function, NDArray at) {
    int d = Math.toIntExact(at.size());
    UnaryOperator<NDArray> gradient = Autodiff.grad(function);
    List<NDArray> parts = new ArrayList<>();
    for (int first = 0; first < d; first += BLOCK) {
      int count = Math.min(BLOCK, d - first);
      double[] numbers = new double[count * d];
      for (int i = 0; i < count; i++) {
        numbers[i * d + first + i] = 1;
      }
      NDArray units = BorchArray.of(new Shape(count, d), numbers).toType(at.getDataType(), false);
      parts.add(times(gradient, at, units).mul(units).sum(new int[] {1}));
    }
    return ArrayMath.concat(0, parts.toArray(NDArray[]::new));
  }
}
