package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.borch.infer.ReferenceFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every value in the folder {@code diagnostics}, which agree with the R packages posterior 1.4.0
 * and loo 2.5.1: chains to 1e-6 relative, PSIS-LOO to 1e-4.
 */
@Tag("short")
@ParameterizedClass
@MethodSource("folders")
class DiagnosticsReferenceTest {

  private static final double CHAINS = 1e-6;
  private static final double LOO = 1e-4;
  private static final Pattern COMPARED = Pattern.compile("compare_(.+)_minus_(.+)");

  /** The rows in the project, and all of the shared folder where there is one. */
  static List<ReferenceFolder> folders() {
    return ReferenceFolder.all("diagnostics");
  }

  @Parameter ReferenceFolder folder;

  @Test
  void chainsAgree() {
    Tally tally = new Tally("chains/expected.csv");
    Map<String, double[][]> cases = new HashMap<>();
    for (List<String> row : body("chains/index.csv", "case", "iterations", "chains", "made_as")) {
      double[][] chains = folder.numbers("chains/" + row.get(0) + ".csv").columns();
      assertThat(chains).as("%s", row).hasNumberOfRows(Integer.parseInt(row.get(2)));
      assertThat(chains[0]).as("%s", row).hasSize(Integer.parseInt(row.get(1)));
      cases.put(row.get(0), chains);
    }
    Set<String> seen = new HashSet<>();
    for (List<String> row :
        body("chains/expected.csv", "case", "quantity", "value", "r_posterior")) {
      assertThat(cases).containsKey(row.get(0));
      seen.add(row.get(0));
      double actual = quantity(row.get(1), cases.get(row.get(0)));
      String what = row.get(0) + " " + row.get(1);
      tally.check(what, actual, ReferenceFolder.number(row.get(2)), CHAINS);
      if (!row.get(3).isEmpty()) {
        tally.check(what + " in R", actual, ReferenceFolder.number(row.get(3)), CHAINS);
      }
    }
    assertThat(seen).isEqualTo(cases.keySet());
    tally.finish();
  }

  private static double quantity(String name, double[][] chains) {
    return switch (name) {
      case "mean" -> Diagnosis.of(chains).mean();
      case "sd" -> Diagnosis.of(chains).sd();
      case "median" -> Diagnosis.of(chains).median();
      case "q5" -> Diagnosis.of(chains).q5();
      case "q95" -> Diagnosis.of(chains).q95();
      case "rhat" -> RHat.of(chains);
      case "rhat_rank" -> RHat.rank(chains);
      case "rhat_folded" -> RHat.folded(chains);
      case "rhat_split_plain" -> RHat.split(chains);
      case "ess_bulk" -> Ess.bulk(chains);
      case "ess_tail" -> Ess.tail(chains);
      case "ess_mean" -> Ess.mean(chains);
      case "ess_sd" -> Ess.sd(chains);
      case "ess_median" -> Ess.median(chains);
      case "ess_q5" -> Ess.quantile(chains, 0.05);
      case "ess_q95" -> Ess.quantile(chains, 0.95);
      case "mcse_mean" -> Mcse.mean(chains);
      case "mcse_sd" -> Mcse.sd(chains);
      case "mcse_median" -> Mcse.median(chains);
      case "mcse_q5" -> Mcse.quantile(chains, 0.05);
      case "mcse_q95" -> Mcse.quantile(chains, 0.95);
      default -> throw new IllegalArgumentException("unknown quantity: " + name);
    };
  }

  @Test
  void autocorrelationsAgree() {
    Tally tally = new Tally("chains/autocorrelation.csv");
    for (List<String> row :
        body(
            "chains/autocorrelation.csv",
            "case",
            "chain",
            "lag",
            "autocovariance",
            "autocorrelation")) {
      double[] chain = folder.numbers("chains/" + row.get(0) + ".csv").column("chain" + row.get(1));
      int lag = Integer.parseInt(row.get(2));
      double covariance = ReferenceFolder.number(row.get(3));
      tally.check("" + row, Autocorrelation.covariances(chain)[lag], covariance, CHAINS);
      tally.check("" + row, Autocorrelation.lazily(chain).covariance(lag), covariance, CHAINS);
      double correlation = ReferenceFolder.number(row.get(4));
      tally.check("" + row, Autocorrelation.of(chain)[lag], correlation, CHAINS);
    }
    tally.finish();
  }

  @Test
  void energiesAgree() {
    Tally tally = new Tally("energy_expected.json");
    double[] actual =
        Arrays.stream(folder.numbers("energy.csv").columns()).mapToDouble(EBfmi::of).toArray();
    for (Map.Entry<String, JsonElement> entry : folder.json("energy_expected.json").entrySet()) {
      assertThat(entry.getKey()).isEqualTo("e_bfmi_per_chain");
      tally.check(entry.getKey(), actual, entry.getValue(), CHAINS);
    }
    tally.finish();
  }

  @Test
  void modelsAgree() {
    Tally tally = new Tally("loo_expected.json");
    Map<String, Loo> models = new TreeMap<>();
    Map<String, JsonElement> together = new TreeMap<>();
    for (Map.Entry<String, JsonElement> entry : folder.json("loo_expected.json").entrySet()) {
      String key = entry.getKey();
      if (key.equals("psis")) {
        psis(tally, entry.getValue().getAsJsonObject());
      } else if (key.startsWith("compare_") || key.contains("_weights_")) {
        together.put(key, entry.getValue());
      } else {
        models.put(key, model(tally, key, entry.getValue().getAsJsonObject()));
      }
    }
    together.forEach((key, expected) -> compare(tally, models, key, expected));
    tally.finish();
  }

  /** Checks one model; returns its PSIS-LOO with relative sizes 1, from which all others follow. */
  private Loo model(Tally tally, String name, JsonObject expected) {
    double[][][] logLikelihood = logLikelihood("loo_" + name + ".csv");
    double[] ones = new double[logLikelihood.length];
    Arrays.fill(ones, 1);
    for (Map.Entry<String, JsonElement> entry : expected.entrySet()) {
      JsonElement value = entry.getValue();
      String what = name + " " + entry.getKey();
      switch (entry.getKey()) {
        case "r_eff" ->
            tally.check(
                what,
                Arrays.stream(logLikelihood).mapToDouble(Loo::relativeEss).toArray(),
                value,
                CHAINS);
        case "loo_r_eff_1" -> loo(tally, what, Loo.of(logLikelihood, ones), value);
        case "loo_with_r_eff" -> loo(tally, what, Loo.of(logLikelihood), value);
        case "waic" -> waic(tally, what, Waic.of(logLikelihood), value);
        default -> throw new IllegalArgumentException("unknown key: " + what);
      }
    }
    return Loo.of(logLikelihood, ones);
  }

  private static void loo(Tally tally, String what, Loo loo, JsonElement expected) {
    for (Map.Entry<String, JsonElement> entry : expected.getAsJsonObject().entrySet()) {
      double[] actual =
          switch (entry.getKey()) {
            case "elpd_loo" -> new double[] {loo.value()};
            case "se_elpd_loo" -> new double[] {loo.standardError()};
            case "p_loo" -> new double[] {loo.penalty()};
            case "se_p_loo" -> new double[] {loo.penaltyStandardError()};
            case "looic" -> new double[] {loo.looic()};
            case "pointwise_elpd_loo" ->
                loo.points().stream().mapToDouble(Loo.Point::elpd).toArray();
            case "pareto_k" -> loo.points().stream().mapToDouble(Loo.Point::kHat).toArray();
            case "pointwise_lpd" -> loo.points().stream().mapToDouble(Loo.Point::lpd).toArray();
            default -> throw new IllegalArgumentException("unknown key: " + entry.getKey());
          };
      check(tally, what + " " + entry.getKey(), actual, entry.getValue());
    }
  }

  private static void waic(Tally tally, String what, Waic waic, JsonElement expected) {
    for (Map.Entry<String, JsonElement> entry : expected.getAsJsonObject().entrySet()) {
      double[] actual =
          switch (entry.getKey()) {
            case "elpd_waic" -> new double[] {waic.value()};
            case "se_elpd_waic" -> new double[] {waic.standardError()};
            case "p_waic" -> new double[] {waic.penalty()};
            case "pointwise_elpd_waic" ->
                waic.points().stream().mapToDouble(Waic.Point::elpd).toArray();
            case "pointwise_p_waic" ->
                waic.points().stream().mapToDouble(Waic.Point::penalty).toArray();
            default -> throw new IllegalArgumentException("unknown key: " + entry.getKey());
          };
      check(tally, what + " " + entry.getKey(), actual, entry.getValue());
    }
  }

  private static void check(Tally tally, String what, double[] actual, JsonElement expected) {
    if (expected.isJsonArray()) {
      tally.check(what, actual, expected, LOO);
    } else {
      tally.check(what, actual[0], expected.getAsDouble(), LOO);
    }
  }

  private static void compare(
      Tally tally, Map<String, Loo> models, String key, JsonElement expected) {
    Matcher compared = COMPARED.matcher(key);
    if (compared.matches()) {
      Comparison comparison =
          Comparison.of(
              Map.of(
                  "first", loo(models, compared.group(1)),
                  "second", loo(models, compared.group(2))));
      Comparison.Row first = comparison.row("first");
      Comparison.Row second = comparison.row("second");
      for (Map.Entry<String, JsonElement> entry : expected.getAsJsonObject().entrySet()) {
        double actual =
            switch (entry.getKey()) {
              case "elpd_diff" -> first.difference() - second.difference();
              case "se_diff" -> first.differenceError() + second.differenceError(); // one is 0
              default -> throw new IllegalArgumentException("unknown key: " + entry.getKey());
            };
        tally.check(key + " " + entry.getKey(), actual, entry.getValue().getAsDouble(), LOO);
      }
      return;
    }
    int end = key.indexOf("_weights_") + "_weights_".length();
    List<String> names = names(models.keySet(), key.substring(end));
    Map<String, Loo> chosen = new HashMap<>();
    names.forEach(name -> chosen.put(name, loo(models, name)));
    Comparison comparison = Comparison.of(chosen);
    double[] actual =
        names.stream()
            .map(comparison::row)
            .mapToDouble(
                switch (key.substring(0, end)) {
                  case "stacking_weights_" -> Comparison.Row::stackingWeight;
                  case "pseudo_bma_weights_" -> Comparison.Row::pseudoBmaWeight;
                  default -> throw new IllegalArgumentException("unknown key: " + key);
                })
            .toArray();
    tally.check(key, actual, expected, LOO);
  }

  private static Loo loo(Map<String, Loo> models, String name) {
    assertThat(models).containsKey(name);
    return models.get(name);
  }

  /** The models whose names, joined by underscores, are this text. */
  private static List<String> names(Set<String> models, String text) {
    for (String name : models) {
      if (text.equals(name)) {
        return List.of(name);
      }
      if (text.startsWith(name + "_")) {
        List<String> rest = names(models, text.substring(name.length() + 1));
        if (!rest.isEmpty()) {
          return Stream.concat(Stream.of(name), rest.stream()).toList();
        }
      }
    }
    return List.of();
  }

  private void psis(Tally tally, JsonObject expected) {
    ReferenceFolder.Numbers ratios = folder.numbers("psis_log_ratios.csv");
    ReferenceFolder.Numbers smoothed = folder.numbers("psis_smoothed_log_weights.csv");
    assertThat(expected.keySet()).containsExactlyInAnyOrderElementsOf(ratios.names());
    for (String name : ratios.names()) {
      Psis psis = Psis.of(ratios.column(name));
      double[] weights = psis.logWeights();
      for (Map.Entry<String, JsonElement> entry : expected.get(name).getAsJsonObject().entrySet()) {
        double actual =
            switch (entry.getKey()) {
              case "pareto_k" -> psis.kHat();
              case "ess_of_smoothed_weights" -> psis.ess();
              case "max_log_weight" -> Arrays.stream(weights).max().orElseThrow();
              default -> throw new IllegalArgumentException("unknown key: " + entry.getKey());
            };
        tally.check(name + " " + entry.getKey(), actual, entry.getValue().getAsDouble(), LOO);
      }
      for (int i = 0; i < weights.length; i++) {
        tally.check(name + "[" + i + "]", weights[i], smoothed.column(name)[i], LOO);
      }
      assertThat(Arrays.stream(weights).map(Math::exp).sum()).isCloseTo(1, within(1e-12));
    }
  }

  /** {@code [points][chains][draws]} from rows of chain, iteration, points. */
  private double[][][] logLikelihood(String file) {
    ReferenceFolder.Numbers numbers = folder.numbers(file);
    double[] chain = numbers.column("chain");
    return numbers.names().stream()
        .filter(name -> name.startsWith("ll"))
        .map(numbers::column)
        .map(
            column ->
                Arrays.stream(chain)
                    .distinct()
                    .sorted()
                    .mapToObj(
                        c ->
                            IntStream.range(0, chain.length)
                                .filter(i -> chain[i] == c)
                                .mapToDouble(i -> column[i])
                                .toArray())
                    .toArray(double[][]::new))
        .toArray(double[][][]::new);
  }

  private List<List<String>> body(String file, String... header) {
    List<List<String>> cells = folder.cells(file);
    assertThat(cells.get(0)).containsExactly(header);
    return cells.subList(1, cells.size());
  }
}
