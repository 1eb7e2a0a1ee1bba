package org.borch.infer.evidence;

import java.util.Arrays;
import java.util.List;
import org.borch.infer.run.SavedState;

/**
 * What populations of particles say of the evidence: each has an estimate without bias, up to its
 * adaptation, and from its ancestors a variance.
 *
 * @param logValue the logarithm of the estimate
 * @param variance of the estimate over its square
 */
record PopulationEvidence(double logValue, double variance) {

  private static final String NAME = "evidence";

  /** Nothing was weighed yet. */
  static PopulationEvidence begin() {
    return new PopulationEvidence(0, 0);
  }

  /**
   * After another step of β.
   *
   * @param logWeights of the particles, which had equal ones before
   * @param ancestors of the particles, among the draws from the reference
   */
  PopulationEvidence weighed(double[] logWeights, int[] ancestors) {
    double[] weights = LogWeights.normalised(logWeights);
    double[] shares = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      shares[ancestors[i]] += weights[i];
    }
    double equal = 1.0 / weights.length;
    double sum = Arrays.stream(shares).map(share -> (share - equal) * (share - equal)).sum();
    return new PopulationEvidence(logValue + LogWeights.logMean(logWeights), sum);
  }

  /** The estimate of all populations: the mean, with the larger one of two errors. */
  static Evidence of(List<SavedState> populations) {
    List<PopulationEvidence> all = populations.stream().map(PopulationEvidence::restored).toList();
    double[] logs = all.stream().mapToDouble(PopulationEvidence::logValue).toArray();
    double[] shares = LogWeights.normalised(logs);
    int n = shares.length;
    double within = 0;
    double between = 0;
    for (int i = 0; i < n; i++) {
      within += shares[i] * shares[i] * all.get(i).variance();
      between += (shares[i] - 1.0 / n) * (shares[i] - 1.0 / n);
    }
    between *= n == 1 ? 0 : n / (n - 1.0);
    return new Evidence(LogWeights.logMean(logs), Math.sqrt(Math.max(within, between)));
  }

  void save(SavedState memory) {
    memory.put(NAME, logValue, variance);
  }

  static PopulationEvidence restored(SavedState memory) {
    double[] both = memory.get(NAME, 2);
    return new PopulationEvidence(both[0], both[1]);
  }
}
