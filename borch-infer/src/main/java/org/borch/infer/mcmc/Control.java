package org.borch.infer.mcmc;

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
 * @param stop asked before each step, by several threads: true ends the run with the draws that it
 *     has; null: never
 */
public record Control(
    boolean progress,
    @Nullable Checkpoint checkpoint,
    @Nullable Duration timeLimit,
    @Nullable BooleanSupplier stop) {

  /**
   * Where a run saves what it needs to go on.
   *
   * @param file see {@link org.borch.infer.RunFile}
   * @param every number of steps of each chain, in warm-up, too; a run that is stopped saves once
   *     more
   */
  public record Checkpoint(Path file, int every) {

    /** Checks the interval. */
    public Checkpoint {
      Sampling.require("checkpoint interval", every, 1);
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
}
