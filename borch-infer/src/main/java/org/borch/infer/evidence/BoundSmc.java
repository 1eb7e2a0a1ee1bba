package org.borch.infer.evidence;

import java.util.Map;
import org.borch.infer.density.TemperedDensity;
import org.borch.infer.run.Algorithm;
import org.borch.infer.run.Chain;
import org.borch.tensor.random.Key;

/** Sequential Monte Carlo with the density that it walks to; a chain is a population. */
record BoundSmc(Smc settings, TemperedDensity density) implements Algorithm {

  @Override
  public int dimension() {
    return density.dimension();
  }

  @Override
  public Chain chain(int number, Key key) {
    return new Population(settings, density, Resampling.SYSTEMATIC, number, key);
  }

  @Override
  public Map<String, String> labels() {
    return Map.of(NAME, "smc");
  }
}
