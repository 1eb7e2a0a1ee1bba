package org.borch.infer.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a run is watched, saved and ended early. Nothing here changes a draw.
 *
 * @param progress whether each chain has a progress bar, if there is a terminal
 * @param checkpoint where and how often to save; null: nowhere
 * @param timeLimit after which the run ends with the draws that it has; null: none
 * @param stop asked before each step, or block of steps, by several threads: true ends the run with
 *     the draws that it has; null: never
 */
public record Control(
    boolean progress,
    @Nullable Checkpoint checkpoint,
    @Nullable Duration timeLimit,
    @Nullable BooleanSupplier stop) {

  /**
   * Where a run saves what it needs to go on.
   *
   * @param file see {@link org.borch.ArrayFile}
   * @param every number of steps of each chain, in warm-up, too; a run that is stopped saves once
   *     more
   */
  public record Checkpoint(Path file, int every) {

    /** Checks the interval. */
    public Checkpoint {
      Run.require("checkpoint interval", every, 1);
    }
  }

  /** Checks the time limit. */
  public Control {
    if (timeLimit != null && (timeLimit.isNegative() || timeLimit.isZero())) {
      throw new IllegalArgumentException(
          "timeLimit = " + timeLimit + ", expected a positive duration");
    }
  }

  /** A progress bar, no checkpoint, no end but the last draw. */
  public static Control defaults() {
    return new Control(true, null, null, null);
  }

  /** With a progress bar for each chain where there is a terminal, or without. */
  public Control withProgress(boolean progress) {
    return new Control(progress, checkpoint, timeLimit, stop);
  }

  /**
   * Saving what is needed to go on.
   *
   * @param every number of steps of each chain
   */
  public Control withCheckpoint(Path file, int every) {
    return new Control(progress, new Checkpoint(file, every), timeLimit, stop);
  }

  /** Ending after some time with the draws that there are then, or, for null, with the last one. */
  public Control withTimeLimit(@Nullable Duration timeLimit) {
    return new Control(progress, checkpoint, timeLimit, stop);
  }

  /**
   * Ending with the draws that there are when a condition holds.
   *
   * @param stop asked before each step or block of steps, by several threads; null: never
   */
  public Control withStop(@Nullable BooleanSupplier stop) {
    return new Control(progress, checkpoint, timeLimit, stop);
  }
}
