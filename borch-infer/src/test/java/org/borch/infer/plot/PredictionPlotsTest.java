package org.borch.infer.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.borch.infer.diagnostics.CredibleInterval;
import org.borch.infer.draws.Draws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** Plots of predictions beside data, of losses, and what is added to a plot. */
class PredictionPlotsTest {

  private static final int N = 200;
  private static final int DRAWS = 400;

  private static double[] normal(int n, int seed, double scale) {
    double[] values = new double[n];
    new NoiseReader(Key.of(seed)).normal(values);
    return Arrays.stream(values).map(x -> scale * x).toArray();
  }

  /** y [200]: independent standard normals in two chains. */
  private static Draws predicted() {
    double[] values = normal(2 * DRAWS * N, 5, 1);
    return Draws.of(Map.of("y", BorchArray.of(new Shape(2, DRAWS, N), values)));
  }

  private static XYSeries series(Plot plot, String name) {
    assertThat(plot.chart().getSeriesMap()).containsKey(name);
    return plot.chart().getSeriesMap().get(name);
  }

  @Test
  void calibrationOfDataAsPredictedStaysInTheBandAndThatOfOthersLeavesIt() {
    assertThat(leaves(Plots.calibration(predicted(), "y", normal(N, 6, 1)))).isFalse();
    assertThat(leaves(Plots.calibration(predicted(), "y", normal(N, 6, 2)))).isTrue();
    double[] shifted = Arrays.stream(normal(N, 6, 1)).map(x -> x + 0.5).toArray();
    Plot biased = Plots.calibration(predicted(), "y", shifted);
    assertThat(leaves(biased)).isTrue();
    assertThat(Arrays.stream(series(biased, "data").getYData()).max().orElseThrow())
        .isLessThan(0.02); // larger data than predicted: the curve sags
  }

  private static boolean leaves(Plot plot) {
    double[] curve = series(plot, "data").getYData();
    double[] band = series(plot, "95 % of uniform curves").getYData();
    int n = curve.length;
    return IntStream.range(0, n)
        .anyMatch(i -> curve[i] < band[i] - 1e-12 || curve[i] > band[2 * n - 1 - i] + 1e-12);
  }

  /** Of 200 runs of uniform numbers 95 % should stay inside: ±3.3 standard errors of 1.5 %. */
  @Test
  void theBandHoldsNineteenOfTwentyCurves() {
    Plot any = Plots.calibration(predicted(), "y", normal(N, 6, 1));
    double[] band = series(any, "95 % of uniform curves").getYData();
    double[] points = series(any, "data").getXData();
    NoiseReader noise = new NoiseReader(Key.of(77));
    int n = points.length;
    int runs = 400;
    long inside =
        IntStream.range(0, runs)
            .filter(
                run -> {
                  double[] uniform = new double[N];
                  Arrays.setAll(uniform, i -> noise.uniform());
                  double[] curve = EcdfPlot.difference(uniform, points);
                  return IntStream.range(0, n)
                      .allMatch(
                          i ->
                              curve[i] >= band[i] - 1e-12
                                  && curve[i] <= band[2 * n - 1 - i] + 1e-12);
                })
            .count();
    double error = 4 * Math.sqrt(0.95 * 0.05 * (1.0 / runs + 1.0 / 1000)); // band's own, too
    assertThat((double) inside / runs).isCloseTo(0.95, within(error));
  }

  @Test
  void ranksOfEqualChainsStayInTheBandAndThoseOfAShiftedOneLeaveIt() {
    double[] values = normal(3 * DRAWS, 8, 1);
    Plot good = Plots.rankEcdf(Draws.of(Map.of("x", BorchArray.of(new Shape(3, DRAWS), values))));
    double[] band = series(good, "95 % of uniform curves").getYData();
    double widest = Arrays.stream(band).max().orElseThrow();
    assertThat(Arrays.stream(series(good, "chain 2").getYData()))
        .allMatch(y -> Math.abs(y) < widest);
    IntStream.range(0, DRAWS).forEach(i -> values[i] += 2);
    Plot bad = Plots.rankEcdf(Draws.of(Map.of("x", BorchArray.of(new Shape(3, DRAWS), values))));
    assertThat(Arrays.stream(series(bad, "chain 1").getYData()).min().orElseThrow())
        .isLessThan(-3 * widest);
  }

  @Test
  void intervalsMarkTheDataOutside() {
    double[] data = new double[N];
    data[3] = 9;
    data[5] = Double.NaN;
    Plot plot = Plots.intervals(predicted(), "y", data);
    assertThat(series(plot, "data outside").getXData()).containsExactly(4);
    assertThat(series(plot, "data").getXData()).hasSize(N - 2);
    XYSeries first = series(plot, "row 0");
    CredibleInterval.Ends ends = CredibleInterval.central(0.95).of(predicted().element("y", 0));
    assertThat(first.getYData()).containsExactly(ends.low(), ends.high());
  }

  @Test
  void theOverlayShowsDataOverPredictiveDraws() {
    Plot plot = Plots.predictive(predicted(), "y", normal(N, 6, 1));
    assertThat(plot.chart().getSeriesMap()).hasSize(51);
    assertThat(area(series(plot, "data"))).isCloseTo(1, within(0.01));
    assertThat(area(series(plot, "draw 0"))).isCloseTo(1, within(0.01));
    double[] counts = {0, 1, 1, 2, 3, 1};
    Draws whole = Draws.of(Map.of("n", BorchArray.of(new Shape(1, 4, 6), new double[24])));
    Plot shares = Plots.predictive(whole, "n", counts);
    assertThat(series(shares, "data").getYData()[1]).isCloseTo(0.5, within(1e-12));
    assertThat(series(shares, "draw 0").getYData()[0]).isCloseTo(1, within(1e-12));
  }

  /** Rows that are sorted are no slow chain: the curve is that of the same rows in any order. */
  @Test
  void theOrderOfTheRowsDoesNotChangeTheirCurve() {
    double[] data = normal(N, 6, 1);
    double[] sorted = data.clone();
    Arrays.sort(sorted);
    assertThat(series(Plots.predictive(predicted(), "y", sorted), "data").getYData())
        .containsExactly(series(Plots.predictive(predicted(), "y", data), "data").getYData());
  }

  private static double area(XYSeries density) {
    double[] x = density.getXData();
    double[] y = density.getYData();
    return IntStream.range(1, x.length)
        .mapToDouble(i -> (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2)
        .sum();
  }

  @Test
  void aFanSortsItsElementsAndHasTheQuantiles() {
    double[] values = {30, 10, 20, 31, 11, 21, 32, 12, 22, 33, 13, 23};
    Draws draws = Draws.of(Map.of("f", BorchArray.of(new Shape(1, 4, 3), values)));
    Plot plot = Plots.fan(draws, "f", 3, 1, 2).points("data", new double[] {5}, new double[] {50});
    assertThat(series(plot, "median").getXData()).containsExactly(1, 2, 3);
    assertThat(series(plot, "median").getYData()).containsExactly(11.5, 21.5, 31.5);
    assertThat(series(plot, "50 % interval").getYData()).startsWith(10.75, 20.75, 30.75, 32.25);
    assertThat(plot.chart().getStyler().getXAxisMax()).isGreaterThan(5);
    assertThatThrownBy(() -> Plots.fan(draws, "f", 1, 2)).hasMessageContainingAll("f: 2", "(3)");
  }

  @Test
  void theLossCurveLeavesOutStepsThatWereLeftOut() {
    double[] losses = IntStream.range(0, 1000).mapToDouble(i -> 100.0 / (i + 1)).toArray();
    losses[500] = Double.NaN;
    Plot plot = Plots.loss(losses);
    assertThat(series(plot, "each step").getXData()).hasSize(999).doesNotContain(501);
    double[] means = series(plot, "mean of the steps around").getYData();
    assertThat(Arrays.stream(means)).allMatch(Double::isFinite);
    assertThatThrownBy(() -> Plots.loss(Double.NaN)).hasMessageContaining("none finite");
  }

  @Test
  void aReferenceLineIsInsideTheChart() {
    Draws draws = predicted();
    Plot density = Plots.density(draws, "y[1]", "y[2]").reference("truth", 0, 9);
    XYChart second = density.charts().get(1);
    assertThat(second.getSeriesMap().get("truth").getXData()).containsOnly(9);
    assertThat(second.getStyler().getXAxisMax()).isGreaterThan(9);
    Plot trace = Plots.trace(draws, "y[1]").reference("truth", -7);
    assertThat(series(trace, "truth").getYData()).containsOnly(-7);
    assertThatThrownBy(() -> density.reference("truth", 1, 2, 3))
        .hasMessageContainingAll("3 reference lines", "2 charts");
    assertThatThrownBy(() -> density.reference("truth", Double.NaN)).hasMessageContaining("finite");
  }

  @Test
  void aForestMayShowTheShortestIntervals() {
    Draws draws =
        Draws.of(Map.of("x", BorchArray.of(new Shape(1, 5), new double[] {0, 1, 1.1, 1.2, 9})));
    Plot plot = Plots.forest(draws, CredibleInterval.highestDensity(0.6), "x");
    assertThat(series(plot, "outer 0").getXData()).containsExactly(0, 1.2);
    assertThat(series(plot, "outer 0").getLabel()).isEqualTo("60 % HDI");
  }

  @Test
  void aTracesMeanLiesAboveTheChains() {
    Plot plot = Plots.trace(predicted(), "y[1]");
    assertThat(plot.chart().getSeriesMap().keySet()).last().isEqualTo("mean of all");
  }

  @Test
  void aPlotPaintsOnAnyGraphicsWhatItSaves() {
    Plot plot = Plots.density(predicted(), "y[1]");
    BufferedImage image =
        new BufferedImage(plot.width(), plot.height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    plot.paint(graphics);
    graphics.dispose();
    long dark =
        IntStream.of(image.getRGB(0, 0, plot.width(), plot.height(), null, 0, plot.width()))
            .filter(rgb -> (rgb & 0xff) < 200)
            .count();
    assertThat(dark).isGreaterThan(500);
    assertThat(plot.image().getWidth()).isEqualTo(2 * plot.width());
    assertThatThrownBy(() -> plot.save(Path.of("density.pdf")))
        .hasMessageContainingAll("density.pdf", ".png", "paint(graphics)");
  }

  @Test
  void predictionsNeedADatumForEachElement() {
    assertThatThrownBy(() -> Plots.intervals(predicted(), "y", 1, 2))
        .hasMessageContainingAll("y: 2 data", "(200)");
    double[] none = new double[N];
    Arrays.fill(none, Double.NaN);
    assertThatThrownBy(() -> Plots.calibration(predicted(), "y", none))
        .hasMessageContaining("no data");
  }
}
