package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Chains of 4 to 40 draws against the R package posterior 1.4.0: where lags run out before the sign
 * of a pair ends Geyer's sequence. {@code short_chains.csv} has a case a line, its draws chain
 * after chain: normal, autoregressive, rounded, of two values, antithetic, random walks.
 */
class ShortChainsTest {

  private static final Map<String, ToDoubleFunction<double[][]>> QUANTITIES =
      Map.of(
          "rhat", RHat::of,
          "ess_bulk", Ess::bulk,
          "ess_tail", Ess::tail,
          "ess_mean", Ess::mean,
          "ess_sd", Ess::sd,
          "ess_median", Ess::median,
          "mcse_mean", Mcse::mean,
          "mcse_sd", Mcse::sd,
          "mcse_median", Mcse::median);

  /** One line of the file. */
  record Case(double[][] chains, Map<String, Double> expected) {

    static Case of(List<String> header, List<String> cells) {
      double[] all =
          Arrays.stream(cells.get(2).split(" ")).mapToDouble(Double::parseDouble).toArray();
      int draws = Integer.parseInt(cells.get(1));
      double[][] chains = new double[Integer.parseInt(cells.get(0))][];
      Arrays.setAll(chains, c -> Arrays.copyOfRange(all, c * draws, (c + 1) * draws));
      Map<String, Double> expected = new LinkedHashMap<>();
      for (int i = 3; i < cells.size(); i++) {
        expected.put(header.get(i), number(cells.get(i)));
      }
      return new Case(chains, expected);
    }

    private static double number(String cell) {
      return switch (cell) {
        case "nan" -> Double.NaN;
        case "inf" -> Double.POSITIVE_INFINITY;
        default -> Double.parseDouble(cell);
      };
    }

    @Override
    public String toString() {
      return chains.length + " x " + chains[0].length + " from " + chains[0][0];
    }
  }

  static Stream<Case> cases() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    ShortChainsTest.class.getResourceAsStream("short_chains.csv")),
                StandardCharsets.UTF_8))) {
      List<String> header = List.of(reader.readLine().split(","));
      return reader
          .lines()
          .map(line -> Case.of(header, List.of(line.split(","))))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void followsPosteriorToTheLastDigit(Case each) {
    each.expected()
        .forEach(
            (name, expected) -> {
              double value = QUANTITIES.get(name).applyAsDouble(each.chains());
              if (Double.isNaN(expected)) {
                assertThat(value).as(name).isNaN();
              } else {
                assertThat(value).as(name).isCloseTo(expected, within(1e-11 * expected));
              }
            });
  }
}
