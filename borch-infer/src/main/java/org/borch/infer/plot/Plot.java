package org.borch.infer.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;

/**
 * One or more XChart charts in a grid under one legend. The charts can be changed (titles, colours,
 * ranges) before {@link #image} or {@link #save}. No display is needed.
 */
public final class Plot {

  /** A chart and where it stands; the row and column of a grid, from 0. */
  record Panel(int row, int column, XYChart chart) {}

  /** Dots of the picture for each unit of the charts: sharp in print. */
  private static final int SCALE = 2;

  private static final int LEGEND_HEIGHT = 28;
  private static final int MARGIN = 12;
  private static final int KEY = 18;
  private static final int MARKER = 7;

  private final List<Panel> panels;
  private final int width;
  private final int height;

  /**
   * A plot.
   *
   * @param panels of one size; one legend is drawn below them for the series of all
   * @param width of a panel
   * @param height of a panel
   */
  Plot(List<Panel> panels, int width, int height) {
    this.panels = List.copyOf(panels);
    this.width = width;
    this.height = height;
  }

  /**
   * The chart of a plot that has one.
   *
   * @throws IllegalStateException if it has several
   */
  public XYChart chart() {
    if (panels.size() != 1) {
      throw new IllegalStateException(
          "the plot has " + panels.size() + " charts, expected one; charts() has all");
    }
    return panels.get(0).chart();
  }

  /** The charts, row by row. */
  public List<XYChart> charts() {
    return panels.stream().map(Panel::chart).toList();
  }

  /** The picture, two dots for each unit of the charts. */
  public BufferedImage image() {
    int columns = 1 + panels.stream().mapToInt(Panel::column).max().orElse(0);
    int rows = 1 + panels.stream().mapToInt(Panel::row).max().orElse(0);
    BufferedImage image =
        new BufferedImage(
            SCALE * columns * width,
            SCALE * (rows * height + LEGEND_HEIGHT),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(SCALE, SCALE);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, columns * width, rows * height + LEGEND_HEIGHT);
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      for (Panel panel : panels) {
        paint(panel, graphics);
      }
      legend(graphics, rows * height);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private void paint(Panel panel, Graphics2D graphics) {
    XYStyler styler = panel.chart().getStyler();
    boolean hasLegend = styler.isLegendVisible();
    Graphics2D part =
        (Graphics2D) graphics.create(panel.column() * width, panel.row() * height, width, height);
    try {
      styler.setLegendVisible(false); // the plot has one for all
      panel.chart().paint(part, width, height);
    } finally {
      styler.setLegendVisible(hasLegend);
      part.dispose();
    }
  }

  /** A key and a word for each series that any of the charts has. */
  private void legend(Graphics2D graphics, int top) {
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    int x = MARGIN;
    int middle = top + LEGEND_HEIGHT / 2;
    Set<String> seen = new HashSet<>();
    for (Panel panel : panels) {
      for (XYSeries series : panel.chart().getSeriesMap().values()) {
        if (series.isShowInLegend() && seen.add(series.getName())) {
          key(graphics, series, x, middle);
          graphics.setColor(Color.DARK_GRAY);
          graphics.drawString(series.getLabel(), x + KEY + 6, middle + 4);
          int text = graphics.getFontMetrics().stringWidth(series.getLabel());
          x += KEY + 6 + text + 2 * MARGIN;
        }
      }
    }
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

  /**
   * Writes the picture.
   *
   * @param png the file, which is replaced if it exists
   * @throws UncheckedIOException if it cannot be written
   */
  public void save(Path png) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image(), "png", bytes);
      Files.write(png, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(png + ": the plot cannot be written", e);
    }
  }

  /** {@code Plot of 4 charts}; draws nothing. */
  @Override
  public String toString() {
    return "Plot of " + panels.size() + (panels.size() == 1 ? " chart" : " charts");
  }
}
