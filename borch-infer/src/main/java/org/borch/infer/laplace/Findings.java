package org.borch.infer.laplace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.borch.infer.density.LogDensity;
import org.jspecify.annotations.Nullable;

/** What a search for a mode found, in words. */
final class Findings {

  private final LogDensity density;
  private final Point point;
  private final Descent descent;
  private final Ending ending;
  private final List<String> edges;
  private final @Nullable Ending earlier;

  /**
   * What there is to say.
   *
   * @param earlier how a start before this one failed
   */
  Findings(
      LogDensity density,
      Point point,
      Descent descent,
      Ending ending,
      List<String> edges,
      @Nullable Ending earlier) {
    this.density = density;
    this.point = point;
    this.descent = descent;
    this.ending = ending;
    this.edges = edges;
    this.earlier = earlier;
  }

  String message() {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        String.format(
            Locale.ROOT,
            "%s after %d iterations (%d gradients)%s",
            ending.isConverged() ? "Converged" : "Stopped",
            descent.iterations(),
            descent.evaluations(),
            reason()));
    if (ending.isConverged() && !edges.isEmpty()) {
      sentences.add(
          "At an edge of its support, such as a scale at 0, is "
              + String.join(", ", edges)
              + ": a prior that vanishes there, or the mode with Jacobian, has it inside.");
    }
    if (ending.isConverged() && earlier == Ending.UNBOUNDED) {
      sentences.add(
          "An earlier start ran off to where the density has no bound: this is a local mode.");
    }
    return String.join(" ", sentences);
  }

  private String reason() {
    return switch (ending) {
      case GRADIENT -> ": every derivative is small.";
      case RELATIVE_GRADIENT -> ": there is next to nothing to gain.";
      case VALUE, RELATIVE_VALUE -> ": the log density does not rise any more.";
      case STEP -> ": the point does not move any more.";
      case ITERATIONS ->
          String.format(
              Locale.ROOT,
              ", the limit; the log density still rises, most steeply along %s (derivative %.3g)."
                  + " Allow more iterations, standardise inputs, or reparameterise.",
              element(steepest()),
              -point.gradient()[steepest()]);
      case INTERRUPTED ->
          ": the thread was interrupted; this is the best point so far, from which another search"
              + " can start, withStart(mode.asStart()).";
      case NO_PROGRESS ->
          String.format(
              Locale.ROOT,
              ": no step along the gradient makes the density larger, although the derivative along"
                  + " %s is %.3g. Either there is a kink or a jump, or the density rounds; look at"
                  + " that variable's terms, or start nearer.",
              element(steepest()),
              -point.gradient()[steepest()]);
      case UNBOUNDED -> unbounded();
    };
  }

  private String unbounded() {
    int off = descent.edges().risingTowards(point).orElseThrow();
    boolean real = !descent.edges().has(off);
    return String.format(
        Locale.ROOT,
        ": the density has no largest value. It still rises while %s runs off (unconstrained"
            + " coordinate %.3g, derivative %.3g, log density %.4g). %s",
        element(off),
        point.at()[off],
        -point.gradient()[off],
        -point.value(),
        real
            ? "Give it a proper prior."
            : "Typical of a scale whose variables can all shrink to their common mean: use"
                + " decentred(...) or a prior that vanishes at the edge, or sample with Nuts"
                + " instead.");
  }

  private int steepest() {
    int most = 0;
    for (int i = 1; i < point.gradient().length; i++) {
      if (Math.abs(point.gradient()[i]) > Math.abs(point.gradient()[most])) {
        most = i;
      }
    }
    return most;
  }

  private String element(int coordinate) {
    return density.nameOf(coordinate);
  }
}
