package org.borch.infer.diagnostics;

/**
 * Energy Bayesian fraction of missing information of a Hamiltonian chain: how far one refresh of
 * the momentum moves through the energies of the posterior. About 1 for a normal posterior; below
 * 0.3 the chain walks slowly through its tails.
 *
 * <p>Source: Betancourt (2016), "Diagnosing suboptimal cotangent disintegrations in Hamiltonian
 * Monte Carlo", arXiv:1604.00695.
 */
public final class EBfmi {

  private EBfmi() {}

  /**
   * Squared changes from draw to draw over squared distances from the mean; NaN for fewer than 2
   * draws, constant or non-finite energies.
   *
   * @param energies of one chain's draws, potential and kinetic together
   */
  public static double of(double[] energies) {
    if (energies.length < 2) {
      return Double.NaN;
    }
    double mean = ChainTable.mean(energies);
    double spread = (energies[0] - mean) * (energies[0] - mean);
    double changes = 0;
    for (int i = 1; i < energies.length; i++) {
      spread += (energies[i] - mean) * (energies[i] - mean);
      changes += (energies[i] - energies[i - 1]) * (energies[i] - energies[i - 1]);
    }
    return changes / spread;
  }
}
