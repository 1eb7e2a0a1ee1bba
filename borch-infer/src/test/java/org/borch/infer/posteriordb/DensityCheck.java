package org.borch.infer.posteriordb;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.HashMap;
import java.util.Map;
import org.borch.Model;
import org.borch.RandomVariable;
import org.borch.distributions.transform.Bijectors;
import org.borch.infer.LogDensity;
import org.borch.infer.LogDensityTerms;
import org.borch.infer.posteriordb.ReferencePosterior.Point;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;

/** Compares a model's density, as samplers run it, with the one of a folder's points. */
final class DensityCheck {

  private final Model<?, ?> model;
  private final Reparameterization reparameterization;
  private final LogDensity density;

  DensityCheck(PosteriorCase row) {
    model = row.posed().in(DataType.FLOAT64);
    reparameterization = row.reparameterization();
    density = LogDensity.of(model, Seed.of(0));
  }

  LogDensity density() {
    return density;
  }

  /** A point in unconstrained coordinates. */
  double[] coordinates(Point point) {
    double[] at = new double[density.dimension()];
    try (Scope scope = Scope.open()) {
      Map<String, RandomVariable> latents = new HashMap<>();
      model
          .replay(reparameterization.latents().apply(point.parameters()))
          .latents()
          .forEach(variable -> latents.put(variable.name(), variable));
      for (LogDensity.Coordinates part : density.coordinates()) {
        RandomVariable variable = latents.get(part.name());
        NDArray u = Bijectors.to(variable.prior().support()).inverse(variable.value());
        System.arraycopy(BorchArray.wrap(u).values(), 0, at, part.offset(), part.size());
      }
    }
    return at;
  }

  /**
   * How far the log density without Jacobian is from the reference, relative to max(1, |v|): the
   * worse of the program of all terms and the program that samplers run.
   */
  double logDensityError(Point point) {
    double[] at = coordinates(point);
    LogDensityTerms terms = density.terms(at);
    double value = density.evaluator().valueAndGradient(at, new double[at.length]);
    double change = reparameterization.logJacobian().applyAsDouble(point.parameters());
    double ofTerms = terms.logPrior() + terms.logLikelihood() + change;
    double ofSampler = value - terms.logJacobian() + change;
    return Math.max(error(ofTerms, point.logDensity()), error(ofSampler, point.logDensity()));
  }

  /** How far the derived parameters that a point lists are from the model's, likewise. */
  double derivedError(Point point) {
    double worst = 0;
    Map<String, NDArray> derived = density.terms(coordinates(point)).deterministics();
    for (Map.Entry<String, NDArray> entry : derived.entrySet()) {
      NDArray expected = point.parameters().get(entry.getKey());
      if (expected != null) {
        double[] own = BorchArray.wrap(entry.getValue()).values();
        double[] other = BorchArray.wrap(expected).values();
        assertThat(own).as(entry.getKey()).hasSameSizeAs(other);
        for (int i = 0; i < own.length; i++) {
          worst = Math.max(worst, error(own[i], other[i]));
        }
      }
    }
    return worst;
  }

  private static double error(double value, double expected) {
    return Math.abs(value - expected) / Math.max(1, Math.abs(expected));
  }

  /**
   * How far the gradient is from differences of the value, relative to max(1, |derivative|): the
   * worst coordinate.
   */
  double gradientError(Point point) {
    LogDensity.Evaluator evaluator = density.evaluator();
    double[] at = coordinates(point);
    double[] gradient = new double[at.length];
    double[] ignored = new double[at.length];
    evaluator.valueAndGradient(at, gradient);
    double worst = 0;
    for (int i = 0; i < at.length; i++) {
      int moving = i;
      double difference =
          Ridders.derivative(
              x -> {
                double[] moved = at.clone();
                moved[moving] = x;
                return evaluator.valueAndGradient(moved, ignored);
              },
              at[i]);
      worst = Math.max(worst, error(gradient[i], difference));
    }
    return worst;
  }
}
