package org.borch.infer.plot;

import java.awt.Color;
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
    Legend legend = new Legend(charts(), columns * width);
    BufferedImage image =
        new BufferedImage(
            SCALE * columns * width,
            SCALE * (rows * height + legend.height()),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(SCALE, SCALE);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, columns * width, rows * height + legend.height());
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      for (Panel panel : panels) {
        paint(panel, graphics);
      }
      legend.paint(graphics, rows * height);
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
