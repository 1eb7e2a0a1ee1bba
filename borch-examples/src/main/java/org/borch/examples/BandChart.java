package org.borch.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of points, a curve, and bands around it. */
final class BandChart {

  private static final Color INVISIBLE = new Color(0, 0, 0, 0);

  private final XYChart chart;

  BandChart(String title, String xTitle, String yTitle) {
    chart =
        new XYChartBuilder()
            .width(960)
            .height(600)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.InsideSE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendBorderColor(Color.LIGHT_GRAY);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridLinesColor(new Color(225, 225, 225));
    chart.getStyler().setXAxisDecimalPattern("0");
    chart.getStyler().setYAxisDecimalPattern("0");
  }

  BandChart band(String name, double[] x, double[] low, double[] high, Color color) {
    XYSeries band = chart.addSeries(name, thereAndBack(x, x), thereAndBack(high, low));
    band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    band.setFillColor(color);
    band.setLineColor(INVISIBLE);
    band.setMarker(SeriesMarkers.NONE);
    return this;
  }

  BandChart curve(String name, double[] x, double[] y, Color color) {
    XYSeries curve = chart.addSeries(name, x, y);
    curve.setLineColor(color);
    curve.setLineStyle(new BasicStroke(2.5f));
    curve.setMarker(SeriesMarkers.NONE);
    return this;
  }

  BandChart points(String name, double[] x, double[] y, Color color) {
    XYSeries points = chart.addSeries(name, x, y);
    points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    points.setMarker(SeriesMarkers.CIRCLE);
    points.setMarkerColor(color);
    return this;
  }

  BandChart xRange(double from, double to) {
    chart.getStyler().setXAxisMin(from).setXAxisMax(to);
    return this;
  }

  void save(Path png) {
    try {
      Files.createDirectories(png.toAbsolutePath().getParent());
      BitmapEncoder.saveBitmap(chart, png.toString(), BitmapEncoder.BitmapFormat.PNG);
    } catch (IOException e) {
      throw new UncheckedIOException("picture " + png, e);
    }
  }

  private static double[] thereAndBack(double[] there, double[] back) {
    DoubleStream reversed =
        DoubleStream.iterate(back.length - 1, i -> i >= 0, i -> i - 1).map(i -> back[(int) i]);
    return DoubleStream.concat(DoubleStream.of(there), reversed).toArray();
  }
}
