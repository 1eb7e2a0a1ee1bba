package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.LongStream;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.Infer;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

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

  /** The draws of a step one by one, to look at them. */
  List<Trace> draws(Key key) {
    return particles == 1
        ? List.of(model.sample(params, key))
        : model.sample(params, key, particles);
  }

  /**
   * The loss of a step's draws.
   *
   * @param baseline of the score function where there is one draw
   */
  NDArray loss(Key key, NDArray baseline) {
    return particles == 1
        ? Infer.viLoss(model.sample(params, key), baseline)
        : Infer.viLoss(model, params, key, particles);
  }

  /** The keys of a step's draws. */
  List<Key> keys(Key key) {
    return particles == 1
        ? List.of(key)
        : LongStream.range(0, particles).mapToObj(key::at).toList();
  }

  /**
   * The same as a function of arrays.
   *
   * @param bound the model with one minibatch
   * @param view of the parameters
   * @param keys INT64 (particles, 2)
   */
  NDArray loss(Model<?, ?> bound, Params view, NDArray keys, NDArray baseline) {
    return particles == 1
        ? Infer.viLoss(bound.sample(view, Key.of(keys.get(0))), baseline)
        : Infer.viLoss(bound, view, keys);
  }

  /**
   * Gives parameters and moments the values that a program computed.
   *
   * @param state before the steps
   * @param values the parameters' and then each moment's
   * @param steps how many were made
   * @return the state after them
   */
  Optimizer.State write(Optimizer.State state, List<NDArray> values, int steps) {
    params.update(values.get(0));
    int next = 1;
    for (String name : state.arrays().keySet()) {
      state.moment(name).update(values.get(next++));
    }
    return state.after(steps);
  }
}
