package org.borch.infer.evidence;

import java.util.Arrays;
import org.borch.infer.density.LogDensity;
import org.borch.infer.diagnostics.Ess;
import org.borch.infer.run.Interruption;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;

/**
 * The evidence of a density from draws that any sampler made of it. The first half of each chain
 * makes a normal proposal, the second half and draws from the proposal make the estimate. For
 * posteriors with one mode, or whose sampler visits all; a mode that the draws lack is lacking.
 *
 * <p>Meng and Wong 1996; Gronau, Singmann and Wagenmakers 2020, "bridgesampling", Journal of
 * Statistical Software 92, with the error of Frühwirth-Schnatter 2004, equation 16, where the
 * draws' autocorrelation counts; warped: Meng and Schilling 2002, Warp-III.
 *
 * @param warped whether the density is mirrored at its mean and averaged with its image, which a
 *     normal one fits better where it is skewed; costs twice as many evaluations
 * @param proposals how many draws of the normal one, at least 10
 */
public record BridgeSampling(boolean warped, int proposals) {

  private static final int PROPOSALS = 4000;
  private static final int FEWEST = 10;
  private static final int CHECK = 100;

  /** Checks the number of proposals. */
  public BridgeSampling {
    Smc.require("proposals", proposals, FEWEST);
  }

  /** 4000 proposals, not warped. */
  public static BridgeSampling defaults() {
    return new BridgeSampling(false, PROPOSALS);
  }

  /** With the density averaged with its image in the mean, or not. */
  public BridgeSampling withWarped(boolean warped) {
    return new BridgeSampling(warped, proposals);
  }

  /** With another number of proposals. */
  public BridgeSampling withProposals(int proposals) {
    return new BridgeSampling(warped, proposals);
  }

  /**
   * The evidence by a run's draws.
   *
   * @param density that was sampled, with its Jacobian and all constants
   * @param draws of it
   * @param seed decides the proposals
   * @throws IllegalArgumentException if the draws are too few or of another dimension
   */
  public Evidence evidence(LogDensity density, UnconstrainedDraws draws, Seed seed) {
    return evidence(density, draws.positions(), seed);
  }

  /**
   * The evidence by unconstrained draws.
   *
   * @param density of which they are, with its Jacobian and all constants
   * @param positions [chains][draws][dimension], at least 20 draws in each chain
   * @param seed decides the proposals
   * @return an infinite one if no proposal has a density
   */
  public Evidence evidence(LogDensity density, double[][][] positions, Seed seed) {
    int dimension = density.dimension();
    for (double[][] chain : positions) {
      if (chain.length < 2 * FEWEST || chain[0].length != dimension) {
        throw new IllegalArgumentException(
            "bridge sampling: a chain of %d draws of %d coordinates, expected at least %d of %d"
                .formatted(
                    chain.length, chain.length == 0 ? 0 : chain[0].length, 2 * FEWEST, dimension));
      }
    }
    double[][] first =
        Arrays.stream(positions)
            .flatMap(chain -> Arrays.stream(chain, 0, chain.length / 2))
            .toArray(double[][]::new);
    NormalProposal normal = new NormalProposal(Moments.of(first), density.evaluator(), warped);
    Key key = seed.key().at("bridge");
    double[][] upper =
        Arrays.stream(positions)
            .map(chain -> Arrays.copyOfRange(chain, chain.length / 2, chain.length))
            .map(chain -> Arrays.stream(chain).mapToDouble(normal::logRatioAt).toArray())
            .toArray(double[][]::new);
    double[][] lower = new double[1][proposals];
    for (int i = 0; i < proposals; i++) {
      if (i % CHECK == 0) {
        Interruption.check("proposals", i, proposals);
      }
      double[] normals = new double[dimension];
      new NoiseReader(key.at(i)).normal(normals);
      lower[0][i] = normal.logRatio(normals);
    }
    if (Arrays.stream(lower[0]).noneMatch(Double::isFinite)) {
      return new Evidence(Double.NEGATIVE_INFINITY, Double.NaN);
    }
    OptimalBridge bridge = OptimalBridge.of(upper, lower, share(upper));
    double error =
        Math.hypot(OptimalBridge.error(bridge.ofUpper()), independentError(bridge.ofLower()[0]));
    return new Evidence(bridge.logRatio(), error);
  }

  /** How much the draws count, which are not independent, beside the proposals, which are. */
  private double share(double[][] upper) {
    double draws = Arrays.stream(upper).mapToInt(chain -> chain.length).sum();
    double ess = Ess.mean(upper);
    double effective = Double.isNaN(ess) ? draws : Math.min(draws, ess);
    return effective / (effective + proposals);
  }

  private static double independentError(double[] influence) {
    double squares = Arrays.stream(influence).map(x -> x * x).sum();
    return Math.sqrt(squares / influence.length / (influence.length - 1));
  }
}
