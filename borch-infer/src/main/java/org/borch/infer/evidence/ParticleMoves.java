package org.borch.infer.evidence;

import java.util.Arrays;
import org.borch.infer.density.LogDensity;
import org.borch.infer.mcmc.Kernel;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.mcmc.State;
import org.borch.infer.mcmc.Tuning;
import org.borch.infer.run.Info;
import org.borch.infer.run.SavedState;
import org.borch.tensor.random.Key;

/**
 * Moves particles by a kernel whose metric is their covariance and whose step size follows their
 * mean acceptance, from sweep to sweep.
 */
final class ParticleMoves {

  /** How many particles try the first step size. */
  private static final int TRIALS = 100;

  private static final int HALVINGS = 60;

  /** A step size changes by this factor at most from one sweep to the next. */
  private static final double MOST = 2;

  private final int sweeps;
  private final double target;
  private final Kernel kernel;
  private final boolean isDiagonal;

  /** NaN before the first sweep. */
  private double stepSize = Double.NaN;

  ParticleMoves(Smc settings, int dimension, LogDensity.Evaluator density) {
    Sampler sampler = settings.sampler();
    sweeps = settings.moves();
    target = sampler.sampling().targetAcceptance();
    kernel = sampler.kernel(dimension, density);
    isDiagonal = sampler.sampling().metric() == Metric.Form.DIAGONAL;
  }

  /**
   * Moves all particles.
   *
   * @param particles before and after
   * @param logDensities gets the density at each
   * @return the mean acceptance
   */
  double move(double[][] particles, double[] logDensities, Key key) {
    Metric metric = metric(particles);
    State[] states = Arrays.stream(particles).map(kernel::init).toArray(State[]::new);
    if (Double.isNaN(stepSize)) {
      stepSize = first(states, metric, key.at("step size"));
    }
    double acceptances = 0;
    for (int sweep = 0; sweep < sweeps; sweep++) {
      double acceptance = sweep(states, new Tuning(stepSize, metric), key.at(sweep));
      stepSize *= Math.max(1 / MOST, Math.min(MOST, Math.exp(acceptance - target)));
      acceptances += acceptance;
    }
    for (int i = 0; i < states.length; i++) {
      particles[i] = states[i].position();
      logDensities[i] = states[i].logDensity();
    }
    return acceptances / sweeps;
  }

  private double sweep(State[] states, Tuning tuning, Key key) {
    double sum = 0;
    for (int i = 0; i < states.length; i++) {
      Kernel.Transition next = kernel.step(states[i], tuning, key.at(i));
      double acceptance = next.info().get(Info.ACCEPTANCE);
      sum += acceptance <= 1 ? acceptance : 0;
      states[i] = next.state();
    }
    return sum / states.length;
  }

  /** In units of the particles' spread: 1, halved until single moves are accepted often enough. */
  private double first(State[] states, Metric metric, Key key) {
    double size = 1;
    for (int halving = 0; halving < HALVINGS; halving++) {
      Tuning tuning = new Tuning(size, metric);
      double sum = 0;
      int count = Math.min(TRIALS, states.length);
      for (int i = 0; i < count; i++) {
        double ratio = Math.exp(kernel.trial(states[i], tuning, key.at(halving).at(i)));
        sum += Double.isNaN(ratio) ? 0 : Math.min(1, ratio);
      }
      if (sum / count >= target) {
        return size;
      }
      size /= 2;
    }
    return size;
  }

  private Metric metric(double[][] particles) {
    Moments moments = Moments.of(particles);
    return isDiagonal ? Metric.diagonal(moments.variances()) : Metric.dense(moments.covariance());
  }

  void save(SavedState memory) {
    memory.put("stepSize", stepSize);
  }

  void restore(SavedState memory) {
    stepSize = memory.number("stepSize");
  }
}
