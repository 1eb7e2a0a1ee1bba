package org.borch.infer.ekf;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.infer.curvature.RowCurvature;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.tensor.Autodiff;

/**
 * What the rows of a batch say at a point, sums over them.
 *
 * @param value their log likelihood, of shape (1)
 * @param gradient [d]
 * @param curvature a matrix [d, d], or its diagonal [d]
 */
record Evidence(NDArray value, NDArray gradient, NDArray curvature) {

  static Evidence of(Ekf settings, RowLikelihood rows, NDArray at, StepData data) {
    Autodiff.ValueAndGradient both =
        Autodiff.valueAndGrad(p -> rows.rows(p.get(0), data).sum(), List.of(at));
    RowCurvature curvature =
        settings.curvature() == Ekf.Curvature.FISHER
            ? RowCurvature.empiricalFisher(rows, at, data)
            : RowCurvature.gaussNewton(rows, at, data);
    Evidence sum =
        new Evidence(
            both.value().reshape(1),
            both.gradient().get(0),
            settings.dense() ? curvature.dense() : curvature.diagonal());
    return settings.rows() == Ekf.Rows.SUM ? sum : sum.mean(rows.seen(data).sum().reshape(1));
  }

  /** Of a batch without a row that was seen, nothing. */
  private Evidence mean(NDArray count) {
    NDArray some = count.maximum(1);
    return new Evidence(value, gradient.div(some), curvature.div(some));
  }
}
