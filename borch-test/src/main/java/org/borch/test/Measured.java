package org.borch.test;

import java.util.Optional;

/**
 * A number that draws estimate, with what is known of its Monte Carlo error.
 *
 * @param what it is, for the message
 * @param value the estimate
 * @param standardError of the estimate
 * @param effective how many independent draws would be as exact
 * @param draws how many there are
 * @param rHat of the quantity; NaN if there is none
 */
record Measured(
    String what, double value, double standardError, double effective, long draws, double rHat) {

  /** Chains that disagree more than this have a Monte Carlo error that means nothing. */
  private static final double MIXED = 1.05;

  /** The note if the number is not the expected one; empty if it may be. */
  Optional<Note> differs(double expected, double allowed) {
    double difference = Math.abs(value - expected);
    return difference <= allowed * standardError || difference == 0
        ? Optional.empty()
        : Optional.of(note("is not as expected", expected, allowed).cause(cause(expected)));
  }

  /**
   * The note if the number is further from the expected one than what matters, or if there are too
   * few draws to say so.
   */
  Optional<Note> differs(double expected, double allowed, double matters) {
    double error = allowed * standardError;
    double difference = Math.abs(value - expected);
    if (!(difference <= matters + error)) {
      return Optional.of(
          note("is not as expected", expected, allowed)
              .line("tolerance", matters)
              .cause(cause(expected)));
    }
    if (!(error <= matters)) {
      double times = Math.pow(error / matters, 2);
      return Optional.of(
          note("is not known well enough to say", expected, allowed)
              .line("tolerance", matters)
              .line("draws needed", "about " + Note.number(Math.ceil(times * draws)))
              .cause("too few effective draws for this tolerance")
              .lookAt("draws.summary(): a better parameterisation may do more than more draws"));
    }
    return Optional.empty();
  }

  private Note note(String verdict, double expected, double allowed) {
    double errors = Math.abs(value - expected) / standardError;
    return Note.of(what + " " + verdict)
        .expected(expected)
        .found(value)
        .line(
            "standard error",
            Note.number(standardError)
                + " (Monte Carlo, "
                + Note.number(Math.rint(effective))
                + " effective draws of "
                + draws
                + ")")
        .line(
            "difference",
            Note.number(errors) + " standard errors, allowed are " + Note.number(allowed));
  }

  private String cause(double expected) {
    if (!Double.isFinite(value)) {
      return "draws that are NaN or infinite: an overflow, or a value outside of its domain";
    }
    if (rHat > MIXED) {
      return "the chains disagree (R-hat "
          + Note.number(rHat)
          + "), so that the standard error means nothing: run longer or reparameterise";
    }
    if (expected != 0 && value / expected < 0) {
      return "a sign or a direction: the expected number has the other sign";
    }
    return "the model, its data or the expectation, not chance: a scale, a prior or a factor that"
        + " is counted twice or not at all";
  }
}
