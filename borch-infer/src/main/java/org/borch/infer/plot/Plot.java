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
  private final boolean numbersOnY;

  /**
   * A plot whose draws are along x.
   *
   * @param panels of one size; one legend is drawn below them for the series of all
   * @param width of a panel
   * @param height of a panel
   */
  Plot(List<Panel> panels, int width, int height) {
    this(panels, width, height, false);
  }

  private Plot(List<Panel> panels, int width, int height, boolean numbersOnY) {
    this.panels = List.copyOf(panels);
    this.width = width;
    this.height = height;
    this.numbersOnY = numbersOnY;
  }

  /** The same with the draws along y. */
  Plot withNumbersOnY() {
    return new Plot(panels, width, height, true);
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

  /**
   * Draws a line across each chart at a number, such as a true value, 0, or the limit of a budget,
   * and makes the axis long enough: across the axis of the draws.
   *
   * @param label in the legend
   * @param at one number for all charts, or one for each
   */
  public Plot reference(String label, double... at) {
    if (at.length != 1 && at.length != panels.size()) {
      throw new IllegalArgumentException(
          at.length
              + " reference lines for "
              + panels.size()
              + " charts, expected one for all or one for each");
    }
    for (int i = 0; i < panels.size(); i++) {
      References.add(panels.get(i).chart(), label, at[at.length == 1 ? 0 : i], numbersOnY);
    }
    return this;
  }

  /**
   * Adds points, such as data, to the one chart of a plot, and makes the axes long enough.
   *
   * @param label in the legend
   * @throws IllegalStateException if it has several charts
   */
  public Plot points(String label, double[] x, double[] y) {
    References.points(chart(), label, x, y);
    return this;
  }

  /**
   * Names the axes of the one chart of a plot.
   *
   * @throws IllegalStateException if it has several charts
   */
  public Plot labels(String x, String y) {
    chart().setXAxisTitle(x);
    chart().setYAxisTitle(y);
    chart().getStyler().setXAxisTitleVisible(!x.isEmpty());
    chart().getStyler().setYAxisTitleVisible(!y.isEmpty());
    return this;
  }

  /** The picture, two dots for each unit of the charts. */
  public BufferedImage image() {
    BufferedImage image =
        new BufferedImage(SCALE * width(), SCALE * height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(SCALE, SCALE);
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      paint(graphics);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  /** The width of the whole picture in units of {@link #paint}. */
  public int width() {
    return width * (1 + panels.stream().mapToInt(Panel::column).max().orElse(0));
  }

  /** The height of the whole picture in units of {@link #paint}. */
  public int height() {
    return bottom() + new Legend(charts(), width()).height();
  }

  private int bottom() {
    return height * (1 + panels.stream().mapToInt(Panel::row).max().orElse(0));
  }

  /**
   * Paints the whole picture from (0, 0) to ({@link #width}, {@link #height}): on the graphics of a
   * library for SVG or PDF, or in a window.
   */
  public void paint(Graphics2D graphics) {
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width(), height());
    panels.forEach(panel -> paint(panel, graphics));
    new Legend(charts(), width()).paint(graphics, bottom());
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
              + " SVG let it paint(graphics) on those of a library for them");
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
