package org.borch.infer.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.borch.file.FileFault;
import org.borch.file.NewFiles;
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
   * Writes the picture, whole or not at all.
   *
   * @param png the file, whose name ends in {@code .png}; it is replaced if it exists
   * @throws IllegalArgumentException if the name says something else than PNG
   * @throws UncheckedIOException if it cannot be written
   */
  public void save(Path png) {
    String name = String.valueOf(png.getFileName());
    if (!name.toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new IllegalArgumentException(
          png
              + ": a plot is saved as a PNG picture, expected a name that ends in .png; for PDF and"
              + " SVG give chart() to an encoder of XChart");
    }
    BufferedImage image = image();
    try (NewFiles files = new NewFiles()) {
      OutputStream out = files.begin(png);
      if (!ImageIO.write(image, "png", out)) {
        throw new IOException("this Java has no writer for PNG");
      }
      files.finish();
    } catch (IOException e) {
      throw FileFault.failed(png, "written", e);
    }
  }

  /** {@code Plot of 4 charts}; draws nothing. */
  @Override
  public String toString() {
    return "Plot of " + panels.size() + (panels.size() == 1 ? " chart" : " charts");
  }
}
