package org.borch.infer.evidence;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Models of the same data by their evidence, the most probable first. The standard errors are those
 * of the estimates alone, to first order. Evidence depends on the priors, also where they are so
 * wide that the posterior does not.
 *
 * @param rows one for each model
 */
public record BayesFactors(List<Row> rows) {

  /**
   * One model.
   *
   * @param name of the model
   * @param evidence its estimate
   * @param prior its probability before the data
   * @param probability its probability given the data
   * @param probabilityError standard error of that
   * @param logBayesFactor log evidence minus that of the first row
   * @param logBayesFactorError standard error of the difference; 0 for the first row
   */
  public record Row(
      String name,
      Evidence evidence,
      double prior,
      double probability,
      double probabilityError,
      double logBayesFactor,
      double logBayesFactorError) {}

  /** Keeps a copy of the list. */
  public BayesFactors {
    rows = List.copyOf(rows);
  }

  /**
   * Of models that are equally probable before the data.
   *
   * @param models by name
   * @throws IllegalArgumentException if there are fewer than two
   */
  public static BayesFactors of(Map<String, Evidence> models) {
    Map<String, Double> priors = new HashMap<>();
    models.keySet().forEach(name -> priors.put(name, 1.0));
    return of(models, priors);
  }

  /**
   * Of models with probabilities before the data.
   *
   * @param models by name
   * @param priors of the same names, positive; only their ratios count
   * @throws IllegalArgumentException if there are fewer than two models, or the names differ
   */
  public static BayesFactors of(Map<String, Evidence> models, Map<String, Double> priors) {
    requirePriors(models.keySet(), priors);
    double total = priors.values().stream().mapToDouble(x -> x).sum();
    List<String> names = new ArrayList<>();
    List<Evidence> evidences = new ArrayList<>();
    models.forEach(
        (name, evidence) -> {
          names.add(name);
          evidences.add(evidence);
        });
    double[] shares =
        names.stream().mapToDouble(name -> requireNonNull(priors.get(name)) / total).toArray();
    double[] logs = new double[shares.length];
    Arrays.setAll(logs, i -> evidences.get(i).logValue() + Math.log(shares[i]));
    double[] probabilities = LogWeights.normalised(logs);
    List<Integer> order =
        IntStream.range(0, logs.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -logs[i]))
            .toList();
    Evidence first = evidences.get(order.get(0));
    List<Row> rows = new ArrayList<>();
    for (int i : order) {
      Evidence own = evidences.get(i);
      rows.add(
          new Row(
              names.get(i),
              own,
              shares[i],
              probabilities[i],
              error(i, evidences, probabilities),
              own.logValue() - first.logValue(),
              rows.isEmpty() ? 0 : Math.hypot(own.standardError(), first.standardError())));
    }
    return new BayesFactors(rows);
  }

  /** ∂pᵢ/∂log evidenceⱼ = pᵢ (δᵢⱼ - pⱼ). */
  private static double error(int i, List<Evidence> models, double[] probabilities) {
    double variance = 0;
    for (int j = 0; j < probabilities.length; j++) {
      double slope = probabilities[i] * ((i == j ? 1 : 0) - probabilities[j]);
      double error = slope * models.get(j).standardError();
      variance += error * error;
    }
    return Math.sqrt(variance);
  }

  private static void requirePriors(Set<String> models, Map<String, Double> priors) {
    if (models.size() < 2) {
      throw new IllegalArgumentException(
          "models: got " + models + ", expected at least 2 to compare");
    }
    if (!priors.keySet().equals(models)
        || !priors.values().stream().allMatch(x -> x > 0 && x < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "priors of models: got "
              + priors
              + ", expected a finite number > 0 for each of "
              + models);
    }
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

  /**
   * The logarithm of the Bayes factor of one model against another: positive where the data speak
   * for the first.
   *
   * @throws IllegalArgumentException if there is no model of a name
   */
  public double log(String model, String against) {
    return row(model).evidence().logValue() - row(against).evidence().logValue();
  }

  /** The table with aligned columns. */
  @Override
  public String toString() {
    int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    String head = "%-" + width + "s%14s%8s%14s%8s%13s%8s%n";
    text.append(
        String.format(
            Locale.ROOT, head, "", "log evidence", "se", "log factor", "se", "probability", "se"));
    String line = "%-" + width + "s%14.3f%8.3f%14.3f%8.3f%13.3f%8.3f%n";
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              line,
              row.name(),
              row.evidence().logValue(),
              row.evidence().standardError(),
              row.logBayesFactor(),
              row.logBayesFactorError(),
              row.probability(),
              row.probabilityError()));
    }
    return text.toString();
  }
}
