package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.Infer;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.Key;
import org.borch.tensor.Seed;

/**
 * What the steps of a run compute, eagerly or traced: a draw, its loss, and the optimiser's update
 * with the loss's gradient.
 *
 * @param model that is fitted
 * @param params of the run
 * @param seed of the run
 * @param particles draws in each step
 * @param optimizer makes the update
 */
record SviStep(Model<?, ?> model, Params params, Seed seed, int particles, Optimizer optimizer) {

  /** The draws of a step. */
  List<Trace> draws(Key key) {
    return draws(model, params, key);
  }

  /**
   * The loss of a step's draws.
   *
   * @param baseline of the score function where there is one draw
   */
  NDArray loss(Key key, NDArray baseline) {
    return loss(model, params, key, baseline);
  }

  /** The same for the model with one minibatch, and a view of the parameters. */
  NDArray loss(Model<?, ?> bound, Params view, Key key, NDArray baseline) {
    List<Trace> draws = draws(bound, view, key);
    return particles == 1 ? Infer.viLoss(draws.get(0), baseline) : Infer.viLoss(draws);
  }

  private List<Trace> draws(Model<?, ?> bound, Params view, Key key) {
    return particles == 1 ? List.of(bound.sample(view, key)) : bound.sample(view, key, particles);
  }
}
