package org.borch.infer.evidence;

import java.util.Arrays;
import java.util.Collections;
import org.borch.infer.density.TemperedDensity;
import org.borch.infer.density.TemperedEvaluator;
import org.borch.infer.mcmc.Hmc;
import org.borch.infer.run.SavedState;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/**
 * Steps of a ladder of replicas of one coordinate from given places at given β, without warm-up.
 */
final class LadderMoves {

  private final ParallelTempering settings;
  private final TemperedDensity density;
  private final TemperedEvaluator evaluator;
  private final Ladder ladder;
  private final Swap swap;
  private final SavedState memory = SavedState.empty();

  LadderMoves(TemperedDensity density, double[] betas, Swap swap) {
    this.density = density;
    this.swap = swap;
    evaluator = density.evaluator();
    ladder =
        new Ladder(
            Arrays.stream(betas).boxed().toList(), Collections.nCopies(betas.length - 1, 1.0));
    settings =
        ParallelTempering.defaults()
            .withSampler(Hmc.defaults().withMaxLeapfrogs(3))
            .withRungs(betas.length)
            .with(run -> run.withWarmup(0));
    Replicas any = replicas(Seed.of(1).key());
    any.start();
    any.save(memory);
  }

  private Replicas replicas(Key key) {
    return new Replicas(settings, density, swap, 0, key);
  }

  /** The places of all replicas after some steps. */
  double[] after(double[] places, int steps, Key key) {
    ladder.save(memory);
    memory.put("drawn", places[0]);
    memory.put("likelihoodOfDrawn", evaluator.logLikelihood(new double[] {places[0]}));
    for (int i = 1; i < places.length; i++) {
      SavedState rung = memory.at("rung " + i);
      rung.put("position", places[i]);
      rung.put("logLikelihood", evaluator.logLikelihood(new double[] {places[i]}));
    }
    Replicas replicas = replicas(key);
    replicas.restore(memory, 0);
    for (int step = 0; step < steps; step++) {
      replicas.step(step);
    }
    SavedState end = SavedState.empty();
    replicas.save(end);
    double[] reached = new double[places.length];
    reached[0] = end.number("drawn");
    for (int i = 1; i < reached.length; i++) {
      reached[i] = end.at("rung " + i).number("position");
    }
    return reached;
  }
}
