package org.borch.infer.diagnostics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.borch.infer.diagnostics.Warning.Kind;

/**
 * Models of the same data side by side, the best predicting first.
 *
 * <p>Sources: Vehtari, Gelman and Gabry (2017), section 5.2; weights: Yao, Vehtari, Simpson and
 * Gelman (2018), "Using stacking to average Bayesian predictive distributions", Bayesian Analysis
 * 13; the limits of the warnings: Sivula, Magnusson, Matamoros and Vehtari (2020),
 * arXiv:2008.10296.
 *
 * @param rows one for each model, by descending elpd
 * @param points how many the estimates are sums of
 */
public record Comparison(List<Row> rows, int points) {

  private static final double SMALL_DIFFERENCE = 4;
  private static final int FEW_POINTS = 100;

  /**
   * One model.
   *
   * @param name of the model
   * @param elpd its estimate
   * @param difference its elpd minus that of the best model, at most 0
   * @param differenceError standard error of the difference, from the points' differences; 0 for
   *     the best
   * @param stackingWeight weight in the mixture of all models that predicts best
   * @param pseudoBmaWeight Akaike weight, proportional to exp(elpd)
   */
  public record Row(
      String name,
      Elpd elpd,
      double difference,
      double differenceError,
      double stackingWeight,
      double pseudoBmaWeight) {}

  /** Keeps a copy of the list. */
  public Comparison {
    rows = List.copyOf(rows);
  }

  /**
   * Compares models by name.
   *
   * @throws IllegalArgumentException if there are fewer than two, or they differ in method or
   *     number of points
   */
  public static Comparison of(Map<String, ? extends Elpd> models) {
    if (models.size() < 2) {
      throw new IllegalArgumentException(
          "models: got " + models.keySet() + ", expected at least 2 to compare");
    }
    Map<String, Elpd> sorted = new LinkedHashMap<>();
    models.entrySet().stream()
        .sorted(Comparator.comparingDouble(model -> -model.getValue().value()))
        .forEach(model -> sorted.put(model.getKey(), model.getValue()));
    Map.Entry<String, Elpd> best = sorted.entrySet().iterator().next();
    sorted.forEach((name, elpd) -> requireComparable(best, name, elpd));
    double[][] pointwise = sorted.values().stream().map(Comparison::array).toArray(double[][]::new);
    double[] stacking = Stacking.weights(pointwise);
    double[] totals = sorted.values().stream().mapToDouble(Elpd::value).toArray();
    double logTotal = ChainTable.logSumExp(totals);
    List<Row> rows = new ArrayList<>();
    for (String name : sorted.keySet()) {
      int k = rows.size();
      List<Double> differences = differences(pointwise[k], pointwise[0]);
      rows.add(
          new Row(
              name,
              sorted.get(name),
              Pointwise.sum(differences),
              Pointwise.standardError(differences),
              stacking[k],
              Math.exp(totals[k] - logTotal)));
    }
    return new Comparison(rows, pointwise[0].length);
  }

  /**
   * The row of a model.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Row row(String name) {
    return rows.stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "row(\""
                        + name
                        + "\"): expected one of "
                        + rows.stream().map(Row::name).toList()));
  }

  /** What the differences do not show, and the models' own warnings. */
  public List<Warning> warnings() {
    List<Warning> warnings = new ArrayList<>();
    for (Row row : rows) {
      for (Warning warning : row.elpd().warnings()) {
        warnings.add(
            new Warning(warning.kind(), warning.value(), row.name() + ": " + warning.sentence()));
      }
    }
    for (Row row : rows.subList(1, rows.size())) {
      if (row.difference() > -SMALL_DIFFERENCE) {
        warnings.add(
            new Warning(
                Kind.SMALL_DIFFERENCE,
                row.difference(),
                String.format(
                    Locale.ROOT,
                    "%s: elpd differs from %s by %.1f, less than 4: they predict about as well, and the"
                        + " standard error says little. Keep the model that you prefer for other"
                        + " reasons, or average them.",
                    row.name(),
                    rows.get(0).name(),
                    row.difference())));
      }
    }
    if (points < FEW_POINTS) {
      warnings.add(
          new Warning(
              Kind.TOO_FEW,
              points,
              String.format(
                  Locale.ROOT,
                  "With %d points, fewer than 100, the standard errors of the differences may be too"
                      + " small by a factor of 2.",
                  points)));
    }
    return List.copyOf(warnings);
  }

  /** The table with aligned columns, and the warnings. */
  @Override
  public String toString() {
    int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    String head = "%-" + width + "s%10s%8s%10s%8s%10s%12s%n";
    text.append(
        String.format(Locale.ROOT, head, "", "elpd", "se", "diff", "se", "stacking", "pseudo-BMA"));
    String line = "%-" + width + "s%10.1f%8.1f%10.1f%8.1f%10.2f%12.2f%n";
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              line,
              row.name(),
              row.elpd().value(),
              row.elpd().standardError(),
              row.difference(),
              row.differenceError(),
              row.stackingWeight(),
              row.pseudoBmaWeight()));
    }
    warnings().forEach(warning -> text.append(warning).append(System.lineSeparator()));
    return text.toString();
  }

  private static void requireComparable(Map.Entry<String, Elpd> best, String name, Elpd elpd) {
    Elpd first = best.getValue();
    if (!elpd.method().equals(first.method())
        || elpd.pointwise().size() != first.pointwise().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "models: %s has %s of %d points and %s has %s of %d; expected the same method on the"
                  + " same points",
              name,
              elpd.method(),
              elpd.pointwise().size(),
              best.getKey(),
              first.method(),
              first.pointwise().size()));
    }
  }

  private static double[] array(Elpd elpd) {
    return elpd.pointwise().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static List<Double> differences(double[] a, double[] b) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < a.length; i++) {
      differences.add(a[i] - b[i]);
    }
    return differences;
  }
}
