package org.borch.infer.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.borch.infer.diagnostics.Warning.Kind;

/**
 * What the trajectories of a Hamiltonian sampler say about its draws.
 *
 * @param draws of all chains together
 * @param divergences draws whose trajectory diverged
 * @param depthHits draws whose trajectory was cut at the maximum tree depth
 * @param eBfmi {@link EBfmi} of each chain
 */
public record HamiltonianDiagnosis(
    long draws, long divergences, long depthHits, List<Double> eBfmi) {

  /** The limit of Stan's own check; Betancourt (2016) suggests 0.2 to 0.3. */
  public static final double E_BFMI_LIMIT = 0.3;

  /** Checks the counts. */
  public HamiltonianDiagnosis {
    requireCount("divergences", divergences, draws);
    requireCount("depthHits", depthHits, draws);
    eBfmi = List.copyOf(eBfmi);
  }

  /**
   * From the record of a run.
   *
   * @param divergences draws whose trajectory diverged
   * @param depthHits draws whose trajectory was cut at the maximum tree depth
   * @param energies {@code [chains][draws]}
   * @throws IllegalArgumentException if the chains are of unequal length, or a count is not
   *     possible
   */
  public static HamiltonianDiagnosis of(long divergences, long depthHits, double[][] energies) {
    long draws = (long) ChainTable.require(energies).length * energies[0].length;
    List<Double> eBfmi = Arrays.stream(energies).map(EBfmi::of).toList();
    return new HamiltonianDiagnosis(draws, divergences, depthHits, eBfmi);
  }

  /** What is wrong with the trajectories and what to do about it; empty if nothing is. */
  public List<Warning> warnings() {
    List<Warning> warnings = new ArrayList<>();
    if (divergences > 0) {
      warnings.add(
          new Warning(
              Kind.DIVERGENCES,
              divergences,
              String.format(
                  Locale.ROOT,
                  "%d of %d draws ended a trajectory that diverged: part of the posterior was not"
                      + " visited and estimates are biased. Write hierarchies in non-centred form,"
                      + " tighten vague priors, or raise the target acceptance towards 0.99.",
                  divergences,
                  draws)));
    }
    if (depthHits > 0) {
      warnings.add(
          new Warning(
              Kind.TREE_DEPTH,
              depthHits,
              String.format(
                  Locale.ROOT,
                  "%d of %d draws stopped at the maximum tree depth: the draws are valid but dear."
                      + " Rescale or decorrelate the parameters (a dense metric may do), or raise the"
                      + " maximum depth.",
                  depthHits,
                  draws)));
    }
    for (int chain = 0; chain < eBfmi.size(); chain++) {
      double value = eBfmi.get(chain);
      if (value < E_BFMI_LIMIT) {
        warnings.add(
            new Warning(
                Kind.E_BFMI,
                value,
                String.format(
                    Locale.ROOT,
                    "Chain %d: E-BFMI is %.2f, below %s: the chain moves slowly between energies and"
                        + " its tails are unreliable. Write scale parameters and what they scale in"
                        + " non-centred form, or use lighter tails.",
                    chain + 1,
                    value,
                    E_BFMI_LIMIT)));
      } else if (Double.isNaN(value)) {
        warnings.add(
            new Warning(
                Kind.E_BFMI,
                value,
                String.format(
                    Locale.ROOT,
                    "Chain %d: E-BFMI is undefined, because its energies are constant, not finite or"
                        + " fewer than 2: the chain did not move, so look at its start and step size.",
                    chain + 1)));
      }
    }
    return List.copyOf(warnings);
  }

  private static void requireCount(String name, long count, long draws) {
    if (count < 0 || count > draws) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s: got %d, expected 0 to %d draws", name, count, draws));
    }
  }
}
