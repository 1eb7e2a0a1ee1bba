package org.borch.test;

import java.util.function.Function;
import org.borch.Model;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Fit;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.laplace.Laplace;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.run.Algorithm;
import org.borch.infer.run.Run;
import org.borch.infer.vi.Svi;
import org.borch.tensor.random.Seed;

/**
 * What makes draws from a model's posterior, whatever it is: a sampler, a fit, an approximation, an
 * algorithm of steps. Called from several threads at once; give samplers one thread.
 */
@FunctionalInterface
public interface Engine {

  /** Draws of the model's latent variables given its data; the seed decides them. */
  Draws draws(Model<?, ?> model, Seed seed);

  /** NUTS, HMC, slice sampling, random walk: {@link Infer#sample}. */
  static Engine of(Sampler sampler) {
    return (model, seed) -> Infer.sample(model, sampler, seed);
  }

  /**
   * Variational inference with the model's own posterior: {@link Infer#fit}.
   *
   * @param draws from q
   */
  static Engine of(Svi svi, int draws) {
    return (model, seed) -> {
      try (Fit fit = Infer.fit(model, svi, seed)) {
        return fit.draws(draws, seed);
      }
    };
  }

  /**
   * The normal approximation at the mode: {@link Infer#laplace}.
   *
   * @param draws from it
   */
  static Engine of(Laplace laplace, int draws) {
    return (model, seed) -> Infer.laplace(model, laplace, seed).draws(draws, seed);
  }

  /** Any algorithm, {@code Engine.of(Sgld.defaults()::on, run)}: {@link Infer#run}. */
  static Engine of(Function<? super JointDensity, Algorithm> algorithm, Run run) {
    return (model, seed) -> Infer.run(model, algorithm, run, seed);
  }
}
