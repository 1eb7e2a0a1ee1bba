package org.borch.infer.mcmc;

import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.analysis.integration.IterativeLegendreGaussIntegrator;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.borch.Module;
import org.borch.infer.LogDensity;
import org.borch.infer.diagnostics.Mcse;
import org.borch.tensor.random.Seed;

/**
 * A density of which means, standard deviations and quantiles are known.
 *
 * @param name of the target
 * @param quantities functions of a position whose law is known
 */
record Known(String name, LogDensity density, List<Quantity> quantities) {

  private static final double[] PROBABILITIES = {0.05, 0.5, 0.95};
  private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);

  /** The mean of log |z| for a standard normal z: -(γ + log 2) / 2. */
  private static final double MEAN_OF_LOG = -0.6351814227307392;

  /**
   * A function of a position.
   *
   * @param mean NaN if the law has too heavy tails to ask for it
   * @param sd NaN as the mean
   */
  record Quantity(
      String name,
      ToDoubleFunction<double[]> function,
      double mean,
      double sd,
      DoubleUnaryOperator cdf) {

    static Quantity normal(String name, ToDoubleFunction<double[]> function, double sd) {
      return new Quantity(name, function, 0, sd, x -> NORMAL.cumulativeProbability(x / sd));
    }
  }

  /**
   * An estimate against the truth.
   *
   * @param error how many Monte Carlo standard errors it is off
   */
  record Score(String what, double error) {}

  /** N(0, Q diag(1 .. condition) Qᵀ). */
  static Known gaussian(int dimension, double condition) {
    double[][] covariance = Targets.rotated(dimension, condition, 1);
    LogDensity density = Targets.gaussian(Targets.rotated(dimension, condition, -1));
    return gaussian("rotated gaussian", density, i -> covariance[i][i]);
  }

  /** N(0, diag(1 .. condition)), a density cheap in many dimensions. */
  static Known diagonalGaussian(int dimension, double condition) {
    double[] variances = new double[dimension];
    Arrays.setAll(variances, i -> Math.pow(condition, (double) i / (dimension - 1)));
    LogDensity density = Targets.diagonalGaussian(variances);
    return gaussian("diagonal gaussian", density, i -> variances[i]);
  }

  /** Of many coordinates ten stand for all. */
  private static Known gaussian(String name, LogDensity density, IntToDoubleFunction variance) {
    List<Quantity> quantities = new ArrayList<>();
    for (int i = 0; i < density.dimension(); i += Math.max(1, density.dimension() / 10)) {
      int index = i;
      quantities.add(
          Quantity.normal("x" + i, at -> at[index], Math.sqrt(variance.applyAsDouble(i))));
    }
    return new Known(name + " of " + density.dimension(), density, quantities);
  }

  /** Neal's funnel (2003) as its decentred model: v ~ N(0, 3²), nine x = exp(v/2) z. */
  static Known funnel() {
    Module<Integer, NDArray> model =
        Module.of(
            (m, rows) -> {
              NDArray v = m.rv("v", normal(0, 3));
              NDArray z = m.plate("row", rows).rv("z", normal(0, 1));
              return m.deterministic("x", v.div(2).exp().mul(z));
            });
    return new Known(
        "decentred funnel",
        LogDensity.of(model.on(9), Seed.of(1)),
        List.of(
            Quantity.normal("v", at -> at[0], 3),
            new Quantity(
                "x",
                at -> Math.exp(at[0] / 2) * at[1],
                Double.NaN,
                Double.NaN,
                x -> mixture(v -> NORMAL.cumulativeProbability(x * Math.exp(-1.5 * v)))),
            new Quantity(
                "log |x|",
                at -> at[0] / 2 + Math.log(Math.abs(at[2])),
                MEAN_OF_LOG,
                Math.sqrt(9.0 / 4 + Math.PI * Math.PI / 8),
                x -> mixture(v -> 2 * NORMAL.cumulativeProbability(Math.exp(x - 1.5 * v)) - 1))));
  }

  /** x ~ N(0, 1), y ~ N(x²/2, 1): a bent ridge. */
  static Known banana() {
    Module<Integer, NDArray> model =
        Module.of((m, none) -> m.rv("y", normal(m.rv("x", normal(0, 1)).square().div(2), 1)));
    return new Known(
        "banana",
        LogDensity.of(model.on(0), Seed.of(1)),
        List.of(
            Quantity.normal("x", at -> at[0], 1),
            Quantity.normal("y - x²/2", at -> at[1] - at[0] * at[0] / 2, 1),
            new Quantity(
                "y",
                at -> at[1],
                0.5,
                Math.sqrt(0.5 + 1),
                y -> mixture(x -> NORMAL.cumulativeProbability(y - x * x / 2)))));
  }

  /** The mean of a function of a standard normal number. */
  private static double mixture(DoubleUnaryOperator function) {
    return new IterativeLegendreGaussIntegrator(20, 1e-10, 1e-10)
        .integrate(1_000_000, z -> NORMAL.density(z) * function.applyAsDouble(z), -9, 9);
  }

  private static double quantile(Quantity quantity, double probability) {
    return new BrentSolver(1e-9)
        .solve(1000, x -> quantity.cdf().applyAsDouble(x) - probability, -1e4, 1e4);
  }

  /** Means, standard deviations and quantiles of all quantities, against the truth. */
  List<Score> scores(Chains chains) {
    List<Score> scores = new ArrayList<>();
    for (Quantity each : quantities) {
      double[][] draws =
          Arrays.stream(chains.positions())
              .map(chain -> Arrays.stream(chain).mapToDouble(each.function()).toArray())
              .toArray(double[][]::new);
      double[] sorted = Arrays.stream(draws).flatMapToDouble(Arrays::stream).sorted().toArray();
      double mean = Arrays.stream(sorted).average().orElseThrow();
      double squares = Arrays.stream(sorted).map(x -> (x - mean) * (x - mean)).sum();
      if (!Double.isNaN(each.mean())) {
        scores.add(score(each, "mean", mean - each.mean(), Mcse.mean(draws)));
        double sd = Math.sqrt(squares / (sorted.length - 1));
        scores.add(score(each, "sd", sd - each.sd(), Mcse.sd(draws)));
      }
      for (double probability : PROBABILITIES) {
        double estimate = sorted[(int) Math.round(probability * (sorted.length - 1))];
        double error = Mcse.quantile(draws, probability);
        scores.add(
            score(each, "quantile " + probability, estimate - quantile(each, probability), error));
      }
    }
    return scores;
  }

  private Score score(Quantity quantity, String what, double difference, double error) {
    return new Score(name + ", " + what + " of " + quantity.name(), difference / error);
  }

  @Override
  public String toString() {
    return name;
  }
}
