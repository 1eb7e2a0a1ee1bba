package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.Infer;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.Key;

/**
 * What a step computes, eagerly or traced: a draw, its loss, and the optimiser's update with the
 * loss's gradient.
 *
 * @param particles draws in each step
 * @param optimizer makes the update
 */
record SviStep(int particles, Optimizer optimizer) {

  /** The draws of a step. */
  List<Trace> draws(Model<?, ?> model, Params params, Key key) {
    return particles == 1
        ? List.of(model.sample(params, key))
        : model.sample(params, key, particles);
  }

  /**
   * The loss of a step's draws.
   *
   * @param baseline of the score function where there is one draw
   */
  NDArray loss(Model<?, ?> model, Params params, Key key, NDArray baseline) {
    List<Trace> draws = draws(model, params, key);
    return particles == 1 ? Infer.viLoss(draws.get(0), baseline) : Infer.viLoss(draws);
  }
}
