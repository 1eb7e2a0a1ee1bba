package org.borch.infer.density;

import java.util.Arrays;
import org.borch.infer.settings.MayDiffer;
import org.borch.tensor.random.NoiseReader;

/**
 * The way from a distribution that can be drawn from to a density: at β from 0 to 1 the log density
 * is {@code reference + β likelihood}. Samplers that temper walk along it, and find the logarithm
 * of the evidence, that of the integral at β = 1. A model's is {@code density.tempered()}.
 *
 * @param reference the log density of a distribution, normalised: else the evidence is not
 * @param likelihood the logarithm of what the reference is to be multiplied by; -∞ or NaN: zero
 * @param draws points drawn from the reference
 * @param target what is reached at β = 1, whose variables draws are of
 */
public record TemperedDensity(
    LogDensity reference, LogDensity likelihood, @MayDiffer Start draws, LogDensity target) {

  /** Refuses densities of different points. */
  public TemperedDensity {
    int dimension = target.dimension();
    if (reference.dimension() != dimension || likelihood.dimension() != dimension) {
      throw new IllegalArgumentException(
          "tempered density: reference, likelihood and target of %d, %d and %d coordinates, expected equal numbers; give densities of the same variables"
              .formatted(reference.dimension(), likelihood.dimension(), dimension));
    }
    if (dimension == 0) {
      throw new IllegalArgumentException(
          "tempered density: 0 coordinates, expected at least 1; the evidence of a model without"
              + " latent variables is its density");
    }
  }

  /**
   * From any distribution to any density.
   *
   * @param reference a normalised log density
   * @param draws points drawn from it
   * @param target an unnormalised log density
   */
  public static TemperedDensity between(LogDensity reference, Start draws, LogDensity target) {
    LogDensity ratio =
        new JavaDensity(new FreeVariables(target.coordinates()), () -> ratio(reference, target));
    return new TemperedDensity(reference, ratio, draws, target);
  }

  /**
   * From independent normal coordinates to a density that is given as a function.
   *
   * @param centre their means
   * @param deviations their standard deviations, which should not be smaller than the target's
   */
  public static TemperedDensity fromNormal(
      double[] centre, double[] deviations, LogDensity target) {
    double[] mean = centre.clone();
    double[] sd = deviations.clone();
    if (mean.length != target.dimension() || sd.length != target.dimension()) {
      throw new IllegalArgumentException(
          "normal reference: %d means and %d deviations for %d coordinates, expected one each"
              .formatted(mean.length, sd.length, target.dimension()));
    }
    if (!Arrays.stream(sd).allMatch(each -> each > 0 && each < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "normal reference: deviations = %s, expected finite numbers > 0"
              .formatted(Arrays.toString(sd)));
    }
    LogDensity reference =
        new JavaDensity(new FreeVariables(target.coordinates()), () -> normal(mean, sd));
    Start draws =
        (density, chain, key) -> {
          double[] at = new double[mean.length];
          new NoiseReader(key).normal(at);
          Arrays.setAll(at, i -> mean[i] + sd[i] * at[i]);
          return at;
        };
    return between(reference, draws, target);
  }

  /** The number of coordinates. */
  public int dimension() {
    return target.dimension();
  }

  /** The density at every β, for one thread. */
  public TemperedEvaluator evaluator() {
    return new TemperedEvaluator(reference.evaluator(), likelihood.evaluator());
  }

  private static LogDensity.Evaluator normal(double[] mean, double[] sd) {
    double constant = -0.5 * mean.length * Math.log(2 * Math.PI);
    for (double each : sd) {
      constant -= Math.log(each);
    }
    double normalising = constant;
    return (at, gradient) -> {
      double squares = 0;
      for (int i = 0; i < at.length; i++) {
        double z = (at[i] - mean[i]) / sd[i];
        squares += z * z;
        gradient[i] = -z / sd[i];
      }
      return normalising - 0.5 * squares;
    };
  }

  private static LogDensity.Evaluator ratio(LogDensity reference, LogDensity target) {
    LogDensity.Evaluator below = reference.evaluator();
    LogDensity.Evaluator above = target.evaluator();
    double[] slope = new double[target.dimension()];
    return new LogDensity.Evaluator() {
      @Override
      public double valueAndGradient(double[] at, double[] gradient) {
        double value = above.valueAndGradient(at, gradient) - below.valueAndGradient(at, slope);
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] -= slope[i];
        }
        return value;
      }

      @Override
      public double value(double[] at) {
        return above.value(at) - below.value(at);
      }
    };
  }
}
