package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.fit.Check;
import org.borch.infer.fit.Fit;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Curved and skewed posteriors, whose evidence is known, under a normalising flow. */
class FlowTest {

  private static final Svi SETTINGS =
      Svi.defaults().withSteps(6_000).withParticles(4).withProgress(false);

  @TempDir private Path folder;

  /** A banana with evidence 1: x ~ N(0, 1), y ~ N(x², 0.3). */
  private static Model<?, ?> banana() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray x = m.rv("x", normal(0, 1));
              return m.rv("y", normal(x.square(), 0.3));
            });
    return module.on(0).in(DataType.FLOAT64);
  }

  private static Check fitted(Model<?, ?> model, Posterior posterior) {
    try (Fit fit = SETTINGS.fit(model.withPosterior(posterior), Seed.of(1))) {
      return fit.check(5_000, Seed.of(2));
    }
  }

  @Test
  void aFlowBendsWhereANormalCannot() {
    Check flow = fitted(banana(), Posteriors.flow(4));
    Check straight = fitted(banana(), Posteriors.multivariateNormal());
    // The bound of any q is at most 0, the log evidence.
    assertThat(straight.elbo().value()).isLessThan(-0.5);
    assertThat(flow.elbo().value()).isBetween(-0.1, 4 * flow.elbo().standardError());
  }

  /** One coordinate, so that the spline bends it alone: the logarithm of a Gamma(0.7, 1). */
  @Test
  void aSplineBendsOneCoordinate() {
    Module<Integer, NDArray> module = Module.of((m, none) -> m.rv("g", gamma(0.7, 1)));
    Model<?, ?> model = module.on(0).in(DataType.FLOAT64);
    double straight = fitted(model, Posteriors.multivariateNormal()).elbo().value();
    double flow = fitted(model, Posteriors.flow(1)).elbo().value();
    assertThat(straight).isLessThan(-0.05);
    assertThat(flow).isBetween(straight / 4, 0.01);
  }

  @Test
  void aFlowBeginsAsANormalAndItsDensityIsThatOfItsDraws() {
    Model<?, ?> model = banana().withPosterior(Posteriors.flow(2).withHidden(3).withScale(0.5));
    assertThat(model.posterior()).hasToString("flow(2).withHidden(3).withScale(0.5)");
    Model<?, ?> straight = banana().withPosterior(Posteriors.multivariateNormal().withScale(0.5));
    try (Params params = model.init(Seed.of(1));
        Params normals = straight.init(Seed.of(1));
        Scope scope = Scope.open()) {
      Trace draw = model.sample(params, Seed.of(2).key());
      Trace same = straight.sample(normals, Seed.of(2).key());
      double logQ = 0;
      double expected = 0;
      for (String name : new String[] {"x", "y"}) {
        logQ += number(draw.get(name).logApproximation());
        expected += number(same.get(name).logApproximation());
      }
      // Two coordinates are reversed twice, so that both have the same place.
      assertThat(number(draw.get("x").value()))
          .isCloseTo(number(same.get("x").value()), within(1e-9));
      assertThat(logQ).isCloseTo(expected, within(1e-9));
      params.save(folder.resolve("flow"));
      try (Params loaded = Params.load(folder.resolve("flow"))) {
        Trace again = model.sample(loaded, Seed.of(2).key());
        assertThat(number(again.get("x").value())).isEqualTo(number(draw.get("x").value()));
      }
    }
    assertThatThrownBy(() -> Posteriors.flow(0)).hasMessageContaining("flow(0)");
    assertThatThrownBy(() -> Posteriors.flow(1).withHidden(0)).hasMessageContaining("0 hidden");
  }

  private static double number(NDArray scalar) {
    return BorchArray.wrap(scalar).values()[0];
  }
}
