package org.borch.infer.draws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.restricted;
import static org.borch.distributions.Distributions.uniform;
import static org.borch.distributions.constraint.Constraints.lessThan;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.ArrayFile;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.density.Bounds;
import org.borch.infer.fit.Fit;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.plot.Plots;
import org.borch.infer.vi.Svi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Draws of a model know between which numbers its variables lie, and plots end there. */
class BoundedDrawsTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static final Module<Object, NDArray> MODEL =
      Module.of(
          (m, nothing) -> {
            NDArray scale = m.rv("scale", halfNormal(2), 2);
            m.rv("between", uniform(-1, 3));
            m.rv("below", restricted(normal(0, 1), lessThan(Operand.of(2))));
            m.rv("under scale", uniform(0, scale.get(0)));
            m.rv("weight", dirichlet(1, 1, 1));
            m.deterministic("double", scale.mul(2));
            return m.rv("free", normal(0, 1));
          });

  private static final Map<String, Bounds> KNOWN =
      Map.of(
          "scale", new Bounds(0, INFINITY),
          "between", new Bounds(-1, 3),
          "below", new Bounds(-INFINITY, 2),
          "weight", new Bounds(0, 1),
          "free", new Bounds(-INFINITY, INFINITY));

  private static Model<Object, NDArray> model() {
    return MODEL.on();
  }

  private static Draws sampled() {
    Nuts run = Nuts.defaults().with(r -> r.withChains(2).withWarmup(100).withDraws(200));
    return Infer.sample(model(), run, Seed.of(3));
  }

  private static void check(Draws draws) {
    Map<String, Bounds> found = new LinkedHashMap<>();
    for (String name : KNOWN.keySet()) {
      draws.bounds(name).ifPresent(bounds -> found.put(name, bounds));
    }
    assertThat(found).isEqualTo(KNOWN);
    assertThat(draws.bounds("scale[2]")).contains(new Bounds(0, INFINITY));
    assertThat(draws.bounds("double")).isEmpty();
  }

  @Test
  void drawsOfSamplersFitsFilesAndPartsHaveTheBoundsOfTheSupports(@TempDir Path folder) {
    Draws draws = sampled();
    check(draws);
    check(draws.thin(3));
    check(draws.withElements("scale", List.of("scale[1]", "scale[2]")));
    draws.save(folder.resolve("draws"));
    check(Draws.load(folder.resolve("draws")));
    try (Fit fit = Infer.fit(model(), Svi.defaults().withSteps(5), Seed.of(1))) {
      check(fit.draws(3, Seed.of(2)));
    }
    assertThat(draws.bounds("under scale").orElseThrow().low()).isZero();
    assertThat(Draws.of(draws.arrays()).bounds("scale")).isEmpty();
    assertThatThrownBy(() -> draws.bounds("scales")).hasMessageContaining("scales");
  }

  @Test
  void densitiesEndAtABoundAndGoOnWhereThereIsNone() {
    Draws draws = sampled();
    assertThat(ends(draws, "between")).containsExactly(-1, 3);
    assertThat(ends(draws, "scale[1]")[0]).isZero();
    double[] free = draws.values("free");
    assertThat(ends(draws, "free")[0]).isLessThan(Arrays.stream(free).min().orElseThrow());
    assertThat(ends(draws, "free")[1]).isGreaterThan(Arrays.stream(free).max().orElseThrow());
    double[] doubled = draws.element("double", 0)[0];
    assertThat(ends(draws.withoutChains(1), "double[1]")[0])
        .isEqualTo(Arrays.stream(doubled).min().orElseThrow());
    assertThat(pairsStart(draws)).isZero();
  }

  private static double[] ends(Draws draws, String name) {
    double[] x = Plots.density(draws, name).chart().getSeriesMap().get("chain 1").getXData();
    return new double[] {x[0], x[x.length - 1]};
  }

  private static double pairsStart(Draws draws) {
    var chart = Plots.pairs(draws, "scale[1]", "free").charts().get(0);
    return Arrays.stream(chart.getSeriesMap().get("density").getXData()).min().orElseThrow();
  }

  /** Drawn with other numbers than the bounds that someone gave. */
  @Test
  void boundsThatDrawsCrossAreNotUsed() {
    NDArray x = BorchArray.of(new double[][] {{-2, 0.5, 1, 1.5}});
    Draws draws = Draws.of(Map.of("x", x)).withBounds(Map.of("x", new Bounds(0, 1)));
    assertThat(ends(draws, "x")[0]).isLessThanOrEqualTo(-2);
    assertThatThrownBy(() -> draws.withBounds(Map.of("z", new Bounds(0, 1))))
        .hasMessageContaining("z");
    assertThatThrownBy(() -> new Bounds(1, 1)).hasMessageContaining("lower one first");
  }

  @Test
  void damagedBoundsInAFileAreRefused(@TempDir Path folder) {
    Path file = folder.resolve("draws");
    for (String text : List.of("0", "0 x", "1 0", "")) {
      Map<String, NDArray> arrays = Map.of("draws/x", BorchArray.of(new double[][] {{1, 2}}));
      ArrayFile.of("draws", arrays, Map.of("bounds.x", text)).save(file);
      assertThatThrownBy(() -> Draws.load(file)).hasMessageContaining("the bounds of x");
    }
  }
}
