package org.borch.nn;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.softplus;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.Function;
import org.borch.distributions.Distribution;
import org.borch.distributions.Distributions;
import org.borch.tensor.BorchArray;

/**
 * Distributions of observations given a network's outputs, for static import. Heads of numbers take
 * outputs [n] or [n, 1] for one number a row, [n, k] for k independent ones.
 */
public final class Heads {

  /** The name of the scale that a head learns. */
  public static final String NOISE = "noise";

  /** Beside scales that a network gives, which round to 0 far below. */
  private static final double LEAST_SCALE = 1e-6;

  private Heads() {}

  /** Classes, of logits [n, classes]. */
  public static Head categorical() {
    return (module, outputs) -> {
      Shape shape = outputs.getShape();
      if (shape.dimension() != 2 || shape.get(1) < 2) {
        throw new IllegalArgumentException(
            "categorical head got outputs of shape "
                + shape
                + ", expected [n, classes] with at least 2 classes; of one logit a row take"
                + " Heads.bernoulli()");
      }
      return Distributions.categoricalLogits(outputs);
    };
  }

  /** Yes or no, of logits. */
  public static Head bernoulli() {
    return (module, outputs) -> rows(outputs, Distributions::bernoulliLogits);
  }

  /** Counts, of logarithms of rates. */
  public static Head poisson() {
    return (module, outputs) -> rows(outputs, log -> Distributions.poisson(exp(log)));
  }

  /** Numbers with normal noise of a known scale around the outputs. */
  public static Head gaussian(double scale) {
    requireScale("gaussian", scale);
    return (module, outputs) -> rows(outputs, mean -> Distributions.normal(mean, scale));
  }

  /** Numbers with normal noise of one scale, the variable {@link #NOISE}, which has this prior. */
  public static Head gaussian(Distribution noise) {
    return (module, outputs) -> {
      NDArray scale = module.rv(NOISE, noise);
      return rows(outputs, mean -> Distributions.normal(mean, scale));
    };
  }

  /**
   * A number with normal noise whose scale depends on the input, of outputs [n, 2]: mean, and what
   * softplus makes the scale (Nix and Weigend 1994; Lakshminarayanan et al. 2017, section 2.2.1).
   */
  public static Head gaussianOfInput() {
    return (module, outputs) -> {
      Shape shape = outputs.getShape();
      if (shape.dimension() != 2 || shape.get(1) != 2) {
        throw new IllegalArgumentException(
            "gaussianOfInput head got outputs of shape "
                + shape
                + ", expected [n, 2]: mean and scale before softplus");
      }
      BorchArray columns = BorchArray.wrap(outputs.transpose());
      return Distributions.normal(columns.get(0), softplus(columns.get(1)).add(LEAST_SCALE));
    };
  }

  /**
   * Numbers with heavy tails around the outputs, of one scale, the variable {@link #NOISE}.
   *
   * @param df degrees of freedom, above 0: few for far outliers
   */
  public static Head studentT(double df, Distribution noise) {
    requireScale("studentT", df);
    return (module, outputs) -> {
      NDArray scale = module.rv(NOISE, noise);
      return rows(outputs, loc -> Distributions.studentT(df, loc, scale));
    };
  }

  /**
   * Numbers of which the outputs are a quantile: an asymmetric Laplace distribution, whose log
   * density is the check loss (Yu and Moyeed 2001), of one scale, the variable {@link #NOISE}.
   *
   * @param level of the quantile, between 0 and 1
   */
  public static Head quantile(double level, Distribution noise) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "quantile head of level = " + level + ", expected a number between 0 and 1, such as 0.9");
    }
    double asymmetry = Math.sqrt(level / (1 - level)); // P(y < loc) = k² / (1 + k²)
    return (module, outputs) -> {
      NDArray scale = module.rv(NOISE, noise);
      return rows(outputs, loc -> Distributions.asymmetricLaplace(loc, scale, asymmetry));
    };
  }

  private static void requireScale(String head, double number) {
    if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          head + " head got " + number + ", expected a finite number > 0");
    }
  }

  private static Distribution rows(NDArray outputs, Function<NDArray, Distribution> of) {
    Shape shape = outputs.getShape();
    if (shape.dimension() == 2 && shape.get(1) == 1) {
      return of.apply(outputs.squeeze(1));
    } else if (shape.dimension() == 1 || shape.dimension() == 2) {
      return of.apply(outputs).toEvent(shape.dimension() - 1);
    }
    throw new IllegalArgumentException(
        "a head of numbers got outputs of shape " + shape + ", expected [n], [n, 1] or [n, k]");
  }
}
