package org.borch.bench;

import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.tensor.BorchArray;

/** The non-centred eight schools (Rubin 1981) as a model. */
final class EightSchools {

  static final double[] EFFECTS = {28, 8, -3, 7, -1, 1, 18, 12};
  static final double[] ERRORS = {15, 10, 16, 11, 9, 11, 10, 18};

  private EightSchools() {}

  static Model<NDArray, NDArray> model() {
    Module<NDArray, NDArray> schools =
        Module.of(
            (m, errors) -> {
              NDArray mu = m.rv("mu", normal(0, 5));
              NDArray tau = m.rv("tau", halfCauchy(5));
              Plate plate = m.plate("school", 8);
              NDArray z = plate.rv("z", normal(0, 1));
              return plate.rv("y", normal(mu.add(tau.mul(z)), errors));
            });
    return schools.on(BorchArray.of(ERRORS)).observe("y", EFFECTS);
  }
}
