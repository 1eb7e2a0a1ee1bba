package org.borch.infer.run;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Progress where there is no terminal: a line every tenth of the way, none of a short run. */
final class ProgressLog {

  private static final long SHORT = TimeUnit.SECONDS.toNanos(2);
  private static final int TENTHS = 10;

  private final String task;
  private final long steps;
  private final LongSupplier nanos;
  private final Consumer<String> out;
  private final long start;
  private long shown;

  /**
   * Begins at 0.
   *
   * @param nanos the time
   * @param out gets each line
   */
  ProgressLog(String task, long steps, LongSupplier nanos, Consumer<String> out) {
    this.task = task;
    this.steps = steps;
    this.nanos = nanos;
    this.out = out;
    this.start = nanos.getAsLong();
  }

  void at(long step, String message) {
    long tenth = steps <= 0 ? 0 : (long) ((double) step / steps * TENTHS);
    if (tenth > shown && nanos.getAsLong() - start >= SHORT) {
      shown = tenth;
      out.accept(
          String.format(
              Locale.ROOT, "%s: %d %% (%d of %d) %s", task, TENTHS * tenth, step, steps, message));
    }
  }
}
