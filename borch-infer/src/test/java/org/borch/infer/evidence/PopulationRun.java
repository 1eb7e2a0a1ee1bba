package org.borch.infer.evidence;

import org.borch.infer.density.TemperedDensity;
import org.borch.infer.run.Algorithm;
import org.borch.infer.run.Chain;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.Run;
import org.borch.infer.settings.Settings;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/** Sequential Monte Carlo with another way to resample. */
final class PopulationRun {

  private PopulationRun() {}

  static Evidence evidence(
      Smc settings, TemperedDensity density, Resampling resampling, Seed seed) {
    Algorithm algorithm =
        new Algorithm() {
          @Override
          public int dimension() {
            return density.dimension();
          }

          @Override
          public Chain chain(int number, Key key) {
            return new Population(settings, density, resampling, number, key);
          }

          @Override
          public Settings stated() {
            return Settings.none();
          }
        };
    Run run =
        Run.defaults()
            .withChains(settings.chains())
            .withSteps(Smc.STAGES + settings.particles())
            .withBurnIn(Smc.STAGES)
            .withProgress(false);
    return PopulationEvidence.of(ChainRun.begin(algorithm, run, seed).states());
  }
}
