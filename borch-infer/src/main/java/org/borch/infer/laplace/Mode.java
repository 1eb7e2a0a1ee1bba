package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.borch.infer.density.LogDensity;
import org.borch.infer.density.Start;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/**
 * The point where a density is largest, or what the search for it came to; {@link #message} says
 * which, and what to do.
 */
public final class Mode {

  private static final int SHOWN = 10;

  private final boolean jacobian;
  private final Point point;
  private final Map<String, NDArray> values;
  private final Ending ending;
  private final int iterations;
  private final int evaluations;
  private final List<String> edges;
  private final String message;

  private Mode(
      boolean jacobian,
      Point point,
      Map<String, NDArray> values,
      Ending ending,
      int iterations,
      int evaluations,
      List<String> edges,
      String message) {
    this.jacobian = jacobian;
    this.point = point;
    this.values = values;
    this.ending = ending;
    this.iterations = iterations;
    this.evaluations = evaluations;
    this.edges = List.copyOf(edges);
    this.message = message;
  }

  /**
   * The result of a descent.
   *
   * @param failed the best of the starts before, which all failed; null if there were none
   */
  static Mode of(
      LogDensity density, boolean jacobian, Descent descent, Ending ending, @Nullable Mode failed) {
    Point point = descent.point();
    List<String> edges =
        ending.isConverged() ? descent.edges().reached(point, density.evaluator()) : List.of();
    Findings findings =
        new Findings(density, point, descent, ending, edges, failed == null ? null : failed.ending);
    return new Mode(
        jacobian,
        point,
        density.variables().constrain(point.at()),
        ending,
        descent.iterations(),
        descent.evaluations(),
        edges,
        findings.message());
  }

  /**
   * The point that Newton's steps led to from here.
   *
   * @param atMode whether it is a mode, whatever this one was
   */
  Mode refined(LogDensity density, Point better, int steps, boolean atMode) {
    boolean rescued = atMode && !isConverged();
    String sentence =
        rescued
            ? "Converged after %d iterations and %d Newton steps: there is next to nothing to gain."
                .formatted(iterations, steps)
            : message + " Refined by %d Newton step(s).".formatted(steps);
    return new Mode(
        jacobian,
        better,
        density.variables().constrain(better.at()),
        rescued ? Ending.RELATIVE_GRADIENT : ending,
        iterations + steps,
        evaluations + steps,
        edges,
        sentence);
  }

  /** A mode is better than none; of two failures an unbounded density says most. */
  boolean isBetterThan(@Nullable Mode other) {
    if (other == null || isConverged()) {
      return true;
    }
    boolean unbounded = ending == Ending.UNBOUNDED;
    boolean otherUnbounded = other.ending == Ending.UNBOUNDED;
    return unbounded == otherUnbounded ? logDensity() > other.logDensity() : unbounded;
  }

  Point found() {
    return point;
  }

  /** The unconstrained coordinates. */
  public double[] point() {
    return point.at().clone();
  }

  /** The latent variables' values by name, in their own coordinates, in Java memory. */
  public Map<String, NDArray> values() {
    return values;
  }

  /**
   * The log density there, with all constants: of the variables in their own coordinates or, {@link
   * #hasJacobian}, of the unconstrained coordinates.
   */
  public double logDensity() {
    return -point.value();
  }

  /** Whether the log-Jacobian counts. */
  public boolean hasJacobian() {
    return jacobian;
  }

  /** The largest derivative of the log density by an unconstrained coordinate, without sign. */
  public double largestDerivative() {
    return point.steepness();
  }

  /** The iterations of the start that ended here. */
  public int iterations() {
    return iterations;
  }

  /** The gradients that they took. */
  public int evaluations() {
    return evaluations;
  }

  /** Why the search ended. */
  public Ending ending() {
    return ending;
  }

  /** Whether this is a mode. */
  public boolean isConverged() {
    return ending.isConverged();
  }

  /**
   * The variables with an element at an edge of its support, such as a scale at 0, up to what the
   * search can tell: the density does not fall on the way there. Empty if there is no mode.
   */
  public List<String> edges() {
    return edges;
  }

  /** How the search ended, and what to do if it did not end well: a few sentences. */
  public String message() {
    return message;
  }

  /** This point as the start of a sampler or another search. */
  public Start asStart() {
    return Start.at(point.at());
  }

  /** Log density, values (the first ten of each variable), and the message. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s, log density %.6g %s%n",
            isConverged() ? "Mode" : "No mode",
            logDensity(),
            jacobian ? "of the unconstrained coordinates" : "in the variables' own coordinates"));
    values.forEach((name, value) -> text.append("  ").append(line(name, value)));
    return text.append(message).toString();
  }

  private static String line(String name, NDArray value) {
    double[] all = BorchArray.wrap(value).values();
    List<String> some = new ArrayList<>();
    for (int i = 0; i < Math.min(SHOWN, all.length); i++) {
      some.add(String.format(Locale.ROOT, "%.6g", all[i]));
    }
    boolean scalar = value.getShape().dimension() == 0;
    return String.format(
        Locale.ROOT,
        "%s%s = %s%s%n",
        name,
        scalar ? "" : " " + value.getShape(),
        String.join(" ", some),
        all.length > SHOWN ? " ..." : "");
  }
}
