package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.infer.curvature.KroneckerFactors;
import org.borch.infer.curvature.RowCurvature;
import org.borch.infer.density.Parts;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.infer.density.Weights;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;

/** Kronecker factors of linear layers, of the rest of the parameters the diagonal. */
final class KroneckerBend extends Bend {

  private static final String DIAGONAL = "diagonal";
  private static final String COUNT = "rows";
  private static final String INPUTS = "inputs/";
  private static final String OUTPUTS = "outputs/";

  KroneckerBend(BatchLaplace settings, RowLikelihood density) {
    super(settings, density);
  }

  /** The layers show themselves in a run of the network. */
  @Override
  Map<String, NDArray> none(NDArray position) {
    StepData data = density().data(Key.of(0));
    RowCurvature rows = RowCurvature.empiricalFisher(density(), position, data);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put(DIAGONAL, position.zerosLike());
    arrays.put(COUNT, BorchArray.full(new Shape(1), 0, position.getDataType()));
    rows.kronecker()
        .forEach(
            (layer, own) -> {
              arrays.put(INPUTS + layer, own.inputs().zerosLike());
              arrays.put(OUTPUTS + layer, own.outputs().zerosLike());
            });
    return arrays;
  }

  @Override
  Map<String, NDArray> plus(
      Map<String, NDArray> before, RowCurvature rows, NDArray count, Key key) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put(DIAGONAL, Parts.get(before, DIAGONAL).add(rows.diagonal()));
    arrays.put(COUNT, Parts.get(before, COUNT).add(count));
    rows.kronecker()
        .forEach(
            (layer, own) -> {
              arrays.put(INPUTS + layer, Parts.get(before, INPUTS + layer).add(own.inputs()));
              arrays.put(OUTPUTS + layer, Parts.get(before, OUTPUTS + layer).add(own.outputs()));
            });
    return arrays;
  }

  @Override
  Map<String, NDArray> hessian(NDArray at, StepData data) {
    throw new IllegalStateException("refused by the settings");
  }

  @Override
  Curved curved(Map<String, NDArray> arrays, double scale) {
    Map<String, KroneckerFactors> layers = new LinkedHashMap<>();
    arrays.forEach(
        (name, inputs) -> {
          if (name.startsWith(INPUTS)) {
            String layer = name.substring(INPUTS.length());
            boolean hasBias = density().parameters().containsKey(layer + Weights.BIAS);
            layers.put(
                layer, new KroneckerFactors(hasBias, inputs, Parts.get(arrays, OUTPUTS + layer)));
          }
        });
    double rows = BorchArray.wrap(Parts.get(arrays, COUNT)).values()[0];
    return new KroneckerCurvature(
        density().parameters(), layers, Parts.get(arrays, DIAGONAL).mul(scale), scale / rows);
  }
}
