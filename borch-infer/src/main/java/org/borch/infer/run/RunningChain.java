package org.borch.infer.run;

import java.util.function.BooleanSupplier;
import org.borch.tensor.random.Key;

/** A chain of a run: its number, how many steps it made, and what it kept. */
final class RunningChain {

  private static final String STEPS = "steps";
  private static final String STATE = "state";
  private static final String DRAWS = "draws";

  private final Run run;
  private final int number;
  private final int block;
  private final Chain chain;
  private final KeptDraws draws;
  private final Pace pace = new Pace();
  private boolean started;
  private long steps;

  RunningChain(Algorithm algorithm, Run run, int number, Key key) {
    this.run = run;
    this.number = number;
    block = algorithm.block();
    Run.require("block", block, 1);
    chain = algorithm.chain(number, key);
    draws = new KeptDraws(algorithm.dimension(), chain.columns(), run);
  }

  int number() {
    return number;
  }

  /** Whether it has a point to go on from. */
  boolean isStarted() {
    return started;
  }

  /** The number of steps made, those of burn-in included. */
  long steps() {
    return steps;
  }

  KeptDraws draws() {
    return draws;
  }

  /** What the chain is at, for a person. */
  String phase() {
    return chain.phase(steps);
  }

  /** Finds a starting point. */
  void start() {
    chain.start();
    started = true;
  }

  /**
   * Makes a block of steps, but none beyond a number.
   *
   * @param isEnding whether to leave out the rest of a block that takes long
   */
  void advance(long target, BooleanSupplier isEnding) {
    long end = Math.min(target, (steps / block + 1) * block);
    do {
      int count = pace.next(end - steps);
      long began = System.nanoTime();
      chain.advance(steps, steps + count, draws);
      pace.made(count, began);
      steps += count;
    } while (steps < end && !isEnding.getAsBoolean());
    draws.requireAfter(steps);
  }

  void save(SavedState memory) {
    memory.put(STEPS, (double) steps);
    chain.save(memory.at(STATE));
    draws.save(memory.at(DRAWS));
  }

  /**
   * Becomes as it was when it was saved.
   *
   * @throws IllegalArgumentException if the chain refuses it, or it has more draws than are asked
   *     for
   */
  void restore(SavedState memory) {
    steps = (long) memory.number(STEPS);
    chain.restore(memory.at(STATE), steps);
    int kept = run.drawsAfter(steps);
    if (kept > run.draws()) {
      throw new IllegalArgumentException(
          "checkpoint with %d draws of chain %d, but the settings ask for %d; expected at least as"
                  .formatted(kept, number, run.draws())
              + " many");
    }
    draws.restore(memory.at(DRAWS), kept);
    started = true;
  }

  /** What the chain has come to, as arrays by name. */
  SavedState state() {
    SavedState memory = SavedState.empty();
    chain.save(memory);
    return memory;
  }
}
