package org.borch.infer.vi;

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
        wanted && System.console() != null
            ? new ProgressBarBuilder()
                .setTaskName("SVI")
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .build()
            : null;
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
