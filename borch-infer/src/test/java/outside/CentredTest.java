package outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Walnuts;
import org.borch.infer.run.Info;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Eight schools as they stand in the book, without decentring. */
class CentredTest {

  private static Model<?, ?> schools() {
    Module<NDArray, NDArray> model =
        Module.of(
            (m, sigma) -> {
              NDArray mu = m.rv("mu", normal(0, 5));
              NDArray tau = m.rv("tau", halfCauchy(5));
              Plate school = m.plate("school", 8);
              NDArray theta = school.rv("theta", normal(mu, tau));
              return school.rv("y", normal(theta, sigma));
            });
    return model
        .on(BorchArray.of(15, 10, 16, 11, 9, 11, 10, 18))
        .observe("y", 28, 8, -3, 7, -1, 1, 18, 12);
  }

  // region walnuts
  static Draws sample(Model<?, ?> schools) {
    Walnuts settings =
        Walnuts.defaults()
            .with(run -> run.withDraws(4_000))
            .with(run -> run.withEstimate(Metric.Estimate.FISHER));
    return Infer.sample(schools, settings, Seed.of(1));
  }

  // endregion

  @Test
  void nothingDiverges() {
    Draws draws = sample(schools());

    assertThat(Arrays.stream(draws.stats().get(Info.DIVERGENT)).flatMapToDouble(Arrays::stream))
        .containsOnly(0.0);
  }
}
