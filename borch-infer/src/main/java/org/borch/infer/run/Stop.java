package org.borch.infer.run;

import java.time.Duration;
import java.util.Locale;

/** Why an algorithm ended. */
public sealed interface Stop {

  /** How many steps it made in all. */
  long steps();

  /** One sentence for a person. */
  String message();

  /**
   * All steps that were asked for.
   *
   * @param steps made
   */
  record Completed(long steps) implements Stop {
    @Override
    public String message() {
      return "All " + steps + " steps are done.";
    }
  }

  /**
   * The smoothed loss hardly falls any more.
   *
   * @param steps made
   * @param improvement of the loss's mean from the window before the last to the last one
   */
  record Converged(long steps, double improvement) implements Stop {
    @Override
    public String message() {
      return String.format(
          Locale.ROOT,
          "Converged after %d steps: the mean loss fell by only %.3g over the last window.",
          steps,
          improvement);
    }
  }

  /**
   * A callback or a condition of the settings asked for it.
   *
   * @param steps made
   */
  record Requested(long steps) implements Stop {
    @Override
    public String message() {
      return "Stopped on request after " + steps + " steps.";
    }
  }

  /**
   * The time is up.
   *
   * @param steps made
   * @param limit that was set
   */
  record OutOfTime(long steps, Duration limit) implements Stop {
    @Override
    public String message() {
      return "Stopped after " + steps + " steps at the time limit of " + limit + ".";
    }
  }

  /**
   * The thread that waited for the run was interrupted.
   *
   * @param steps made
   */
  record Interrupted(long steps) implements Stop {
    @Override
    public String message() {
      return "Interrupted after " + steps + " steps.";
    }
  }
}
