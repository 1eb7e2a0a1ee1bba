package org.borch.infer.run;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import org.borch.ArrayFile;

/** Why an algorithm ended. */
public sealed interface Stop {

  /** How many steps it made in all. */
  long steps();

  /** One sentence for a person. */
  String message();

  /** What a file says of it. */
  default Map<String, String> notes() {
    String more =
        this instanceof Converged own
            ? Double.toString(own.improvement)
            : this instanceof Unconverged own
                ? Double.toString(own.improvement)
                : this instanceof OutOfTime own ? own.limit.toString() : "";
    return Map.of(
        "stop",
        getClass().getSimpleName(),
        "stop.steps",
        Long.toString(steps()),
        "stop.more",
        more);
  }

  /**
   * From the {@link #notes} of a file.
   *
   * @throws java.io.UncheckedIOException if they are not there, or say something else
   */
  static Stop of(ArrayFile content) {
    String kind = content.note("stop");
    long steps = content.number("stop.steps");
    String more = content.note("stop.more");
    try {
      return switch (kind) {
        case "Completed" -> new Completed(steps);
        case "Converged" -> new Converged(steps, Double.parseDouble(more));
        case "Unconverged" -> new Unconverged(steps, Double.parseDouble(more));
        case "Requested" -> new Requested(steps);
        case "OutOfTime" -> new OutOfTime(steps, Duration.parse(more));
        case "Interrupted" -> new Interrupted(steps);
        default -> throw content.refused("a run that ended by the unknown reason " + kind);
      };
    } catch (NumberFormatException | DateTimeParseException e) {
      throw content.refused("a run that ended by " + kind + " of \"" + more + "\"");
    }
  }

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
          "Converged after %d steps: the mean loss fell by only %.3g at the end.",
          steps,
          improvement);
    }
  }

  /**
   * All steps that were allowed, while the loss fell still.
   *
   * @param steps made
   * @param improvement of the loss's mean from the end of the round before to the end of the last
   */
  record Unconverged(long steps, double improvement) implements Stop {
    @Override
    public String message() {
      return String.format(
          Locale.ROOT,
          "Not converged after %d steps: the mean loss fell by %.3g in the last round. Allow more"
              + " rounds, withRounds, or make the model easier: rescale its inputs, decentre a"
              + " hierarchy.",
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
