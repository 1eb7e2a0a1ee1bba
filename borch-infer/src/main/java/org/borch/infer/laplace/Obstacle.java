package org.borch.infer.laplace;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.borch.infer.density.LogDensity;

/** Why there is no normal approximation about a point, in words that name the variables. */
final class Obstacle {

  /** A coordinate's share of a flat direction, relative to the largest, that is worth a word. */
  private static final double SHARE = 0.2;

  /** A share that is 1 in two digits. */
  private static final double ONE = 0.995;

  private static final int NAMED = 4;
  private static final String NONE = "No Laplace approximation: ";

  private Obstacle() {}

  /** Of a search that found no mode. */
  static String sentence(Mode mode) {
    return NONE + mode.message();
  }

  /**
   * Of a point; empty if there is none.
   *
   * @param left the squared distance to the mode in posterior standard deviations
   */
  static Optional<String> sentence(
      LogDensity density, Mode mode, Precision precision, double left) {
    if (!precision.isFinite()) {
      return Optional.of(
          NONE
              + "the Hessian at the mode is not finite for "
              + String.join(", ", notFinite(density, precision))
              + ". Look there for an expression without second derivative.");
    }
    return precision
        .flatDirection()
        .map(flat -> flat(combination(density, flat), mode, precision.isSaddle()))
        .or(() -> left < LaplaceFit.AT_MODE ? Optional.empty() : Optional.of(sentence(mode)));
  }

  private static String flat(String along, Mode mode, boolean isSaddle) {
    return isSaddle
        ? NONE
            + "the log density curves upwards along "
            + along
            + ", so the point found is a saddle, not a mode. "
            + mode.message()
            + " Start elsewhere (withStart), or reparameterise."
        : NONE
            + "the log density is flat along "
            + along
            + "; neither the data nor the priors determine it. Give these variables proper priors,"
            + " fix one of them, or reparameterise.";
  }

  /** By their own second derivatives or, if those are finite, by the mixed ones. */
  private static List<String> notFinite(LogDensity density, Precision precision) {
    double[][] matrix = precision.matrix();
    List<String> own = names(density, i -> !Double.isFinite(matrix[i][i]));
    return own.isEmpty()
        ? names(density, i -> !Arrays.stream(matrix[i]).allMatch(Double::isFinite))
        : own;
  }

  private static List<String> names(LogDensity density, IntPredicate which) {
    return IntStream.range(0, density.dimension())
        .filter(which)
        .limit(NAMED)
        .mapToObj(density::nameOf)
        .toList();
  }

  /** {@code alpha - 0.98 beta}: a direction by its largest parts, in units of the first. */
  private static String combination(LogDensity density, double[] direction) {
    List<Integer> order =
        IntStream.range(0, direction.length)
            .boxed()
            .sorted((a, b) -> Double.compare(Math.abs(direction[b]), Math.abs(direction[a])))
            .limit(NAMED)
            .filter(i -> Math.abs(direction[i]) > 0)
            .toList();
    double largest = direction[order.get(0)];
    StringBuilder text = new StringBuilder();
    for (int i : order) {
      double share = direction[i] / largest;
      if (text.isEmpty()) {
        text.append(density.nameOf(i));
      } else if (Math.abs(share) >= SHARE) {
        text.append(share < 0 ? " - " : " + ").append(factor(share)).append(density.nameOf(i));
      }
    }
    return text + (text.indexOf(" ") > 0 ? " (in units of their curvature)" : "");
  }

  private static String factor(double share) {
    double size = Math.abs(share);
    return size > ONE ? "" : String.format(Locale.ROOT, "%.2g ", size);
  }
}
