package org.borch.infer.mcmc;

import java.util.Map;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Algorithm;
import org.borch.infer.run.Chain;
import org.borch.tensor.random.Key;

/** A sampler with the density that it samples. */
record BoundSampler(Sampler sampler, LogDensity density) implements Algorithm {

  BoundSampler {
    if (density.dimension() == 0) {
      throw new IllegalArgumentException("a density of 0 coordinates, expected at least 1");
    }
  }

  @Override
  public int dimension() {
    return density.dimension();
  }

  @Override
  public Chain chain(int number, Key key) {
    return new SamplerChain(sampler, density, number, key);
  }

  @Override
  public Map<String, String> labels() {
    return sampler.labels();
  }
}
