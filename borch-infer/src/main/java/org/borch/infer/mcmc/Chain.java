package org.borch.infer.mcmc;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.borch.infer.LogDensity;
import org.borch.tensor.Key;

/** One chain: start, warm-up, draws. Step i of either part depends on the chain's key and i. */
final class Chain implements Callable<Chain.Result> {

  /** What a chain leaves behind. */
  static final class Result {

    final double[][] positions;
    final Info[] infos;
    final Tuning tuning;
    final int warmupDivergences;

    Result(double[][] positions, Info[] infos, Tuning tuning, int warmupDivergences) {
      this.positions = positions;
      this.infos = infos;
      this.tuning = tuning;
      this.warmupDivergences = warmupDivergences;
    }
  }

  private final Sampling settings;
  private final LogDensity density;
  private final Kernel kernel;
  private final StepSizeSearch search;
  private final int number;
  private final Key key;

  Chain(Sampler sampler, LogDensity density, int number, Key key) {
    this.settings = sampler.sampling();
    this.density = density;
    this.number = number;
    this.key = key;
    kernel = sampler.kernel(density.dimension(), density.evaluator());
    search = new StepSizeSearch(kernel);
  }

  @Override
  public Result call() {
    State state = FiniteStart.find(density, kernel, settings.start(), number, key.at("start"));
    Key searches = key.at("step size");
    Warmup warmup =
        new Warmup(settings.warmup(), settings, initial(state, searches), search, searches);
    Key warmups = key.at("warmup");
    int divergences = 0;
    for (int step = 0; step < settings.warmup(); step++) {
      Kernel.Transition next = kernel.step(state, warmup.tuning(), warmups.at(step));
      warmup.learn(step, next);
      state = next.state();
      divergences += next.info().divergent() ? 1 : 0;
      stopIfInterrupted();
    }
    Tuning tuning = warmup.result();
    Key draws = key.at("draw");
    double[][] positions = new double[settings.draws()][];
    Info[] infos = new Info[settings.draws()];
    for (int draw = 0; draw < positions.length; draw++) {
      Kernel.Transition next = kernel.step(state, tuning, draws.at(draw));
      state = next.state();
      positions[draw] = state.position();
      infos[draw] = next.info();
      stopIfInterrupted();
    }
    return new Result(positions, infos, tuning, divergences);
  }

  private Tuning initial(State state, Key searches) {
    if (settings.tunings().isEmpty()) {
      Tuning unit = new Tuning(1, settings.metric().unit(density.dimension()));
      return unit.withStepSize(search.find(state, unit, searches));
    }
    Tuning tuning = settings.tunings().get(settings.tunings().size() == 1 ? 0 : number);
    if (tuning.metric().dimension() != density.dimension()) {
      throw new IllegalArgumentException(
          "chain %d: tuning with a %s, expected %d"
              .formatted(number, tuning.metric(), density.dimension()));
    }
    return tuning;
  }

  private void stopIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("chain " + number + " was interrupted");
    }
  }
}
