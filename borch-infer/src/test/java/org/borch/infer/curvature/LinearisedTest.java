package org.borch.infer.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.infer.curvature.SmallNet.AT;
import static org.borch.infer.curvature.SmallNet.CLASSES;
import static org.borch.infer.curvature.SmallNet.D;
import static org.borch.infer.curvature.SmallNet.DATA;
import static org.borch.infer.curvature.SmallNet.ROWS;
import static org.borch.infer.curvature.SmallNet.values;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.borch.infer.density.Observations;
import org.borch.infer.gaussian.Spread;
import org.borch.tensor.Autodiff;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.junit.jupiter.api.Test;

class LinearisedTest {

  private static NDArray normals(int seed, long... shape) {
    return Noise.of(Key.of(seed), DataType.FLOAT64).normal(new Shape(shape)).mul(0.3);
  }

  @Test
  void meanAndCovarianceAreThoseOfTheJacobian() {
    List<Spread> spreads =
        List.of(
            Spread.diagonal(normals(1, D)),
            Spread.dense(normals(1, D), normals(2, D * (D - 1) / 2)),
            Spread.lowRank(normals(1, D), normals(3, D, 2)));
    for (boolean named : new boolean[] {true, false}) {
      Observations<NDArray> net = SmallNet.of(named);
      NDArray jacobian =
          Autodiff.jacobian(p -> net.outputs().orElseThrow().values(p, DATA).flatten()).apply(AT);
      for (Spread spread : spreads) {
        Linearised found = Linearised.of(net, AT, spread, DATA);
        NDArray joint =
            jacobian.matMul(spread.covariance()).matMul(LinearAlgebra.transpose(jacobian));
        assertThat(values(found.jointCovariance())).containsExactly(values(joint), within(1e-11));
        assertThat(values(found.variance()))
            .containsExactly(values(LinearAlgebra.diagonal(joint)), within(1e-11));
        for (int row = 0; row < ROWS; row++) {
          String part = row * CLASSES + ":" + (row + 1) * CLASSES;
          assertThat(values(found.covariance().get(row)))
              .containsExactly(values(joint.get(part + ", " + part)), within(1e-11));
        }
        assertThat(values(found.mean()))
            .containsExactly(values(net.outputs().orElseThrow().values(AT, DATA)));
      }
    }
  }

  /** Three outputs of one parameter have a covariance without a factor. */
  @Test
  void drawsNeedNoFactorOfTheCovariance() {
    Observations<NDArray> net =
        Observations.of(
            Map.of("a", new Shape(1)),
            DataType.FLOAT64,
            key -> SmallNet.batch(0, 2, 1, 1, 0),
            (at, rows) -> rows.observed().get("class").mul(at.get("a")).add(1),
            (f, rows) -> f.sum(new int[] {1}));
    Spread spread = Spread.diagonal(normals(1, 1));
    Linearised found = Linearised.of(net, normals(2, 1), spread, DATA);
    NDArray draws = found.draws(Key.of(1), 4_000);
    assertThat(draws.getShape()).isEqualTo(new Shape(4_000, ROWS, CLASSES));
    NDArray apart = draws.sub(found.mean());
    double[] variance = values(apart.square().mean(new int[] {0}));
    double[] expected = values(found.variance());
    for (int i = 0; i < variance.length; i++) {
      assertThat(variance[i])
          .isCloseTo(expected[i], within(4.5 * expected[i] * Math.sqrt(2 / 4e3)));
    }
  }
}
