package org.borch.infer.run;

import java.io.Console;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * The progress bar of an algorithm or chain; where there is no terminal, a line on the standard
 * error every tenth of the way, from two seconds on.
 */
public final class ProgressLine implements AutoCloseable {

  private static final int REFRESH_MILLIS = 200;

  private final @Nullable ProgressBar bar;
  private final @Nullable ProgressLog log;

  /**
   * Begins at 0.
   *
   * @param task what it is the progress of
   * @param steps in all
   * @param wanted false: silent in any case
   */
  public ProgressLine(String task, long steps, boolean wanted) {
    boolean isTerminal = wanted && isTerminal();
    log =
        wanted && !isTerminal
            ? new ProgressLog(task, steps, System::nanoTime, System.err::println)
            : null;
    bar =
        isTerminal
            ? new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .build()
            : null;
  }

  @SuppressWarnings("SystemConsoleNull") // what it warns of is what isTerminal is asked for
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true; // before JDK 22 there is a console only with a terminal
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Whether anybody sees it: else no message needs to be written. */
  public boolean isShown() {
    return bar != null || log != null;
  }

  /** Shows the number of steps made, and a message beside it. */
  public void at(long step, String message) {
    ProgressBar shown = bar;
    if (shown != null) {
      shown.setExtraMessage(message);
      shown.stepTo(step);
    }
    ProgressLog lines = log;
    if (lines != null) {
      lines.at(step, message);
    }
  }

  /** Leaves the bar as it stands. */
  @Override
  public void close() {
    ProgressBar shown = bar;
    if (shown != null) {
      shown.close();
    }
  }
}
