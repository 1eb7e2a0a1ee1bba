package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Densities, derivatives, moments and divergences against the reference data (60-, 1000- and
 * 40-digit arithmetic), with the tolerances of the data's README.
 */
@Tag("short")
@ParameterizedClass
@MethodSource("folders")
class ReferenceDataTest {

  private final Path folder;
  private Scope scope;

  ReferenceDataTest(Path folder) {
    this.folder = folder;
  }

  /** The rows in the project, and all of the shared folder where there is one. */
  static Stream<Path> folders() throws URISyntaxException {
    Path copy = Path.of(ReferenceDataTest.class.getResource("/reference/distributions").toURI());
    Path shared = Path.of(System.getProperty("borch.data", "../../shared/data"), "distributions");
    return Stream.of(copy, shared).filter(folder -> folder == copy || Files.isDirectory(folder));
  }

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void logDensitiesAgree() {
    Tally tally = new Tally("logprob.csv");
    for (Map<String, String> row : rows("logprob.csv")) {
      NDArray x = Reference.array(row.get("value"));
      double actual = value(distribution(row).logProb(x));
      double tolerance = row.get("note").isEmpty() ? 1e-11 : 1e-9;
      tally.check(actual, Reference.number(row.get("log_prob")), tolerance, row);
    }
    tally.finish(0);
  }

  @Test
  void derivativesAgree() {
    Tally tally = new Tally("grad.csv");
    for (Map<String, String> row : rows("grad.csv")) {
      double expected = Reference.number(row.get("derivative"));
      double error = Math.abs(derivative(row) - expected);
      tally.check(error <= 1e-9 * Math.abs(expected) + 1e-12, error, expected, row);
    }
    tally.finish(0);
  }

  @Test
  void momentsAgree() {
    Tally tally = new Tally("moments.csv");
    int withoutClosedForm = 0;
    for (Map<String, String> row : rows("moments.csv")) {
      double[] actual;
      try {
        actual = BorchArray.wrap(moment(distribution(row), row)).values();
      } catch (UnsupportedOperationException e) {
        withoutClosedForm++;
        continue;
      }
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
    tally.finish(withoutClosedForm);
  }

  @Test
  void divergencesAgree() {
    Tally tally = new Tally("kl.csv");
    int withoutClosedForm = 0;
    for (Map<String, String> row : rows("kl.csv")) {
      Distribution p = Reference.distribution(row.get("p_distribution"), row.get("p_parameters"));
      Distribution q = Reference.distribution(row.get("q_distribution"), row.get("q_parameters"));
      var divergence = KullbackLeibler.between(p, q);
      if (divergence.isEmpty()) {
        withoutClosedForm++;
        continue;
      }
      tally.check(value(divergence.get()), Reference.number(row.get("kl")), 1e-9, row);
    }
    tally.finish(withoutClosedForm);
  }

  private static double derivative(Map<String, String> row) {
    Distribution d = distribution(row);
    NDArray x = Reference.array(row.get("value"));
    String argument = row.get("argument");
    if (argument.equals("value")) {
      return value(Autodiff.grad(at -> d.logProb(at)).apply(x));
    }
    int bracket = argument.indexOf('[');
    String name = bracket < 0 ? argument : argument.substring(0, bracket);
    String key = d instanceof Mixture ? name.replaceFirst("^(loc|scale)s$", "$1") : name;
    int element =
        bracket < 0 ? 0 : Integer.parseInt(argument.substring(bracket + 1, argument.length() - 1));
    List<Operand> operands =
        new ArrayList<>(d.parameters().stream().map(Parameter::value).toList());
    int i = d.parameters().stream().map(Parameter::name).toList().indexOf(key);
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
      case "mean" -> d.mean();
      case "variance" -> d.variance();
      case "entropy" -> d.entropy();
      case "cdf" -> d.cdf(Reference.array(row.get("argument")));
      case "quantile" -> d.icdf(Reference.array(row.get("argument")));
      case "covariance" -> ((MultivariateNormal) d).covariance();
      default -> throw new IllegalArgumentException("unknown quantity in " + row);
    };
  }

  private static Distribution distribution(Map<String, String> row) {
    return Reference.distribution(row.get("distribution"), row.get("parameters"));
  }

  /** The rows of the families that exist. */
  private List<Map<String, String>> rows(String file) {
    return Reference.rows(folder.resolve(file)).stream()
        .filter(
            row ->
                row.entrySet().stream()
                    .filter(cell -> cell.getKey().endsWith("distribution"))
                    .allMatch(cell -> Reference.knows(cell.getValue())))
        .toList();
  }

  private static double value(NDArray x) {
    double[] values = BorchArray.wrap(x).values();
    assertThat(values).hasSize(1);
    return values[0];
  }

  /** Counts rows and collects the wrong ones, so that one failure does not hide the next. */
  private static final class Tally {
    private final String file;
    private final List<String> wrong = new ArrayList<>();
    private int checked;

    Tally(String file) {
      this.file = file;
    }

    /** |actual - expected| relative to max(1, |expected|). */
    void check(double actual, double expected, double tolerance, Map<String, String> row) {
      double error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
      check(actual == expected || error <= tolerance, actual, expected, row);
    }

    void check(boolean right, double actual, double expected, Map<String, String> row) {
      checked++;
      if (!right) {
        wrong.add(row + ": got " + actual + ", expected " + expected);
      }
    }

    void finish(int withoutClosedForm) {
      System.out.printf(
          "%s: %d numbers checked, %d wrong, %d rows without a closed form here%n",
          file, checked, wrong.size(), withoutClosedForm);
      assertThat(checked).isPositive();
      assertThat(wrong).isEmpty();
    }
  }
}
