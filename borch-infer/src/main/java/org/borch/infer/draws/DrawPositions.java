package org.borch.infer.draws;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/**
 * Where draws lie in the coordinates of a model's density: as their run knows it, or for draws from
 * elsewhere computed from their values.
 */
public final class DrawPositions {

  private final JointDensity density;
  private final Draws draws;
  private final List<String> moved;
  private final @Nullable UnconstrainedDraws run;

  /**
   * The positions of some draws.
   *
   * @param draws of all continuous latent variables of the density's model
   */
  public DrawPositions(JointDensity density, Draws draws) {
    this.density = density;
    this.draws = draws;
    this.moved = List.copyOf(density.constrain(new double[density.dimension()]).keySet());
    this.run = isOfThisDensity(draws.run()) ? draws.run() : null;
  }

  /** Another view of the model, such as a decentred one, has other coordinates. */
  private boolean isOfThisDensity(@Nullable UnconstrainedDraws chains) {
    if (chains == null || chains.dimension() != density.dimension()) {
      return false;
    }
    Map<String, NDArray> there = density.constrain(chains.position(0, 0));
    Map<String, NDArray> drawn = draws.at(0, 0, moved);
    return moved.stream().allMatch(name -> isEqual(there.get(name), drawn.get(name)));
  }

  private static boolean isEqual(@Nullable NDArray a, @Nullable NDArray b) {
    return a != null
        && b != null
        && Arrays.equals(BorchArray.wrap(a).values(), BorchArray.wrap(b).values());
  }

  /** Where a draw lies. */
  public double[] at(int chain, int draw) {
    return run == null
        ? density.unconstrain(draws.at(chain, draw, moved), new double[density.dimension()])
        : run.position(chain, draw);
  }
}
