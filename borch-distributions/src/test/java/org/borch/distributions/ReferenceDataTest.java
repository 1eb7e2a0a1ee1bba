package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Densities, derivatives, moments and divergences against every row of folders of reference values
 * of 40 digits or more, with the tolerances of the README of {@code shared/data}: those of the
 * project's own resources, and the one that {@code borch.data} names, if it is there.
 */
class ReferenceDataTest {

  /** Relative in float32, times the condition number. */
  private static final double SINGLE = 2e-5;

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  static List<Path> folders() {
    Path own = Path.of("src/test/resources/distributions");
    Path shared = Path.of(System.getProperty("borch.data", "../../shared/data"), "distributions");
    return Files.isDirectory(shared) ? List.of(own, shared) : List.of(own);
  }

  @ParameterizedTest
  @MethodSource("folders")
  void logDensitiesAgree(Path folder) {
    Tally tally = new Tally(folder, "logprob.csv");
    for (Map<String, String> row : tally.rows()) {
      Distribution d = tally.known(row, Reference::distribution);
      if (d != null) {
        double actual = value(d.logProb(Reference.array(row.get("value"))));
        double tolerance = row.get("note").isEmpty() ? 1e-11 : 1e-9;
        tally.check(actual, Reference.number(row.get("log_prob")), tolerance, row);
      }
    }
    tally.finish();
  }

  /** Against float64 at the rounded inputs: rounding within is rounding of the inputs. */
  @ParameterizedTest
  @MethodSource("folders")
  void logDensitiesInSinglePrecisionAgreeAtTheRoundedInputs(Path folder) {
    Tally tally = new Tally(folder, "logprob.csv");
    for (Map<String, String> row : tally.rows()) {
      Distribution d = tally.known(row, Reference::distribution);
      if (d != null) {
        NDArray x = ArrayMath.cast(Reference.array(row.get("value")), DataType.FLOAT32);
        Distribution single = d.in(DataType.FLOAT32);
        double actual = value(single.logProb(x));
        Condition exact = Condition.of(single, x);
        double error = Math.abs(actual - exact.value());
        boolean close = error <= SINGLE * Math.max(1, exact.condition());
        boolean same = Double.compare(actual, exact.value()) == 0;
        tally.check(same || close, actual, exact.value(), row);
      }
    }
    tally.finish();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void derivativesAgree(Path folder) {
    Tally tally = new Tally(folder, "grad.csv");
    for (Map<String, String> row : tally.rows()) {
      Distribution d = tally.known(row, Reference::distribution);
      if (d != null) {
        double expected = Reference.number(row.get("derivative"));
        double actual = derivative(d, row);
        double error = Math.abs(actual - expected);
        tally.check(error <= 1e-9 * Math.abs(expected) + 1e-12, actual, expected, row);
      }
    }
    tally.finish();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void momentsAgree(Path folder) {
    Tally tally = new Tally(folder, "moments.csv");
    for (Map<String, String> row : tally.rows()) {
      NDArray moment = tally.known(row, each -> moment(Reference.distribution(each), each));
      if (moment == null) {
        continue;
      }
      double[] actual = BorchArray.wrap(moment).values();
      double[] expected =
          row.get("value").startsWith("[")
              ? Reference.array(row.get("value")).values()
              : new double[] {Reference.number(row.get("value"))};
      assertThat(actual).as("%s", row).hasSameSizeAs(expected);
      for (int i = 0; i < expected.length; i++) {
        boolean undefined = Double.isNaN(expected[i]) && !Double.isFinite(actual[i]);
        if (!undefined) {
          tally.check(actual[i], expected[i], 1e-9, row);
        }
      }
    }
    tally.finish();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void divergencesAgree(Path folder) {
    Tally tally = new Tally(folder, "kl.csv");
    for (Map<String, String> row : tally.rows()) {
      NDArray divergence = tally.known(row, ReferenceDataTest::divergence);
      if (divergence != null) {
        tally.check(value(divergence), Reference.number(row.get("kl")), 1e-9, row);
      }
    }
    tally.finish();
  }

  private static NDArray divergence(Map<String, String> row) {
    Distribution p = Reference.distribution(row.get("p_distribution"), row.get("p_parameters"));
    Distribution q = Reference.distribution(row.get("q_distribution"), row.get("q_parameters"));
    return KullbackLeibler.between(p, q)
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    row.get("p_distribution") + " || " + row.get("q_distribution")));
  }

  private static double derivative(Distribution d, Map<String, String> row) {
    NDArray x = Reference.array(row.get("value"));
    String argument = row.get("argument");
    int bracket = argument.indexOf('[');
    String name = bracket < 0 ? argument : argument.substring(0, bracket);
    int element =
        bracket < 0 ? 0 : Integer.parseInt(argument.substring(bracket + 1, argument.length() - 1));
    if (name.equals("value")) {
      NDArray slope = Autodiff.grad(at -> d.logProb(at)).apply(x);
      return BorchArray.wrap(slope).values()[element];
    }
    List<Operand> operands =
        new ArrayList<>(d.parameters().stream().map(Parameter::value).toList());
    int i = d.parameters().stream().map(Parameter::name).toList().indexOf(Reference.key(d, name));
    NDArray gradient =
        Autodiff.grad(
                at -> {
                  List<Operand> moved = new ArrayList<>(operands);
                  moved.set(i, Operand.of(at));
                  return d.withParameters(moved).logProb(x);
                })
            .apply(operands.get(i).as(DataType.FLOAT64));
    return BorchArray.wrap(gradient).values()[element];
  }

  private static NDArray moment(Distribution d, Map<String, String> row) {
    return switch (row.get("quantity")) {
      case "mean", "circular_mean" -> d.mean();
      case "circular_variance" -> ((VonMises) d).circularVariance();
      case "variance" -> d.variance();
      case "entropy" -> d.entropy();
      case "mode" -> d.mode();
      case "cdf" -> d.cdf(Reference.array(row.get("argument")));
      case "quantile" -> d.icdf(Reference.array(row.get("argument")));
      case "covariance" -> ((MultivariateNormal) d).covariance();
      default -> throw new IllegalArgumentException("unknown quantity in " + row);
    };
  }

  private static double value(NDArray x) {
    double[] values = BorchArray.wrap(x).values();
    assertThat(values).hasSize(1);
    return values[0];
  }

  /**
   * A float64 log density of inputs of another type, and by how much it changes when all inputs
   * change relatively: Σ |a ∂/∂a| and its own size.
   */
  private record Condition(double value, double condition) {

    static Condition of(Distribution d, NDArray x) {
      List<NDArray> inputs = new ArrayList<>();
      d.parameters().forEach(parameter -> inputs.add(wide(parameter.value().as(DataType.FLOAT32))));
      inputs.add(wide(x));
      int last = inputs.size() - 1;
      Autodiff.ValueAndGradient result =
          Autodiff.valueAndGrad(
              in ->
                  d.withParameters(in.subList(0, last).stream().map(Operand::of).toList())
                      .logProb(in.get(last)),
              inputs);
      double size = ReferenceDataTest.value(result.value());
      double condition = Math.abs(size);
      for (int i = 0; i <= last; i++) {
        double[] at = BorchArray.wrap(inputs.get(i)).values();
        double[] slope = BorchArray.wrap(result.gradient().get(i)).values();
        for (int j = 0; j < at.length; j++) {
          condition += at[j] == 0 || slope[j] == 0 ? 0 : Math.abs(at[j] * slope[j]);
        }
      }
      return new Condition(size, condition);
    }

    private static NDArray wide(NDArray x) {
      return ArrayMath.cast(x, DataType.FLOAT64);
    }
  }

  /** Counts rows and collects the wrong ones, so that one failure does not hide the next. */
  private static final class Tally {
    private final Path path;
    private final List<Map<String, String>> rows;
    private final List<String> wrong = new ArrayList<>();
    private final Set<String> unknown = new TreeSet<>();

    Tally(Path folder, String file) {
      path = folder.resolve(file);
      rows = Reference.rows(path);
    }

    List<Map<String, String>> rows() {
      return rows;
    }

    /** What is computed of a row; null, and remembered, if family or quantity do not exist. */
    <T> @Nullable T known(Map<String, String> row, Function<Map<String, String>, T> function) {
      try {
        return function.apply(row);
      } catch (UnsupportedOperationException e) {
        unknown.add(e.getMessage() + " of " + row);
        return null;
      }
    }

    /** |actual - expected| relative to max(1, |expected|). */
    void check(double actual, double expected, double tolerance, Map<String, String> row) {
      double error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
      check(actual == expected || error <= tolerance, actual, expected, row);
    }

    void check(boolean right, double actual, double expected, Map<String, String> row) {
      if (!right) {
        wrong.add(row + ": got " + actual + ", expected " + expected);
      }
    }

    void finish() {
      System.out.printf(
          "%s: %d of %d rows run, %d wrong%n",
          path, rows.size() - unknown.size(), rows.size(), wrong.size());
      assertThat(rows).isNotEmpty();
      assertThat(wrong).isEmpty();
      assertThat(unknown).isEmpty();
    }
  }
}
