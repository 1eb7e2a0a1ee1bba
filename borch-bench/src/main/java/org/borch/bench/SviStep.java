package org.borch.bench;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.Infer;
import org.borch.infer.optim.Adam;
import org.borch.posterior.Posteriors;
import org.borch.tensor.Scope;
import org.borch.tensor.Seed;

/** One step of variational inference after the other: draw, loss, gradient, Adam. */
final class SviStep implements AutoCloseable {

  private final Model<?, ?> model;
  private final Params params;
  private final Adam adam = Adam.defaults();
  private final Seed seed = Seed.of(1);
  private Adam.State state;
  private long step;

  SviStep(Model<?, ?> model) {
    this.model = model.withPosterior(Posteriors.normal());
    params = this.model.init(seed);
    state = adam.init(params);
  }

  long run() {
    try (Scope scope = Scope.open()) {
      Trace draw = model.sample(params, seed.at(step));
      NDArray loss = Infer.viLoss(draw);
      state = adam.update(state, params, params.gradient(loss));
    }
    return step++;
  }

  @Override
  public void close() {
    params.close();
  }
}
