package org.borch.infer.mcmc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.run.Algorithm;
import org.borch.infer.run.Info;

/** What the samplers with trajectories note about each step, and what files say of them. */
final class Hamiltonian {

  /** CmdStan's, in its order. */
  static final List<String> COLUMNS =
      List.of(
          Info.LOG_DENSITY,
          Info.ACCEPTANCE,
          Info.STEP_SIZE,
          Info.TREE_DEPTH,
          Info.LEAPFROGS,
          Info.DIVERGENT,
          Info.ENERGY);

  private Hamiltonian() {}

  static Info info(
      double logDensity,
      double acceptance,
      double stepSize,
      int depth,
      int leapfrogs,
      boolean divergent,
      double energy) {
    return Info.of(
        COLUMNS, logDensity, acceptance, stepSize, depth, leapfrogs, divergent ? 1 : 0, energy);
  }

  /**
   * Labels of one of CmdStan's two engines; can be changed.
   *
   * @param engine its name there
   */
  static Map<String, String> labels(Sampler sampler, String engine) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("delta", Double.toString(sampler.sampling().targetAcceptance()));
    labels.put(Algorithm.NAME, "hmc");
    labels.put("engine", engine);
    return labels;
  }
}
