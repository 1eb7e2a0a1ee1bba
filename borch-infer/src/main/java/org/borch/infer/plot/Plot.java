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
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

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

  private final List<Panel> panels;
  private final int width;
  private final int height;

  /**
   * A plot.
   *
   * @param panels of one size; legends are taken from the charts and drawn once if there are
   *     several
   * @param width of a panel
   * @param height of a panel
   */
  Plot(List<Panel> panels, int width, int height) {
    this.panels = List.copyOf(panels);
    this.width = width;
    this.height = height;
    for (Panel panel : panels) {
      panel.chart().getStyler().setLegendVisible(panels.size() == 1);
    }
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
    int legend = panels.size() == 1 ? 0 : LEGEND_HEIGHT;
    BufferedImage image =
        new BufferedImage(
            SCALE * columns * width, SCALE * (rows * height + legend), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(SCALE, SCALE);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, columns * width, rows * height + legend);
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      for (Panel panel : panels) {
        Graphics2D part =
            (Graphics2D)
                graphics.create(panel.column() * width, panel.row() * height, width, height);
        panel.chart().paint(part, width, height);
        part.dispose();
      }
      if (legend > 0) {
        legend(graphics, rows * height);
      }
    } finally {
      graphics.dispose();
    }
    return image;
  }

  /** A key and a word for each series that any of the charts has. */
  private void legend(Graphics2D graphics, int top) {
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    int x = MARGIN;
    int middle = top + LEGEND_HEIGHT / 2;
    List<String> seen = new java.util.ArrayList<>();
    for (Panel panel : panels) {
      for (XYSeries series : panel.chart().getSeriesMap().values()) {
        if (!series.isShowInLegend() || seen.contains(series.getName())) {
          continue;
        }
        seen.add(series.getName());
        x = key(graphics, series, x, middle);
      }
    }
  }

  private static int key(Graphics2D graphics, XYSeries series, int x, int middle) {
    switch (series.getXYSeriesRenderStyle()) {
      case PolygonArea, Area -> {
        graphics.setColor(series.getFillColor());
        graphics.fillRect(x, middle - 6, KEY, 12);
      }
      case Scatter -> {
        graphics.setColor(opaque(series.getMarkerColor()));
        graphics.fillOval(x + KEY / 2 - 4, middle - 4, 8, 8);
      }
      default -> {
        graphics.setColor(opaque(series.getLineColor()));
        graphics.setStroke(series.getLineStyle());
        graphics.drawLine(x, middle, x + KEY, middle);
      }
    }
    graphics.setColor(Color.DARK_GRAY);
    String label = series.getLabel();
    graphics.drawString(label, x + KEY + 6, middle + 4);
    return x + KEY + 6 + graphics.getFontMetrics().stringWidth(label) + 2 * MARGIN;
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
