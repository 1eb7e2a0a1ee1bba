package org.borch.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Map;
import org.borch.infer.draws.Draws;
import org.borch.tensor.BorchArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A plot as a user writes it, with what is public: the page on plots shows it. */
@Tag("short")
class OwnPlotTest {

  // region plot
  /** The mean of each chain's first so many draws: curves that do not meet have not converged. */
  private static final class RunningMeanPlot {

    static XYChart of(Draws draws, String name) {
      XYChart chart =
          new XYChartBuilder().title(name).xAxisTitle("draw").yAxisTitle("mean so far").build();
      double[][] chains = draws.scalar(name);
      for (int chain = 0; chain < chains.length; chain++) {
        double[] means = means(chains[chain]);
        chart.addSeries("chain " + (chain + 1), means).setMarker(SeriesMarkers.NONE);
      }
      return chart;
    }

    private static double[] means(double[] draws) {
      double[] means = new double[draws.length];
      double sum = 0;
      for (int i = 0; i < draws.length; i++) {
        sum += draws[i];
        means[i] = sum / (i + 1);
      }
      return means;
    }
  }

  // endregion

  private static final double[][] CHAINS = {{1, 2, 6, 3}, {4, 4, -2, 0}};

  private static Draws draws() {
    return Draws.of(Map.of("x", BorchArray.of(CHAINS)));
  }

  @Test
  void aChainHasACurveThatEndsAtItsMean() {
    XYChart chart = RunningMeanPlot.of(draws(), "x");

    assertThat(chart.getSeriesMap().keySet()).containsExactly("chain 1", "chain 2");
    for (int chain = 0; chain < CHAINS.length; chain++) {
      double[] curve = chart.getSeriesMap().get("chain " + (chain + 1)).getYData();
      double mean = Arrays.stream(CHAINS[chain]).average().orElseThrow();
      assertThat(curve[0]).isEqualTo(CHAINS[chain][0]);
      assertThat(curve[curve.length - 1]).isCloseTo(mean, within(1e-15));
    }
  }

  @Test
  void aPictureNeedsNoDisplay() {
    BufferedImage image = BitmapEncoder.getBufferedImage(RunningMeanPlot.of(draws(), "x"));

    int[] dots = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    assertThat(Arrays.stream(dots).distinct().count()).isGreaterThan(2); // more than two colours
  }
}
