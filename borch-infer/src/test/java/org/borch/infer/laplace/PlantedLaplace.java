package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Spread;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;

/** Approximations by the empirical Fisher's diagonal, with a mistake in them. */
enum PlantedLaplace {
  NONE,
  FISHER_WITHOUT_ITS_SQUARE,
  SQUARE_OF_THE_SUM,
  PRIOR_IN_EVERY_BATCH,
  PRIOR_IN_EVERY_ROW,
  NO_PRIOR,
  TEMPERATURE_IGNORED,
  TEMPERATURE_OF_THE_DATA_ALONE,
  BATCHES_NOT_SCALED;

  /** The spread after some batches, each of as many rows. */
  Spread spread(RowLikelihood density, NDArray at, List<StepData> batches, double temperature) {
    double[] total = new double[Math.toIntExact(at.size())];
    NDArray prior =
        LinearAlgebra.diagonal(
            Autodiff.hessian(p -> density.logPrior(p, batches.get(0)).neg()).apply(at));
    double[] once = BorchArray.wrap(prior).values();
    double rows = 0;
    for (StepData batch : batches) {
      NDArray each = Autodiff.jacobian(p -> density.rows(p, batch)).apply(at); // [n, d]
      if (this == PRIOR_IN_EVERY_ROW) {
        each = each.add(Autodiff.grad(p -> density.logPrior(p, batch)).apply(at));
      }
      NDArray fisher =
          switch (this) {
            case FISHER_WITHOUT_ITS_SQUARE -> each.abs().sum(new int[] {0});
            case SQUARE_OF_THE_SUM -> each.sum(new int[] {0}).square();
            default -> each.square().sum(new int[] {0});
          };
      double[] own = BorchArray.wrap(fisher.toType(DataType.FLOAT64, false)).values();
      for (int i = 0; i < total.length; i++) {
        total[i] += own[i] + (this == PRIOR_IN_EVERY_BATCH ? once[i] : 0);
      }
      rows += batch.count();
    }
    double scale = this == BATCHES_NOT_SCALED ? 1 : density.rows() / rows;
    double[] logScale = new double[total.length];
    for (int i = 0; i < total.length; i++) {
      double precision = total[i] * scale;
      if (this == TEMPERATURE_OF_THE_DATA_ALONE) {
        precision /= temperature;
      }
      if (this != NO_PRIOR && this != PRIOR_IN_EVERY_BATCH && this != PRIOR_IN_EVERY_ROW) {
        precision += once[i];
      }
      boolean isTempered = this != TEMPERATURE_IGNORED && this != TEMPERATURE_OF_THE_DATA_ALONE;
      logScale[i] = -Math.log(isTempered ? precision / temperature : precision) / 2;
    }
    return Spread.diagonal(BorchArray.of(logScale));
  }
}
