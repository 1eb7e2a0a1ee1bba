package org.borch.infer.mcmc;

import java.util.function.UnaryOperator;
import org.borch.infer.density.LogDensity;

/** A sampler that sees another density than the one it is given. */
record Wrapped(Sampler sampler, UnaryOperator<LogDensity.Evaluator> change) implements Sampler {

  @Override
  public Sampling sampling() {
    return sampler.sampling();
  }

  @Override
  public Wrapped with(UnaryOperator<Sampling> settings) {
    return new Wrapped(sampler.with(settings), change);
  }

  @Override
  public Kernel kernel(int dimension, LogDensity.Evaluator density) {
    return sampler.kernel(dimension, change.apply(density));
  }
}
