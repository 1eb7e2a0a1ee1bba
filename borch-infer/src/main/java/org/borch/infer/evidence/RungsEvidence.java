package org.borch.infer.evidence;

import java.util.List;
import org.borch.infer.run.UnconstrainedDraws;

/** The evidence by the likelihoods at all β of ladders of replicas. */
final class RungsEvidence {

  private RungsEvidence() {}

  /**
   * The mean over the ladders, which have β of their own, of the logarithm: a sum of bridges from
   * rung to rung. Its error is that of the mean of what each step of all replicas adds to it, so
   * that neither what neighbours share nor autocorrelation is forgotten.
   */
  static Evidence of(UnconstrainedDraws draws, List<Ladder> ladders) {
    double[][] influence = new double[ladders.size()][draws.draws()];
    double mean = 0;
    for (int chain = 0; chain < influence.length; chain++) {
      double log = ladder(draws, ladders.get(chain).betas(), chain, influence[chain]);
      mean += log / influence.length;
      for (int i = 0; i < influence[chain].length; i++) {
        influence[chain][i] += log;
      }
    }
    return new Evidence(mean, OptimalBridge.error(influence));
  }

  private static double ladder(
      UnconstrainedDraws draws, List<Double> betas, int chain, double[] influence) {
    double log = 0;
    double[] lower = draws.column(Replicas.likelihoodColumn(0))[chain];
    for (int rung = 1; rung < betas.size(); rung++) {
      double[] upper = draws.column(Replicas.likelihoodColumn(rung))[chain];
      double step = betas.get(rung) - betas.get(rung - 1);
      OptimalBridge bridge = OptimalBridge.of(scaled(step, upper), scaled(step, lower), 0.5);
      log += bridge.logRatio();
      for (int i = 0; i < influence.length; i++) {
        influence[i] += bridge.ofUpper()[0][i] + bridge.ofLower()[0][i];
      }
      lower = upper;
    }
    return log;
  }

  private static double[][] scaled(double step, double[] logs) {
    return new double[][] {LogWeights.times(step, logs)};
  }
}
