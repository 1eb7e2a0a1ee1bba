package org.borch.infer.draws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.infer.density.ElementNames;
import org.borch.infer.files.CmdStanCsv;
import org.borch.infer.files.Npz;
import org.borch.infer.fit.Fit;
import org.borch.infer.fit.Predictor;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.vi.Svi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Draws, summaries and files call elements by the labels of their plates. */
class LabelledDrawsTest {

  private static final List<String> SCHOOLS = List.of("Choate", "Mt. Hermon, MA", "Hotchkiss");

  // region labels
  private static final Module<Object, NDArray> MODEL =
      Module.of(
          (m, nothing) -> {
            NDArray tau = m.rv("tau", halfNormal(5));
            Plate schools = m.plate("school", SCHOOLS); // "Choate", "Mt. Hermon, MA", "Hotchkiss"
            NDArray theta = schools.rv("theta", normal(0, tau));
            schools.deterministic("gain", theta.mul(10));
            return schools.rv("y", normal(theta, 1));
          });

  // endregion

  private static final Sampler SHORT =
      Nuts.defaults().with(run -> run.withWarmup(50).withDraws(20).withChains(2));

  private static Model<Object, NDArray> observed() {
    return MODEL.on().observeWithMissing("y", 28, 8, Double.NaN);
  }

  @Test
  void summariesAndElementsOfDrawsHaveTheLabels() {
    for (Model<?, ?> model : List.of(observed(), observed().decentred("theta"))) {
      Draws draws = Infer.sample(model, SHORT, Seed.of(3));
      assertThat(draws.elements("theta"))
          .containsExactly("theta[Choate]", "theta[Mt. Hermon, MA]", "theta[Hotchkiss]");
      assertThat(draws.elements("tau")).containsExactly("tau");
      assertThat(draws.elements("y.missing")).containsExactly("y[Hotchkiss]");
      assertThat(draws.summary().toString()).contains("\ngain[Choate] ", "\ntheta[Hotchkiss] ");
      assertThat(draws.scalar("theta[Choate]")).isDeepEqualTo(draws.element("theta", 0));
      assertThat(draws.scalarNames("theta")).hasSize(3);
      assertThat(draws.thin(2).select("theta").elements("theta")).contains("theta[Choate]");
    }
  }

  @Test
  void theSummaryOfAFitAndItsCheckHaveTheLabels() {
    try (Fit fit = Infer.fit(observed(), Svi.defaults().withSteps(20), Seed.of(3))) {
      assertThat(fit.summary().toString())
          .contains("theta[Choate] ", "gain[Hotchkiss]", "y[Hotchkiss]");
      assertThat(fit.check(10, Seed.of(1)).toString()).contains("theta[Choate]");
    }
  }

  @Test
  void predictionsHaveTheLabels() {
    Draws draws = Infer.sample(observed(), SHORT, Seed.of(3));
    Draws predicted = Predictor.of(observed(), draws, Seed.of(4)).draws("no input");
    assertThat(predicted.elements("gain")).contains("gain[Choate]", "gain[Hotchkiss]");
    assertThat(predicted.elements("theta")).isEqualTo(draws.elements("theta"));
    assertThat(predicted.bounds("tau")).isEqualTo(draws.bounds("tau"));
  }

  @Test
  void filesKeepTheLabels(@TempDir Path folder) {
    Draws draws = Infer.sample(observed(), SHORT, Seed.of(3));
    Npz.write(draws, folder.resolve("draws.npz"));
    Draws npz = Npz.read(folder.resolve("draws.npz"));
    Draws csv = CmdStanCsv.read(CmdStanCsv.write(draws, folder.resolve("draws.csv")));
    for (String name : draws.names()) {
      assertThat(npz.elements(name)).isEqualTo(draws.elements(name));
      assertThat(csv.elements(name)).isEqualTo(draws.elements(name));
    }
    assertThat(csv.summary()).hasToString(draws.summary().toString());
  }

  @Test
  void labelsWithCommasAreQuotedAmongSeveralAxes() {
    List<List<String>> labels = List.of(List.of("a,b", "c"), List.of("d", "e\"f"));
    Shape shape = new Shape(2, 2, 3);
    assertThat(ElementNames.of("x", shape, labels, 0)).isEqualTo("x[\"a,b\",d,1]");
    assertThat(ElementNames.of("x", shape, labels, 11)).isEqualTo("x[c,\"e\"\"f\",3]");
    assertThat(ElementNames.of("x", new Shape(5, 2), labels, 9)).isEqualTo("x[5,\"e\"\"f\"]");
  }

  @Test
  void namesOfElementsAreAsManyAndAllDifferent() {
    Draws draws =
        Draws.of(Map.of("x", BorchArray.of(new Shape(1, 2, 2), new double[] {1, 2, 3, 4})));
    assertThat(draws.withElements("x", List.of("x[a]", "x[b]")).scalar("x[b]"))
        .isDeepEqualTo(new double[][] {{2, 4}});
    assertThatThrownBy(() -> draws.withElements("x", List.of("x[a]")))
        .hasMessageContainingAll("x: 1 names", "(2)", "expected 2");
    assertThatThrownBy(() -> draws.withElements("x", List.of("x[a]", "x[a]")))
        .hasMessageContaining("all different");
  }
}
