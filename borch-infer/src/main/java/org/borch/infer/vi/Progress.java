package org.borch.infer.vi;

import java.io.Console;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar with the loss; silent where there is no terminal. */
final class Progress implements AutoCloseable {

  private static final int REFRESH_MILLIS = 200;

  private final @Nullable ProgressBar bar;

  Progress(boolean wanted, long steps) {
    bar =
        wanted && isTerminal()
            ? new ProgressBarBuilder()
                .setTaskName("SVI")
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

  void at(long step, double loss) {
    ProgressBar shown = bar;
    if (shown != null) {
      shown.setExtraMessage(String.format(Locale.ROOT, "loss %.4g", loss));
      shown.stepTo(step);
    }
  }

  @Override
  public void close() {
    ProgressBar shown = bar;
    if (shown != null) {
      shown.close();
    }
  }
}
