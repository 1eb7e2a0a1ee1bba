package org.borch.infer.mcmc;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Chain;
import org.borch.infer.run.Info;
import org.borch.infer.run.KeptDraws;
import org.borch.infer.run.SavedState;
import org.borch.tensor.random.Key;

/** A chain of a sampler: start, warm-up, draws. Step i of either part has a key of its own. */
final class SamplerChain implements Chain {

  /** Of log densities at one point: another machine rounds differently. */
  private static final double ROUNDING = 1e-9;

  private static final String DIVERGENCES = "divergences";
  private static final String TUNING = "tuning";

  private final Sampling settings;
  private final LogDensity density;
  private final Kernel kernel;
  private final Warmup warmup;
  private final int number;
  private final Key starts;
  private final Key searches;
  private final Key warmupSteps;
  private final Key drawSteps;

  private Optional<State> current = Optional.empty();
  private Optional<Tuning> learned = Optional.empty();
  private int warmupDivergences;
  private boolean divergedSinceDraw;

  SamplerChain(Sampler sampler, LogDensity density, int number, Key key) {
    this.settings = sampler.sampling();
    this.density = density;
    this.number = number;
    starts = key.at("start");
    searches = key.at("step size");
    warmupSteps = key.at("warmup");
    drawSteps = key.at("draw");
    kernel = sampler.kernel(density.dimension(), density.evaluator());
    warmup = new Warmup(settings, density.dimension(), kernel);
  }

  @Override
  public List<String> columns() {
    return kernel.columns();
  }

  @Override
  public String phase(long steps) {
    return steps < settings.warmup() ? "warm-up" : "draws";
  }

  /** Finds a starting point, and a step size to begin with. */
  @Override
  public void start() {
    current =
        Optional.of(
            FiniteStart.find(
                density,
                kernel,
                settings.start(),
                number,
                starts,
                state -> warmup.begin(state, given(), searches)));
    endWarmup(0);
  }

  private Optional<Tuning> given() {
    if (settings.tunings().isEmpty()) {
      return Optional.empty();
    }
    Tuning tuning = settings.tunings().get(settings.tunings().size() == 1 ? 0 : number);
    if (tuning.metric().dimension() != density.dimension()) {
      throw new IllegalArgumentException(
          "chain %d: tuning with a %s, expected %d"
              .formatted(number, tuning.metric(), density.dimension()));
    }
    return Optional.of(tuning);
  }

  private void endWarmup(long steps) {
    if (steps == settings.warmup()) {
      learned = Optional.of(warmup.result());
    }
  }

  @Override
  public void advance(long from, long to, KeptDraws kept) {
    for (long step = from; step < to; step++) {
      State state = current.orElseThrow();
      if (learned.isPresent()) {
        draw(state, learned.get(), step, kept);
      } else {
        warmUp(state, (int) step);
      }
    }
  }

  private void warmUp(State state, int step) {
    Kernel.Transition next = kernel.step(state, warmup.tuning(), warmupSteps.at(step));
    try {
      warmup.learn(step, next, searches);
    } catch (StepSizeSearch.NoStepSize e) {
      ArithmeticException named =
          new ArithmeticException(
              "chain " + number + ", after " + (step + 1) + " steps: " + e.getMessage());
      named.initCause(e);
      throw named;
    }
    current = Optional.of(next.state());
    warmupDivergences += next.info().get(Info.DIVERGENT, 0) == 0 ? 0 : 1;
    endWarmup(step + 1);
  }

  private void draw(State state, Tuning tuning, long step, KeptDraws kept) {
    Key key = drawSteps.at(step - settings.warmup());
    Kernel.Transition next = kernel.step(state, tuning, key);
    current = Optional.of(next.state());
    divergedSinceDraw |= next.info().get(Info.DIVERGENT, 0) != 0;
    if (kept.keeps(step)) {
      double[] noted = next.info().values();
      if (divergedSinceDraw) {
        noted[kernel.columns().indexOf(Info.DIVERGENT)] = 1;
      }
      kept.add(next.state().position(), noted);
      divergedSinceDraw = false;
    }
  }

  // ---- memory

  @Override
  public void save(SavedState memory) {
    memory.put(DIVERGENCES, warmupDivergences, divergedSinceDraw ? 1 : 0);
    current.orElseThrow().save(memory.at("state"));
    if (learned.isPresent()) {
      learned.get().save(memory.at(TUNING));
    } else {
      warmup.save(memory.at("warmup"));
    }
  }

  @Override
  public void restore(SavedState memory, long steps) {
    int dimension = density.dimension();
    double[] divergences = memory.get(DIVERGENCES, 2);
    warmupDivergences = (int) divergences[0];
    divergedSinceDraw = divergences[1] != 0;
    State again = kernel.init(memory.at("state").get("position", dimension));
    State state = State.restored(memory.at("state"), again);
    requireSameDensity(state.logDensity(), again.logDensity());
    current = Optional.of(state);
    if (steps >= settings.warmup()) {
      learned = Optional.of(tuning(memory, dimension));
    } else {
      warmup.restore(memory.at("warmup"));
    }
  }

  /** What a chain makes draws with, from its memory after warm-up. */
  static Tuning tuning(SavedState memory, int dimension) {
    return Tuning.restored(memory.at(TUNING), dimension);
  }

  /** The number of a chain's divergent steps in warm-up, from its memory. */
  static int warmupDivergences(SavedState memory) {
    return (int) memory.get(DIVERGENCES, 2)[0];
  }

  private void requireSameDensity(double before, double now) {
    if (!(Math.abs(now - before) <= ROUNDING * Math.max(1, Math.abs(before)))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "checkpoint of a run on another model or with other data: at the last point of chain"
                  + " %d the log density was %s and is %s; resume with those of the interrupted"
                  + " run",
              number,
              before,
              now));
    }
  }
}
