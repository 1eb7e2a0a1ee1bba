package org.borch.infer.ekf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.infer.density.Outputs;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.tensor.Autodiff;
import org.borch.tensor.LinearAlgebra;

/**
 * What the rows of a batch say at a point, sums over them.
 *
 * @param value their log likelihood, of shape (1)
 * @param gradient [d]
 * @param curvature a matrix [d, d], or its diagonal [d]
 */
record Evidence(NDArray value, NDArray gradient, NDArray curvature) {

  static Evidence of(Ekf settings, RowLikelihood rows, NDArray at, StepData data) {
    Evidence sum =
        settings.curvature() == Ekf.Curvature.FISHER
            ? fisher(settings.dense(), rows, at, data)
            : gaussNewton(settings.dense(), rows, at, data);
    return settings.rows() == Ekf.Rows.SUM ? sum : sum.mean(rows.seen(data).sum().reshape(1));
  }

  /** Of a batch without a row that was seen, nothing. */
  private Evidence mean(NDArray count) {
    NDArray some = count.maximum(1);
    return new Evidence(value, gradient.div(some), curvature.div(some));
  }

  /** Σ gᵢ gᵢᵀ of the gradients gᵢ. */
  private static Evidence fisher(boolean dense, RowLikelihood rows, NDArray at, StepData data) {
    List<NDArray> each =
        rows.eachRow(
            data,
            row -> {
              Autodiff.ValueAndGradient both =
                  Autodiff.valueAndGrad(p -> rows.rows(p.get(0), row).sum(), List.of(at));
              return List.of(both.value(), both.gradient().get(0));
            });
    NDArray slopes = each.get(1); // [n, d]
    NDArray curvature =
        dense ? LinearAlgebra.transpose(slopes).matMul(slopes) : slopes.square().sum(new int[] {0});
    return new Evidence(each.get(0).sum().reshape(1), slopes.sum(new int[] {0}), curvature);
  }

  /** Σ Jᵢᵀ Hᵢ Jᵢ, Hᵢ the negative second derivative of the log likelihood by the outputs. */
  private static Evidence gaussNewton(
      boolean dense, RowLikelihood rows, NDArray at, StepData data) {
    long d = at.size();
    Outputs split = rows.outputs().orElseThrow();
    List<NDArray> each =
        rows.eachRow(
            data,
            row -> {
              NDArray outputs = split.values(at, row);
              Shape shape = outputs.getShape();
              NDArray flat = outputs.flatten();
              NDArray jacobian =
                  Autodiff.jacobian(p -> split.values(p, row).flatten()).apply(at); // [k, d]
              Autodiff.ValueAndGradient both =
                  Autodiff.valueAndGrad(
                      f -> split.logLikelihoods(f.get(0).reshape(shape), row).sum(), List.of(flat));
              NDArray second =
                  Autodiff.hessian(f -> split.logLikelihoods(f.reshape(shape), row).sum())
                      .apply(flat);
              NDArray bent = second.neg().matMul(jacobian); // [k, d]
              NDArray slope =
                  LinearAlgebra.matVec(LinearAlgebra.transpose(jacobian), both.gradient().get(0));
              return List.of(both.value(), slope, jacobian, bent);
            });
    NDArray jacobian = each.get(2); // [n, k, d]
    NDArray bent = each.get(3);
    NDArray curvature =
        dense
            ? LinearAlgebra.transpose(jacobian.reshape(-1, d)).matMul(bent.reshape(-1, d))
            : jacobian.mul(bent).sum(new int[] {0, 1});
    return new Evidence(each.get(0).sum().reshape(1), each.get(1).sum(new int[] {0}), curvature);
  }
}
