package org.borch.infer.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.borch.infer.diagnostics.Autocorrelation;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.diagnostics.EBfmi;
import org.borch.infer.draws.Draws;
import org.borch.infer.draws.SampleStats;
import org.borch.infer.run.Info;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

@Tag("short")
class PlotsTest {

  private static final int CHAINS = 3;
  private static final int DRAWS = 200;

  @TempDir private Path folder;

  /**
   * mu: N(0, 1); theta [2]: N(0, 1), the first element of the last chain shifted; two divergent.
   */
  private static Draws draws() {
    double[] mu = normal(CHAINS * DRAWS, 1);
    double[] theta = normal(CHAINS * DRAWS * 2, 2);
    for (int i = 0; i < DRAWS; i++) {
      theta[2 * ((CHAINS - 1) * DRAWS + i)] += 3;
    }
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("mu", BorchArray.of(new Shape(CHAINS, DRAWS), mu));
    arrays.put("theta", BorchArray.of(new Shape(CHAINS, DRAWS, 2), theta));
    double[][] divergent = new double[CHAINS][DRAWS];
    divergent[0][10] = 1;
    divergent[2][99] = 1;
    double[][] energy = new double[CHAINS][DRAWS];
    double[] noise = normal(CHAINS * DRAWS, 3);
    IntStream.range(0, noise.length).forEach(i -> energy[i / DRAWS][i % DRAWS] = noise[i]);
    return Draws.of(arrays)
        .withStats(
            SampleStats.of(Map.of(Info.DIVERGENT, divergent, Info.ENERGY, energy), Map.of()));
  }

  private static double[] normal(int n, int seed) {
    double[] values = new double[n];
    NoiseReader noise = new NoiseReader(Key.of(seed));
    noise.normal(values);
    return values;
  }

  private static XYSeries series(XYChart chart, String name) {
    assertThat(chart.getSeriesMap()).containsKey(name);
    return chart.getSeriesMap().get(name);
  }

  private static double[] flat(double[][] chains) {
    return Arrays.stream(chains).flatMapToDouble(Arrays::stream).toArray();
  }

  @Test
  void aTraceShowsTheDrawsOfEachChainInOrder() {
    Draws draws = draws();
    XYChart chart = Plots.trace(draws, "theta[2]").chart();

    for (int chain = 0; chain < CHAINS; chain++) {
      XYSeries line = series(chart, "chain " + (chain + 1));
      assertThat(line.getYData()).containsExactly(draws.element("theta", 1)[chain]);
      assertThat(line.getXData()).startsWith(1, 2).endsWith(DRAWS).hasSize(DRAWS);
    }
    assertThat(series(chart, "divergent").getXData()).containsExactly(11, 100);
    assertThat(chart.getYAxisTitle()).isEqualTo("theta[2]");
    assertThat(Plots.trace(draws).charts()).hasSize(3);
  }

  @Test
  void aLongTraceKeepsItsExtremes() {
    double[] values = normal(50_000, 9);
    values[31_234] = 99;
    values[31_235] = -99;
    Draws draws = Draws.of(Map.of("x", BorchArray.of(new Shape(1, 50_000), values)));

    XYSeries line = series(Plots.trace(draws, "x").chart(), "chain 1");

    assertThat(line.getXData().length).isBetween(3_000, 4_000);
    assertThat(line.getXData()).contains(31_235, 31_236).isSorted();
    assertThat(line.getYData()).contains(99, -99);
  }

  @Test
  void ranksAreCountedByChain() {
    double[][] chains = {{1, 2, 3, 4}, {5, 6, 7, 8}};
    double[][] ties = {{0, 0, 0, 1}, {0, 1, 1, 1}};

    assertThat(RankPlot.counts(chains, 2)).isDeepEqualTo(new double[][] {{4, 0}, {0, 4}});
    assertThat(RankPlot.counts(chains, 4))
        .isDeepEqualTo(new double[][] {{2, 2, 0, 0}, {0, 0, 2, 2}});
    assertThat(RankPlot.counts(ties, 2)).isDeepEqualTo(new double[][] {{3, 1}, {1, 3}});
    assertThat(RankPlot.counts(new double[][] {{5, 5, 5, 5}}, 2))
        .isDeepEqualTo(new double[][] {{2, 2}});
  }

  @Test
  void aChainThatDisagreesLeavesTheBandOfRanks() {
    Draws draws = draws();
    XYChart good = Plots.rank(draws, "mu").chart();
    XYChart bad = Plots.rank(draws, "theta[1]").chart();

    // 200 draws in 4 bins: 50 each; hypergeometric variance 50 (3/4) (400/599).
    double half = 1.959964 * Math.sqrt(50 * 0.75 * 400 / 599.0);
    XYSeries band = series(good, "95 % of independent draws");
    assertThat(band.getYData()).contains(50 - half, 50 + half);
    assertThat(series(good, "expected").getYData()).containsOnly(50);
    assertThat(Arrays.stream(series(good, "chain 1").getYData()))
        .allMatch(n -> Math.abs(n - 50) < 2 * half);
    assertThat(series(bad, "chain 3").getYData()[0]).isLessThan(5);
    assertThat(series(bad, "chain 3").getYData()[3]).isGreaterThan(100);
    assertThat(Arrays.stream(series(bad, "chain 3").getYData()).limit(4).sum()).isEqualTo(DRAWS);
  }

  @Test
  void autocorrelationsAreThoseOfTheDiagnostics() {
    Draws draws = draws();
    XYChart chart = Plots.autocorrelation(draws, "mu").chart();

    for (int chain = 0; chain < CHAINS; chain++) {
      double[] expected = Arrays.copyOf(Autocorrelation.of(draws.element("mu")[chain]), 51);
      assertThat(series(chart, "chain " + (chain + 1)).getYData()).containsExactly(expected);
    }
    assertThat(series(chart, "chain 1").getXData()).startsWith(0, 1).endsWith(50);
    assertThat(series(chart, "95 % of independent draws").getYData())
        .contains(1.959964 / Math.sqrt(DRAWS));
  }

  @Test
  void aForestShowsTheQuantilesOfTheSummary() {
    Draws draws = draws();
    XYChart chart = Plots.forest(draws).chart();
    List<String> names = draws.scalarNames();

    for (int row = 0; row < names.size(); row++) {
      Diagnosis diagnosis = draws.summary().row(names.get(row));
      double height = names.size() - row;
      assertThat(series(chart, "outer " + row).getXData())
          .containsExactly(new double[] {diagnosis.q5(), diagnosis.q95()}, within(1e-12));
      assertThat(series(chart, "inner " + row).getYData()).containsExactly(height, height);
      assertThat(series(chart, "median").getXData()[row])
          .isCloseTo(diagnosis.median(), within(1e-12));
      assertThat(chart.getStyler().getyAxisTickLabelsFormattingFunction().apply(height))
          .isEqualTo(names.get(row));
    }
  }

  @Test
  void energiesStandBesideTheirChanges() {
    Draws draws = draws();
    double[][] energy = draws.stats().get(Info.ENERGY);
    XYChart chart = Plots.energy(draws).chart();

    assertThat(EnergyPlot.changes(new double[][] {{1, 4, 2}, {0, 5, 5}}))
        .containsExactly(3, -2, 5, 0);
    assertThat(chart.getSeriesMap()).containsOnlyKeys("energy", "change from draw to draw");
    // Of independent energies the changes have twice the variance, hence a lower peak.
    assertThat(peak(series(chart, "energy")))
        .isGreaterThan(1.2 * peak(series(chart, "change from draw to draw")));
    assertThat(chart.getTitle())
        .startsWith("E-BFMI of the chains: " + "%.2f".formatted(EBfmi.of(energy[0])) + ", ");
    assertThatThrownBy(() -> Plots.energy(draws.withStats(SampleStats.none())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("energy__");
  }

  private static double peak(XYSeries series) {
    return Arrays.stream(series.getYData()).max().orElseThrow();
  }

  @Test
  void pairsShowDivergentDrawsOnTop() {
    Draws draws = draws();
    Plot plot = Plots.pairs(draws, "mu", "theta");
    XYChart scatter = plot.charts().get(1); // row 2, column 1
    double[] mu = flat(draws.element("mu"));
    double[] theta = flat(draws.element("theta", 0));

    assertThat(plot.charts()).hasSize(6);
    assertThat(scatter.getYAxisTitle()).isEqualTo("theta[1]");
    assertThat(scatter.getSeriesMap().keySet()).containsExactly("draws", "divergent");
    assertThat(series(scatter, "divergent").getXData()).containsExactly(mu[10], mu[2 * DRAWS + 99]);
    assertThat(series(scatter, "divergent").getYData())
        .containsExactly(theta[10], theta[2 * DRAWS + 99]);
    assertThat(series(scatter, "draws").getXData()).hasSize(CHAINS * DRAWS - 2);
    assertThat(series(scatter, "divergent").getMarkerColor()).isEqualTo(Report.ALARM);
    assertThat(plot.charts().get(0).getStyler().getXAxisMin())
        .isEqualTo(scatter.getStyler().getXAxisMin());
    assertThatThrownBy(() -> Plots.pairs(draws, "mu")).hasMessageContaining("at least two");
  }

  @Test
  void densitiesOfChainsShareARangeAndABandwidth() {
    Draws draws = draws();
    XYChart chart = Plots.density(draws, "theta[1]").chart();
    double[] all = flat(draws.element("theta", 0));
    double lowest = Arrays.stream(all).min().orElseThrow();
    double highest = Arrays.stream(all).max().orElseThrow();

    for (int chain = 1; chain <= CHAINS; chain++) {
      double[] x = series(chart, "chain " + chain).getXData();
      assertThat(x[0]).isEqualTo(lowest);
      assertThat(x[x.length - 1]).isCloseTo(highest, within(1e-12));
    }
  }

  @Test
  void countsHaveProbabilities() {
    NDArray counts = BorchArray.of(new double[][] {{0, 1, 1, 3}, {-0.0, 0, 1, 1}});
    XYChart chart = Plots.density(Draws.of(Map.of("n", counts))).chart();

    assertThat(chart.getYAxisTitle()).isEqualTo("probability");
    assertThat(series(chart, "chain 1").getXData()).containsExactly(0, 1, 3);
    assertThat(series(chart, "chain 1").getYData()).containsExactly(0.25, 0.5, 0.25);
    assertThat(series(chart, "chain 2").getYData()).containsExactly(0.5, 0.5, 0);
  }

  @Test
  void ranksOfManyEqualDrawsAreSharedAtOnce() {
    double[][] chains = new double[2][300_000];
    chains[1][0] = 1;

    double[][] counts = RankPlot.counts(chains, 3);

    assertThat(counts[0]).containsExactly(new double[] {1e5, 1e5, 1e5}, within(1.0));
    assertThat(Arrays.stream(counts[1]).sum()).isCloseTo(300_000, within(1e-6));
  }

  @Test
  void everyPlotIsAPictureWithoutADisplay() throws IOException {
    Draws draws = draws();
    Map<String, Plot> plots =
        Map.of(
            "trace", Plots.trace(draws, "mu"),
            "rank", Plots.rank(draws, "mu"),
            "density", Plots.density(draws, "mu"),
            "autocorrelation", Plots.autocorrelation(draws, "mu"),
            "pairs", Plots.pairs(draws, "theta"),
            "forest", Plots.forest(draws),
            "energy", Plots.energy(draws));
    for (Map.Entry<String, Plot> plot : plots.entrySet()) {
      Path file = folder.resolve(plot.getKey() + ".png");
      plot.getValue().save(file);
      BufferedImage image = ImageIO.read(file.toFile());
      Set<Integer> colours = new HashSet<>();
      for (int x = 0; x < image.getWidth(); x += 3) {
        for (int y = 0; y < image.getHeight(); y += 3) {
          colours.add(image.getRGB(x, y));
        }
      }
      assertThat(image.getWidth()).as(plot.getKey()).isGreaterThan(700);
      assertThat(colours).as(plot.getKey()).contains(Color.WHITE.getRGB()).hasSizeGreaterThan(20);
    }
  }

  @Test
  void drawsOfOneChainOrWithoutVariationHavePictures() {
    double[] values = new double[50];
    Draws constant = Draws.of(Map.of("c", BorchArray.of(new Shape(1, 50), values)));
    values[0] = 1e-300;
    Draws almost = Draws.of(Map.of("c", BorchArray.of(new Shape(1, 50), values)));

    for (Draws draws : List.of(constant, almost)) {
      assertThat(Plots.trace(draws, "c").image()).isNotNull();
      assertThat(Plots.rank(draws, "c").image()).isNotNull();
      assertThat(Plots.density(draws, "c").image()).isNotNull();
      assertThat(Plots.autocorrelation(draws, "c").image()).isNotNull();
      assertThat(Plots.forest(draws, "c").image()).isNotNull();
    }
  }

  @Test
  void whatCannotBeShownIsAnErrorThatSaysWhatToDo() {
    Draws draws = draws();
    NDArray many = BorchArray.of(new Shape(1, 5, 200), new double[1000]);
    NDArray wrong = BorchArray.of(new double[][] {{1, 2, Double.NaN, 3, 4}});

    assertThatThrownBy(() -> Plots.trace(draws, "nu")).hasMessageContaining("[mu, theta]");
    assertThatThrownBy(() -> Plots.trace(Draws.of(Map.of("x", many))))
        .hasMessageContaining("200 numbers in one plot, expected at most 24")
        .hasMessageContaining("x[1]");
    assertThatThrownBy(() -> Plots.density(Draws.of(Map.of("x", wrong))))
        .hasMessageContaining("x: some draws are NaN or infinite");
    assertThatThrownBy(() -> Plots.rank(draws.thin(100))).hasMessageContaining("at least 4");
    assertThatThrownBy(() -> Plots.rank(draws).chart()).hasMessageContaining("3 charts");
    assertThatThrownBy(() -> Plots.rank(draws).save(folder.resolve("no/where.png")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("where.png: cannot be written, there is no such file or folder");
    for (String name : List.of("x.pdf", "x.svg", "x.png.jpg", "x")) {
      assertThatThrownBy(() -> Plots.rank(draws).save(folder.resolve(name)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name + ": a plot is saved as a PNG picture");
      assertThat(folder.resolve(name)).doesNotExist();
    }
  }
}
