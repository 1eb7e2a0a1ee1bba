package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.borch.infer.curvature.RowCurvature;
import org.borch.infer.density.Parts;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Spread;
import org.borch.tensor.random.Key;

/** A curvature for each parameter. */
final class DiagonalBend extends Bend {

  private static final String DIAGONAL = "diagonal";

  DiagonalBend(BatchLaplace settings, RowLikelihood density) {
    super(settings, density);
  }

  @Override
  Map<String, NDArray> none(NDArray position) {
    return Map.of(DIAGONAL, position.zerosLike());
  }

  @Override
  Map<String, NDArray> plus(
      Map<String, NDArray> before, RowCurvature rows, NDArray count, Key key) {
    return Map.of(DIAGONAL, Parts.get(before, DIAGONAL).add(rows.diagonal()));
  }

  @Override
  Map<String, NDArray> hessian(NDArray at, StepData data) {
    return Map.of(DIAGONAL, hessianDiagonal(at, data));
  }

  @Override
  Curved curved(Map<String, NDArray> arrays, double scale) {
    NDArray own = Parts.get(arrays, DIAGONAL).mul(scale);
    return (power, prior, temperature) ->
        Spread.diagonal(own.mul(power).add(prior.diagonal()).div(temperature).log().div(-2));
  }
}
