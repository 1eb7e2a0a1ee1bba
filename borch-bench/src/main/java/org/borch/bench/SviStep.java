package org.borch.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.infer.optim.Adam;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/** Steps of variational inference in float32: draw, loss, gradient, Adam. */
final class SviStep implements AutoCloseable {

  private final Model<?, ?> model;
  private final Params params;
  private final Adam adam = Adam.defaults();
  private final Seed seed = Seed.of(1);
  private Adam.State state;
  private long step;

  SviStep(Model<?, ?> model) {
    this.model = model.in(DataType.FLOAT32).withPosterior(Posteriors.normal());
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

  /** A whole run; returns its last loss. */
  double fit(@Nullable BackEnd backEnd, int steps) {
    Svi settings =
        Svi.defaults()
            .withOptimizer(adam)
            .withSteps(steps)
            .withProgress(false)
            .withBackEnd(backEnd);
    try (Fit fit = Infer.fit(model, settings, seed)) {
      return fit.losses()[steps - 1];
    }
  }

  @Override
  public void close() {
    params.close();
  }
}
