package org.borch.infer.curvature;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.borch.tensor.Autodiff;

/**
 * Products of curvature matrices and vectors without the matrices, at the cost of a few gradients.
 * That of a Hessian is {@link Autodiff#hvp}.
 */
public final class Products {

  private Products() {}

  /**
   * Jᵀ J v by the Jacobian J of a function with several arguments: of the rows' log likelihoods,
   * the empirical Fisher matrix times v. The product with the joint matrix of all arguments.
   *
   * @param rows whose result holds the rows, of any shape
   * @param directions v, one for each argument, of its shape and type
   * @return one for each argument
   */
  public static List<NDArray> fisher(
      Function<List<NDArray>, NDArray> rows,
      List<? extends NDArray> at,
      List<? extends NDArray> directions) {
    NDArray along = Autodiff.jvp(rows, at, directions).tangent();
    return Autodiff.vjp(rows, at, along).gradient();
  }

  /**
   * Jᵀ H J v by the Jacobian J of outputs and the Hessian H of a scalar function of these: a
   * generalised Gauss-Newton matrix times v. The product with the joint matrix of all arguments.
   *
   * @param outputs of any shape
   * @param outer from the outputs to a scalar, convex; of log likelihoods, minus their sum
   * @param directions v, one for each argument, of its shape and type
   * @return one for each argument
   */
  public static List<NDArray> gaussNewton(
      Function<List<NDArray>, NDArray> outputs,
      UnaryOperator<NDArray> outer,
      List<? extends NDArray> at,
      List<? extends NDArray> directions) {
    Autodiff.ValueAndTangent along = Autodiff.jvp(outputs, at, directions);
    NDArray bent = Autodiff.hvp(outer, along.value(), along.tangent());
    return Autodiff.vjp(outputs, at, bent).gradient();
  }
}
