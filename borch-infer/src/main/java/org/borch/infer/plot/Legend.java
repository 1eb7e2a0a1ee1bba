package org.borch.infer.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** A key and a word for each series that any of the charts of a plot has, in rows. */
final class Legend {

  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final int ROW_HEIGHT = 24;
  private static final int MARGIN = 12;

  /** The width of a key, and the distance from it to its word. */
  private static final int KEY = 18;

  private static final int GAP = 6;
  private static final int MARKER = 7;

  private final Map<String, XYSeries> series = new LinkedHashMap<>();
  private final int width;

  /**
   * The legend of charts.
   *
   * @param width at which a row ends
   */
  Legend(List<XYChart> charts, int width) {
    this.width = width;
    charts.stream()
        .flatMap(chart -> chart.getSeriesMap().values().stream())
        .filter(XYSeries::isShowInLegend)
        .forEach(each -> series.putIfAbsent(each.getName(), each));
  }

  int height() {
    return lay(null, 0) + MARGIN;
  }

  void paint(Graphics2D graphics, int top) {
    graphics.setFont(FONT);
    lay(graphics, top);
  }

  /** Where the last row ends; draws on the way if it has something to draw on. */
  private int lay(@Nullable Graphics2D graphics, int top) {
    int x = MARGIN;
    int y = top;
    for (XYSeries each : series.values()) {
      int needed = KEY + GAP + width(each.getLabel());
      if (x > MARGIN && x + needed > width) {
        x = MARGIN;
        y += ROW_HEIGHT;
      }
      if (graphics != null) {
        int middle = y + ROW_HEIGHT / 2;
        key(graphics, each, x, middle);
        graphics.setColor(Color.DARK_GRAY);
        graphics.drawString(each.getLabel(), x + KEY + GAP, middle + 4);
      }
      x += needed + 2 * MARGIN;
    }
    return y + ROW_HEIGHT;
  }

  private static int width(String label) {
    FontRenderContext plain = new FontRenderContext(null, true, true);
    return (int) Math.ceil(FONT.getStringBounds(label, plain).getWidth());
  }

  private static void key(Graphics2D graphics, XYSeries series, int x, int middle) {
    switch (series.getXYSeriesRenderStyle()) {
      case PolygonArea, Area -> {
        graphics.setColor(series.getFillColor());
        graphics.fillRect(x, middle - 6, KEY, 12);
      }
      case Scatter -> {
        graphics.setColor(opaque(series.getMarkerColor()));
        series.getMarker().paint(graphics, x + KEY / 2.0, middle, MARKER);
      }
      default -> {
        graphics.setColor(opaque(series.getLineColor()));
        graphics.setStroke(series.getLineStyle());
        graphics.drawLine(x, middle, x + KEY, middle);
      }
    }
  }

  private static Color opaque(Color color) {
    return new Color(color.getRGB());
  }
}
