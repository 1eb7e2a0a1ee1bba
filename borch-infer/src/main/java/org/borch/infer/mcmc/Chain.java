package org.borch.infer.mcmc;

import java.util.Locale;
import java.util.Optional;
import org.borch.infer.LogDensity;
import org.borch.tensor.random.Key;

/**
 * One chain: start, warm-up, draws. Step i of either part depends on the chain's key and i, so that
 * a chain may stop after any step, be saved, and go on later. One thread at a time may use it.
 */
final class Chain {

  /** Of log densities at one point: another machine rounds differently. */
  private static final double ROUNDING = 1e-9;

  private final Sampling settings;
  private final LogDensity density;
  private final Kernel kernel;
  private final Warmup warmup;
  private final KeptDraws draws;
  private final int number;
  private final Key starts;
  private final Key searches;
  private final Key warmupSteps;
  private final Key drawSteps;

  private Optional<State> current = Optional.empty();
  private Optional<Tuning> learned = Optional.empty();
  private long steps;
  private int warmupDivergences;
  private boolean divergedSinceDraw;

  Chain(Sampler sampler, LogDensity density, int number, Key key) {
    this.settings = sampler.sampling();
    this.density = density;
    this.number = number;
    starts = key.at("start");
    searches = key.at("step size");
    warmupSteps = key.at("warmup");
    drawSteps = key.at("draw");
    kernel = sampler.kernel(density.dimension(), density.evaluator());
    warmup = new Warmup(settings, density.dimension(), kernel);
    draws = new KeptDraws(density.dimension(), settings.draws());
  }

  int number() {
    return number;
  }

  /** Whether it has a point to go on from. */
  boolean isStarted() {
    return current.isPresent();
  }

  /** The number of steps made, warm-up included. */
  long steps() {
    return steps;
  }

  KeptDraws draws() {
    return draws;
  }

  int warmupDivergences() {
    return warmupDivergences;
  }

  /** What draws are made with; there is none before the end of warm-up. */
  Optional<Tuning> tuning() {
    return learned;
  }

  /** What the chain is at, for a person. */
  String phase() {
    return learned.isEmpty() ? "warm-up" : "draws";
  }

  /** Finds a starting point, and a step size to begin with. */
  void start() {
    State state = FiniteStart.find(density, kernel, settings.start(), number, starts);
    warmup.begin(state, given(), searches);
    current = Optional.of(state);
    endWarmup();
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

  private void endWarmup() {
    if (steps == settings.warmup()) {
      learned = Optional.of(warmup.result());
    }
  }

  /** Makes the next step. */
  void step() {
    State state = current.orElseThrow();
    if (learned.isPresent()) {
      draw(state, learned.get());
    } else {
      warmUp(state);
    }
  }

  private void warmUp(State state) {
    int step = (int) steps;
    Kernel.Transition next = kernel.step(state, warmup.tuning(), warmupSteps.at(step));
    warmup.learn(step, next, searches);
    current = Optional.of(next.state());
    warmupDivergences += next.info().divergent() ? 1 : 0;
    steps++;
    endWarmup();
  }

  private void draw(State state, Tuning tuning) {
    long step = steps - settings.warmup();
    Kernel.Transition next = kernel.step(state, tuning, drawSteps.at(step));
    current = Optional.of(next.state());
    steps++;
    if ((step + 1) % settings.thinning() == 0) {
      draws.add(next.state(), next.info(), divergedSinceDraw);
      divergedSinceDraw = false;
    } else {
      divergedSinceDraw |= next.info().divergent();
    }
  }

  // ---- memory

  void save(Memory memory) {
    memory.put("steps", (double) steps);
    memory.put("divergences", warmupDivergences, divergedSinceDraw ? 1 : 0);
    current.orElseThrow().save(memory.at("state"));
    if (learned.isPresent()) {
      learned.get().save(memory.at("tuning"));
    } else {
      warmup.save(memory.at("warmup"));
    }
    draws.save(memory.at("draws"));
  }

  /**
   * Becomes as it was when it was saved.
   *
   * @throws IllegalArgumentException if it was a chain of another density, or has more draws than
   *     are asked for
   */
  void restore(Memory memory) {
    int dimension = density.dimension();
    steps = (long) memory.number("steps");
    double[] divergences = memory.get("divergences", 2);
    warmupDivergences = (int) divergences[0];
    divergedSinceDraw = divergences[1] != 0;
    State again = kernel.init(memory.at("state").get("position", dimension));
    State state = State.restored(memory.at("state"), again);
    requireSameDensity(state.logDensity(), again.logDensity());
    current = Optional.of(state);
    if (steps >= settings.warmup()) {
      learned = Optional.of(Tuning.restored(memory.at("tuning"), dimension));
    } else {
      warmup.restore(memory.at("warmup"));
    }
    long kept = Math.max(0, steps - settings.warmup()) / settings.thinning();
    if (kept > settings.draws()) {
      throw new IllegalArgumentException(
          "checkpoint with %d draws of chain %d, but the settings ask for %d; expected at least as"
                  .formatted(kept, number, settings.draws())
              + " many");
    }
    draws.restore(memory.at("draws"), (int) kept);
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
