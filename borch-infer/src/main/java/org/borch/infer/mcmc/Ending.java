package org.borch.infer.mcmc;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.borch.infer.run.Stop;
import org.jspecify.annotations.Nullable;

/** Whether a run must end early, and why; several threads ask. The first reason stays. */
final class Ending {

  private final @Nullable BooleanSupplier condition;
  private final @Nullable Duration limit;
  private final long begin = System.nanoTime();
  private final AtomicReference<@Nullable LongFunction<Stop>> reason = new AtomicReference<>();

  Ending(Control control) {
    condition = control.stop();
    limit = control.timeLimit();
  }

  /** Whether a reason was found; once it is, it stays so. */
  boolean isReached() {
    return reason.get() != null;
  }

  /** Looks for a reason: whether one was found, now or before. */
  boolean check() {
    if (isReached()) {
      return true;
    }
    BooleanSupplier asked = condition;
    if (asked != null && asked.getAsBoolean()) {
      end(Stop.Requested::new);
    }
    Duration time = limit;
    if (time != null && Duration.ofNanos(System.nanoTime() - begin).compareTo(time) >= 0) {
      end(steps -> new Stop.OutOfTime(steps, time));
    }
    return isReached();
  }

  /** The thread that waits was interrupted. */
  void interrupt() {
    end(Stop.Interrupted::new);
  }

  private void end(LongFunction<Stop> why) {
    reason.compareAndSet(null, why);
  }

  /**
   * Why the run ended; empty if nothing asked for it.
   *
   * @param steps made in all
   */
  Optional<Stop> stop(long steps) {
    return Optional.ofNullable(reason.get()).map(why -> why.apply(steps));
  }
}
