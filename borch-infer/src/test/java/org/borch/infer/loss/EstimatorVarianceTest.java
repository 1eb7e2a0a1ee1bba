package org.borch.infer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The variance of the estimators of the bound's derivative, at the start of a fit and at its end,
 * in the order that theory says. Prints a table.
 */
class EstimatorVarianceTest {

  private static final int DRAWS = 200;

  private record Case(String name, Model<?, ?> model) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    double[] x = new double[40];
    double[] clicks = new double[40];
    double[] counts = new double[40];
    Arrays.setAll(x, i -> (i - 20) / 10.0);
    Arrays.setAll(clicks, i -> (i * 7 % 10) < 5 + x[i] ? 1 : 0);
    Arrays.setAll(counts, i -> i * 3 % 8);
    Module<NDArray, NDArray> line =
        Module.of(
            (m, in) -> {
              NDArray mean = in.mul(m.rv("slope", normal(0, 1))).add(m.rv("level", normal(0, 1)));
              return m.plate("row").rv("y", normal(mean, 1));
            });
    Module<NDArray, NDArray> logistic =
        Module.of(
            (m, in) -> {
              NDArray odds = in.mul(m.rv("slope", normal(0, 1))).add(m.rv("level", normal(0, 1)));
              return m.plate("row").rv("y", bernoulliLogits(odds));
            });
    Module<NDArray, NDArray> hierarchy =
        Module.of(
            (m, in) -> {
              NDArray mu = m.rv("mu", normal(1, 1));
              NDArray log = m.plate("row").rv("log", normal(mu, 0.5));
              return m.plate("row").rv("y", poisson(ArrayMath.exp(log)));
            });
    NDArray input = BorchArray.of(x);
    return List.of(
        new Case("line", bound(line, input, x)),
        new Case("logistic", bound(logistic, input, clicks)),
        new Case("hierarchy", bound(hierarchy, input, counts)));
  }

  private static Model<?, ?> bound(Module<NDArray, NDArray> module, NDArray x, double[] y) {
    return module
        .on(x)
        .in(DataType.FLOAT64)
        .observe("y", y)
        .withPosterior(Posteriors.normal().withScale(0.3));
  }

  private static Map<String, Loss> losses() {
    Map<String, Loss> losses = new LinkedHashMap<>();
    losses.put("closed", Loss.elbo());
    losses.put("sampled", Loss.elbo().with(Elbo.Form.SAMPLED));
    losses.put("entropy", Loss.elbo().with(Elbo.Form.ENTROPY));
    losses.put("path", Loss.pathDerivative());
    losses.put("score", Loss.scoreFunction());
    return losses;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void thePathIsQuietestAtTheEndAndTheScoreLoudest(Case each) {
    Svi settings = Svi.defaults().withSteps(3_000).withParticles(2).withProgress(false);
    try (Params first = each.model.init(Seed.of(1));
        Fit fit = Infer.fit(each.model, settings, Seed.of(1))) {
      Map<String, Double> start = variances(each, "start", first);
      Map<String, Double> end = variances(each, "end", fit.params());
      for (Map<String, Double> there : List.of(start, end)) {
        assertThat(there.get("score")).isGreaterThan(5 * there.get("sampled"));
        assertThat(there.get("score, 8 draws")).isLessThan(there.get("score") / 8);
      }
      // Two normals: what the entropy's form leaves out is the variance of a constant.
      assertThat(end.get("path")).isLessThan(end.get("sampled"));
      assertThat(end.get("path")).isLessThan(end.get("closed"));
    }
  }

  private static Map<String, Double> variances(Case each, String where, Params params) {
    Map<String, Double> variances = new LinkedHashMap<>();
    losses().forEach((name, loss) -> variances.put(name, variance(each, params, loss, 1)));
    variances.put("score, 8 draws", variance(each, params, Loss.scoreFunction(), 8));
    System.out.printf(
        Locale.ROOT, "variance of the derivative, %s, %s: %s%n", each, where, rounded(variances));
    return variances;
  }

  private static Map<String, String> rounded(Map<String, Double> variances) {
    Map<String, String> text = new LinkedHashMap<>();
    variances.forEach((name, value) -> text.put(name, String.format(Locale.ROOT, "%.3g", value)));
    return text;
  }

  /** Summed over the parameters. */
  private static double variance(Case each, Params params, Loss loss, int particles) {
    int n = Math.toIntExact(params.size());
    double[] sums = new double[n];
    double[] squares = new double[n];
    try (HostComputation host = HostComputation.open()) {
      for (int i = 0; i < DRAWS; i++) {
        try (Scope scope = Scope.open()) {
          NDArray value = Losses.of(loss, each.model, params, Seed.of(9).key().at(i), particles);
          double[] gradient = BorchArray.wrap(params.gradient(value)).values();
          for (int j = 0; j < n; j++) {
            sums[j] += gradient[j];
            squares[j] += gradient[j] * gradient[j];
          }
        }
      }
    }
    double variance = 0;
    for (int j = 0; j < n; j++) {
      variance += squares[j] / DRAWS - Math.pow(sums[j] / DRAWS, 2);
    }
    return variance;
  }
}
