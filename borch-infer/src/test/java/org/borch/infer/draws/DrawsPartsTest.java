package org.borch.infer.draws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Tuning;
import org.borch.tensor.BorchArray;
import org.junit.jupiter.api.Test;

class DrawsPartsTest {

  private static final int CHAINS = 3;
  private static final int DRAWS = 5;

  /** The number of chain c, draw d and element i is 100 c + 10 d + i, negative for mu. */
  private static Draws numbered() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("mu", numbers(-1, new Shape()));
    arrays.put("theta", numbers(1, new Shape(2)));
    arrays.put("x", numbers(1, new Shape(2, 3)));
    return Draws.of(arrays);
  }

  private static NDArray numbers(int sign, Shape shape) {
    int size = Math.toIntExact(shape.size());
    double[] values = new double[CHAINS * DRAWS * size];
    for (int i = 0; i < values.length; i++) {
      int row = i / size;
      values[i] = sign * (100 * (row / DRAWS) + 10 * (row % DRAWS) + i % size);
    }
    long[] axes = new long[2 + shape.dimension()];
    axes[0] = CHAINS;
    axes[1] = DRAWS;
    System.arraycopy(shape.getShape(), 0, axes, 2, shape.dimension());
    return BorchArray.of(new Shape(axes), values);
  }

  @Test
  void javaIndicesCountFromZeroAndNamesFromOne() {
    Draws draws = numbered();

    assertThat(draws.element("theta", 1)[2][4]).isEqualTo(241);
    assertThat(draws.scalar("theta[2]")[2][4]).isEqualTo(241);
    assertThat(draws.element("x", 1, 0)[0][1]).isEqualTo(13);
    assertThat(draws.scalar("x[2,1]")[0][1]).isEqualTo(13);
    assertThat(draws.scalar("mu")[1][0]).isEqualTo(-100);
    assertThat(draws.scalarNames())
        .containsExactly(
            "mu",
            "theta[1]",
            "theta[2]",
            "x[1,1]",
            "x[1,2]",
            "x[1,3]",
            "x[2,1]",
            "x[2,2]",
            "x[2,3]");
    assertThatThrownBy(() -> draws.scalar("theta")).hasMessageContaining("theta[1]");
    assertThatThrownBy(() -> draws.scalar("theta[0]")).hasMessageContaining("count from 1");
    assertThatThrownBy(() -> draws.scalar("theta[3]")).hasMessageContaining("no such element");
    assertThatThrownBy(() -> draws.scalar("nu")).hasMessageContaining("[mu, theta, x]");
  }

  @Test
  void namesAreSelectedByPattern() {
    Draws draws = numbered();

    assertThat(draws.select("x", "m*").names()).containsExactly("x", "mu");
    assertThat(draws.select("*").names()).containsExactly("mu", "theta", "x");
    assertThat(draws.select("x").element("x", 1, 2)).isDeepEqualTo(draws.element("x", 1, 2));
    assertThat(draws.scalarNames("x[2,*", "theta"))
        .containsExactly("x[2,1]", "x[2,2]", "x[2,3]", "theta[1]", "theta[2]");
    assertThatThrownBy(() -> draws.select("x").get("mu")).hasMessageContaining("[x]");
    assertThatThrownBy(() -> draws.select("x.*")).hasMessageContaining("[mu, theta, x]");
    assertThatThrownBy(() -> draws.scalarNames("x[3*")).hasMessageContaining("x[3*");
  }

  @Test
  void partsKeepTheirSampleStatsAndTunings() {
    double[][] energies = draws(numbered().element("mu"));
    List<Tuning> tunings =
        List.of(
            new Tuning(0.1, Metric.diagonal(1, 2)),
            new Tuning(0.2, Metric.diagonal(3, 4)),
            new Tuning(0.3, Metric.diagonal(5, 6)));
    Draws draws =
        numbered()
            .withStats(
                SampleStats.of(Map.of(SampleStats.ENERGY, energies), Map.of("max_depth", "10")))
            .withTunings(tunings);

    Draws part = draws.withoutChains(1).thin(2);

    assertThat(part.chainCount()).isEqualTo(2);
    assertThat(part.drawCount()).isEqualTo(3);
    assertThat(part.element("theta", 1))
        .isDeepEqualTo(new double[][] {{1, 21, 41}, {201, 221, 241}});
    assertThat(part.get("x").getShape()).isEqualTo(new Shape(2, 3, 2, 3));
    assertThat(part.stats().get("energy__"))
        .isDeepEqualTo(new double[][] {{0, -20, -40}, {-200, -220, -240}});
    assertThat(part.stats().settings()).containsExactly(Map.entry("max_depth", "10"));
    assertThat(part.tunings(Tuning.class)).containsExactly(tunings.get(0), tunings.get(2));
    assertThatThrownBy(part::chains)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2 chains x 3 draws");
  }

  private static double[][] draws(double[][] chains) {
    return Arrays.stream(chains).map(double[]::clone).toArray(double[][]::new);
  }

  @Test
  void aComputedQuantityBecomesAVariable() {
    Draws draws = numbered();
    Draws more = draws.with("twice", draws.get("theta").mul(2));

    assertThat(more.names()).containsExactly("mu", "theta", "x", "twice");
    assertThat(more.element("twice", 1)[2][4]).isEqualTo(482);
    assertThat(draws.names()).hasSize(3);
    assertThatThrownBy(() -> draws.with("mu", draws.get("mu"))).hasMessageContaining("already");
    assertThatThrownBy(() -> draws.with("nu", BorchArray.of(1, 2, 3)))
        .hasMessageContaining("nu: draws of shape (3)");
    assertThatThrownBy(() -> draws.with("nu", BorchArray.of(new double[][] {{1, 2, 3}})))
        .hasMessageContaining("expected the first two axes (3, 5)");
  }

  @Test
  void partsThatDoNotExistAreRefused() {
    Draws draws = numbered();
    double[][] wrong = new double[3][4];
    SampleStats stats = SampleStats.of(Map.of("energy__", wrong), Map.of());

    assertThatThrownBy(() -> Draws.of(Map.of())).hasMessageContaining("no variables");
    assertThatThrownBy(() -> draws.thin(0)).hasMessageContaining("thin(0)");
    assertThatThrownBy(() -> draws.withoutChains(3)).hasMessageContaining("chains 0 to 2");
    assertThatThrownBy(() -> draws.withoutChains(0, 1, 2)).hasMessageContaining("none is left");
    assertThatThrownBy(() -> draws.withStats(stats)).hasMessageContaining("energy__");
    assertThatThrownBy(() -> SampleStats.of(Map.of("a", wrong, "b", new double[3][5]), Map.of()))
        .hasMessageContaining("sample stats");
    assertThatThrownBy(() -> draws.withTunings(List.of(new Tuning(1, Metric.diagonal(1)))))
        .hasMessageContaining("1 tunings for 3 chains");
  }
}
