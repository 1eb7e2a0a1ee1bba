package org.borch.infer.evidence;

import java.util.Map;
import org.borch.infer.density.TemperedDensity;
import org.borch.infer.run.Algorithm;
import org.borch.infer.run.Chain;
import org.borch.tensor.random.Key;

/** Parallel tempering with the density that it samples; a chain is a ladder of replicas. */
record BoundTempering(ParallelTempering settings, TemperedDensity density) implements Algorithm {

  @Override
  public int dimension() {
    return density.dimension();
  }

  @Override
  public Chain chain(int number, Key key) {
    return new Replicas(settings, density, Swap.METROPOLIS, number, key);
  }

  @Override
  public Map<String, String> labels() {
    return Map.of(NAME, "parallel tempering");
  }
}
