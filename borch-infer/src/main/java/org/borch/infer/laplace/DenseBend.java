package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.borch.infer.curvature.RowCurvature;
import org.borch.infer.density.Parts;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Spread;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;

/** The whole matrix. */
final class DenseBend extends Bend {

  private static final String MATRIX = "matrix";

  DenseBend(BatchLaplace settings, RowLikelihood density) {
    super(settings, density);
  }

  @Override
  Map<String, NDArray> none(NDArray position) {
    long d = position.size();
    return Map.of(MATRIX, BorchArray.full(new Shape(d, d), 0, position.getDataType()));
  }

  @Override
  Map<String, NDArray> plus(
      Map<String, NDArray> before, RowCurvature rows, NDArray count, Key key) {
    return Map.of(MATRIX, Parts.get(before, MATRIX).add(rows.dense()));
  }

  @Override
  Map<String, NDArray> hessian(NDArray at, StepData data) {
    return Map.of(MATRIX, Autodiff.hessian(p -> loss(p, data)).apply(at));
  }

  @Override
  Curved curved(Map<String, NDArray> arrays, double scale) {
    NDArray own = Parts.get(arrays, MATRIX).mul(scale);
    return (power, prior, temperature) ->
        Spread.ofPrecision(own.mul(power).add(prior.matrix()).div(temperature));
  }
}
