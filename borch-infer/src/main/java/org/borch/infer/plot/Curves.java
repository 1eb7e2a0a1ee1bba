package org.borch.infer.plot;

import java.awt.Color;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/** Densities as areas. */
final class Curves {

  /** Of the highest peak: how far up an axis goes. */
  static final double HEADROOM = 1.06;

  private Curves() {}

  static void filled(XYChart chart, String name, KernelDensity density, Color color) {
    Report.line(chart, name, density.points(), density.values(), color, 1.5f)
        .setXYSeriesRenderStyle(XYSeriesRenderStyle.Area)
        .setFillColor(Report.faint(color, 70));
  }
}
