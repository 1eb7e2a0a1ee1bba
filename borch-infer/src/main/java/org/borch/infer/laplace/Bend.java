package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.infer.curvature.Hessians;
import org.borch.infer.curvature.RowCurvature;
import org.borch.infer.density.Parts;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.tensor.Autodiff;
import org.borch.tensor.random.Key;

/** What is kept of the curvature of rows: arrays by name to which batches add. */
abstract class Bend {

  private final BatchLaplace settings;
  private final RowLikelihood density;

  Bend(BatchLaplace settings, RowLikelihood density) {
    this.settings = settings;
    this.density = density;
  }

  /**
   * After a batch.
   *
   * @param gradient of the batch's log likelihood, [d]
   */
  record Added(Map<String, NDArray> arrays, NDArray gradient) {}

  static Bend of(BatchLaplace settings, RowLikelihood density) {
    return switch (settings.form()) {
      case DIAGONAL -> new DiagonalBend(settings, density);
      case DENSE -> new DenseBend(settings, density);
      case LOW_RANK -> new LowRankBend(settings, density, settings.rank());
      case KRONECKER -> new KroneckerBend(settings, density);
    };
  }

  RowLikelihood density() {
    return density;
  }

  /** Of no rows. */
  abstract Map<String, NDArray> none(NDArray position);

  /** The same of rows that each count so much. */
  Map<String, NDArray> times(Map<String, NDArray> arrays, double factor) {
    Map<String, NDArray> scaled = new LinkedHashMap<>(arrays);
    if (factor != 1) {
      scaled.replaceAll((name, array) -> array.mul(factor));
    }
    return scaled;
  }

  /** With a batch. */
  Added after(Map<String, NDArray> before, NDArray at, StepData data, Key key) {
    if (settings.curvature() == BatchLaplace.Curvature.HESSIAN) {
      Map<String, NDArray> sums = new LinkedHashMap<>(before);
      hessian(at, data).forEach((name, own) -> sums.put(name, Parts.get(before, name).add(own)));
      return new Added(sums, Autodiff.grad(p -> density.rows(p, data).sum()).apply(at));
    }
    RowCurvature rows =
        switch (settings.curvature()) {
          case FISHER -> RowCurvature.fisher(density, at, data, key.at("drawn"));
          case GAUSS_NEWTON -> RowCurvature.gaussNewton(density, at, data);
          default -> RowCurvature.empiricalFisher(density, at, data);
        };
    return new Added(plus(before, rows, density.seen(data).sum().reshape(1), key), rows.gradient());
  }

  /** Minus the log likelihood of a batch. */
  NDArray loss(NDArray at, StepData data) {
    return density.rows(at, data).sum().neg();
  }

  /**
   * With a batch.
   *
   * @param count how many rows were seen, of shape (1)
   */
  abstract Map<String, NDArray> plus(
      Map<String, NDArray> before, RowCurvature rows, NDArray count, Key key);

  /** The second derivatives of a batch; of a form that has none, never asked for. */
  abstract Map<String, NDArray> hessian(NDArray at, StepData data);

  /** The curvature of rows that each count so much, once for all that is asked of it. */
  abstract Curved curved(Map<String, NDArray> arrays, double scale);

  /** The diagonal of the second derivatives of a batch. */
  NDArray hessianDiagonal(NDArray at, StepData data) {
    return Hessians.diagonal(p -> loss(p, data), at);
  }
}
