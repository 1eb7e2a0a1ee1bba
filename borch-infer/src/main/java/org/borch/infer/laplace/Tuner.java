package org.borch.infer.laplace;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * MacKay's fixed point: with γ = Σ (1 - α σ²) well-determined parameters of a group, α = γ / Σ θ²,
 * and the variance of the noise is what misfit is left for each of the other numbers.
 */
final class Tuner {

  /** Where a group wants to be exactly 0, or anything. */
  private static final double LARGEST = 1e10;

  private final PrecisionTuning settings;
  private final Map<String, Double> precisions = new LinkedHashMap<>();
  private double noise;
  private LaplacePosterior posterior;

  Tuner(LaplacePosterior posterior, PrecisionTuning settings) {
    this.settings = settings;
    posterior.parameters().keySet().forEach(name -> precisions.put(name, 1.0));
    this.noise = settings.declaredNoise();
    this.posterior = with(posterior);
  }

  private LaplacePosterior with(LaplacePosterior other) {
    LaplacePosterior priors = other.withNormalPrior(precisions);
    return noise > 0 ? priors.withNoise(settings.declaredNoise(), noise) : priors;
  }

  TunedLaplace run() {
    int iterations = 0;
    boolean converged = false;
    while (!converged && iterations < settings.maxIterations()) {
      converged = iterate() < settings.tolerance();
      iterations++;
      posterior = with(posterior);
    }
    return new TunedLaplace(
        posterior,
        precisions,
        noise > 0 ? noise : Double.NaN,
        posterior.logEvidence(settings.centre()),
        iterations,
        converged);
  }

  /** The largest change of a logarithm. */
  private double iterate() {
    LaplacePosterior.Look look = posterior.look(settings.centre());
    Map<String, Double> determined = new LinkedHashMap<>();
    Map<String, Double> squares = new LinkedHashMap<>();
    double all = 0;
    int next = 0;
    for (Map.Entry<String, Shape> parameter : posterior.parameters().entrySet()) {
      String group = settings.group(parameter.getKey());
      double precision = precisions.getOrDefault(parameter.getKey(), 1.0);
      for (int i = 0; i < parameter.getValue().size(); i++, next++) {
        double own = 1 - precision * look.variances()[next];
        all += own;
        determined.merge(group, own, Double::sum);
        squares.merge(group, look.centre()[next] * look.centre()[next], Double::sum);
      }
    }
    double change = 0;
    for (String name : posterior.parameters().keySet()) {
      String group = settings.group(name);
      double ratio = determined.getOrDefault(group, 0.0) / squares.getOrDefault(group, 0.0);
      double found = Math.min(Math.max(ratio, 1 / LARGEST), LARGEST);
      double before = precisions.getOrDefault(name, 1.0);
      change = Math.max(change, Math.abs(Math.log(found / before)));
      precisions.put(name, found);
    }
    if (noise > 0) {
      double variance = look.misfit() / (posterior.numbers() - all);
      double found = settings.declaredNoise() * Math.sqrt(variance);
      change = Math.max(change, 2 * Math.abs(Math.log(found / noise)));
      noise = found;
    }
    return change;
  }
}
