package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Plate;
import org.borch.Trace;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.loss.Elbo;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Terms of a plate's rows count with the plate's weight, and plain factors are not of rows. */
class PlateFactorTest {

  private static final Seed SEED = Seed.of(8);
  private static final NDArray X = BorchArray.of(1, 2, 4, 8);

  /** The same model twice: with an observed variable, and with its density as a factor. */
  private static Module<NDArray, NDArray> module(boolean asFactor) {
    return Module.of(
        (m, x) -> {
          NDArray mu = m.rv("mu", normal(0, 10));
          Plate rows = m.plate("row");
          if (asFactor) {
            rows.factor("y", normal(mu, 2).logProb(x));
          } else {
            rows.rv("y", normal(mu, 2));
          }
          return mu;
        });
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  private static Model<NDArray, NDArray> batched(boolean asFactor) {
    var rows = minibatches(X, 2).plate("row");
    return module(asFactor).on(asFactor ? rows : rows.observing("y", X));
  }

  @Test
  void everyLossWeighsTheTermsAsItDoesTheVariables() {
    Model<NDArray, NDArray> factor = batched(true);
    Model<NDArray, NDArray> variable = batched(false);
    for (var posterior : List.of(Posteriors.normal(), Posteriors.pointMass())) {
      try (Params params = variable.withPosterior(posterior).init(SEED);
          Scope scope = Scope.open()) {
        Trace one = factor.withPosterior(posterior).sample(params, SEED.at(3));
        Trace other = variable.withPosterior(posterior).sample(params, SEED.at(3));
        assertThat(values(Infer.viLoss(one))).containsExactly(values(Infer.viLoss(other)));
        assertThat(values(Infer.mapLoss(one))).containsExactly(values(Infer.mapLoss(other)));
        assertThat(values(Infer.logWeight(one))).containsExactly(values(Infer.logWeight(other)));
        assertThat(values(params.gradient(Infer.viLoss(one))))
            .containsExactly(values(params.gradient(Infer.viLoss(other))));
      }
    }
  }

  @Test
  void theDensityOfABatchIsScaledAndItsTermsStayPerRow() {
    double[] gradient = new double[1];
    double[] expected = new double[1];
    JointDensity factor = JointDensity.of(batched(true), SEED);
    JointDensity variable = JointDensity.of(batched(false), SEED);
    for (int i = 0; i < 5; i++) {
      var key = SEED.key().at(i);
      double[] at = {0.7};
      assertThat(factor.batchEvaluator().valueAndGradient(at, key, gradient))
          .isCloseTo(variable.batchEvaluator().valueAndGradient(at, key, expected), within(1e-12));
      assertThat(gradient).containsExactly(expected, within(1e-12));
      assertThat(factor.terms(at, key).rows().get("y").getShape()).isEqualTo(new Shape(2));
    }
    JointDensity whole = JointDensity.of(module(true).on(X), SEED);
    assertThat(values(whole.terms(new double[] {0.7}).rows().get("y"))).hasSize(4);
  }

  @Test
  void rowsOfARandomSubsetAndFurtherAxesCountToo() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              Plate rows = m.plate("row", 4, 2);
              NDArray own = rows.rows(x);
              rows.factor("twice", own.mul(mu).expandDims(1).mul(BorchArray.of(1, 1)));
              return mu;
            });
    Model<NDArray, NDArray> model = module.on(X);
    JointDensity density = JointDensity.of(model, SEED);
    double prior = -0.5 * 0.09 - 0.5 * Math.log(2 * Math.PI);
    assertThat(density.evaluator().value(new double[] {0.3}))
        .isCloseTo(prior + 2 * 15 * 0.3, within(1e-12));
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      Trace draw = model.sample(params, SEED.at(1));
      double terms = values(draw.factors().get("twice").sum())[0];
      double likelihood = values(Elbo.of(draw).likelihood())[0];
      assertThat(likelihood).isCloseTo(2 * terms, within(1e-12));
    }
  }

  @Test
  void aPlainFactorThatDependsOnAPlatesRowsIsAnError() {
    Module<NDArray, NDArray> ofInput =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 10));
              m.plate("row");
              m.factor("y", normal(mu, 2).logProb(x));
              return mu;
            });
    assertThatThrownBy(() -> ofInput.on(minibatches(X, 2).plate("row")).init(SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("y: a factor", "plate \"row\"", "plate.factor(name, terms)");
    assertThatThrownBy(() -> JointDensity.of(ofInput.on(minibatches(X, 2).plate("row")), SEED))
        .hasMessageContaining("y: a factor");
    ofInput.on(X).init(SEED).close();

    Module<NDArray, NDArray> ofLatents =
        Module.of(
            (m, x) -> {
              NDArray z = m.plate("row", 4, 2).rv("z", normal(0, 1));
              m.factor("sum", z.sum());
              return z;
            });
    assertThatThrownBy(() -> ofLatents.on().init(SEED)).hasMessageContaining("sum: a factor");
    Module<NDArray, NDArray> ofIndex =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              NDArray rows = m.plate("row", 4, 2).index().toType(DataType.FLOAT64, false);
              m.factor("first", rows.mul(mu).sum());
              return mu;
            });
    assertThatThrownBy(() -> ofIndex.on().init(SEED)).hasMessageContaining("first: a factor");
  }

  @Test
  void aVariableOutsideOfThePlateOfItsDataIsAnError() {
    Module<NDArray, NDArray> outside =
        Module.of((m, x) -> m.rv("y", normal(x.mul(m.rv("w", normal(0, 1))), 1)));
    assertThatThrownBy(() -> outside.on(minibatches(X, 2).plate("row").observing("y", X)))
        .hasMessageContainingAll("y: data of a minibatch", "plate(\"row\").rv(name, prior)");
    Module<NDArray, NDArray> total =
        Module.of(
            (m, x) -> {
              NDArray z = m.plate("row", 4, 2).rv("z", normal(0, 1));
              return m.rv("total", normal(z.sum(), 1));
            });
    assertThatThrownBy(() -> total.on().observe("total", 3).init(SEED))
        .hasMessageContainingAll("total: its prior's loc", "plate \"row\"");
  }

  @Test
  void termsOfDiscreteRowsAreSummedOutRowByRow() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              Plate rows = m.plate("row", 4);
              NDArray z = rows.rv("z", bernoulli(0.25));
              rows.factor("f", z.mul(mu).mul(x));
              return mu;
            });
    JointDensity density = JointDensity.of(module.on(X), SEED);
    double expected = -0.5 * 0.04 - 0.5 * Math.log(2 * Math.PI);
    for (double x : values(X)) {
      expected += Math.log(0.75 + 0.25 * Math.exp(0.2 * x));
    }
    assertThat(density.evaluator().value(new double[] {0.2})).isCloseTo(expected, within(1e-12));
    assertThat(values(density.terms(new double[] {0.2}).rows().get("f"))).hasSize(4);
  }

  @Test
  void termsOfAnotherShapeThanTheRowsAreAnError() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              m.plate("row", 4).factor("f", mu);
              return mu;
            });
    assertThatThrownBy(() -> module.on().init(SEED))
        .hasMessageContainingAll("f: factor of shape ()", "with rows (4)");
  }
}
