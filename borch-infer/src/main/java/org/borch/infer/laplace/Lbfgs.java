package org.borch.infer.laplace;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.borch.infer.density.LogDensity;
import org.borch.infer.density.Start;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * The search for the point where a density is largest, by limited-memory BFGS: a few numbers for
 * each coordinate, a gradient or two for each iteration, and no step size to choose.
 *
 * <p>Two different points go by the name of mode. Without Jacobian it is the maximum of the density
 * in the variables' own coordinates: the maximum a posteriori, and the maximum of the likelihood
 * under flat priors. With the Jacobian it is the maximum of the density of the unconstrained
 * coordinates, about which {@link Laplace} expands; the two differ for every variable whose support
 * has an edge. (Stan calls them {@code jacobian=0} and {@code jacobian=1}.)
 *
 * <p>A start that ends without a mode is followed by another one. Nocedal and Wright, "Numerical
 * Optimization", 2nd edition, chapters 3 and 7.
 *
 * @param jacobian whether the log-Jacobian of the change to unconstrained coordinates counts
 * @param memory how many steps the approximation of the inverse Hessian remembers, at least 1
 * @param maxIterations of each start, at least 1
 * @param tolerance when the search is at its end
 * @param starts how many to try at most, at least 1
 * @param start where a search begins; tried up to 100 times until density and gradient are finite
 */
public record Lbfgs(
    boolean jacobian, int memory, int maxIterations, Tolerance tolerance, int starts, Start start) {

  /** Of Nocedal and Wright's 3 to 20: the most, since a gradient costs more than a few products. */
  private static final int MEMORY = 20;

  private static final int ITERATIONS = 2_000;
  private static final int STARTS = 5;
  private static final int TRIES = 100;

  /** From how many places a start may go on to a higher one. */
  private static final int MOVES = 10;

  /** Checks the settings. */
  public Lbfgs {
    require("memory", memory);
    require("maxIterations", maxIterations);
    require("starts", starts);
  }

  private static void require(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " = " + value + ", expected at least 1");
    }
  }

  /**
   * The maximum a posteriori: without Jacobian, memory of 20 steps, at most 2,000 iterations for
   * each of at most 5 starts from uniform(-2, 2).
   */
  public static Lbfgs defaults() {
    Start start = Start.uniform();
    return new Lbfgs(false, MEMORY, ITERATIONS, Tolerance.defaults(), STARTS, start);
  }

  /** With or without the log-Jacobian. */
  public Lbfgs withJacobian(boolean jacobian) {
    return new Lbfgs(jacobian, memory, maxIterations, tolerance, starts, start);
  }

  /** With a memory of another length. */
  public Lbfgs withMemory(int memory) {
    return new Lbfgs(jacobian, memory, maxIterations, tolerance, starts, start);
  }

  /** With another limit of iterations. */
  public Lbfgs withMaxIterations(int maxIterations) {
    return new Lbfgs(jacobian, memory, maxIterations, tolerance, starts, start);
  }

  /** With other tests of convergence. */
  public Lbfgs withTolerance(Tolerance tolerance) {
    return new Lbfgs(jacobian, memory, maxIterations, tolerance, starts, start);
  }

  /** With another number of starts. */
  public Lbfgs withStarts(int starts) {
    return new Lbfgs(jacobian, memory, maxIterations, tolerance, starts, start);
  }

  /** With other starting points. */
  public Lbfgs withStart(Start start) {
    return new Lbfgs(jacobian, memory, maxIterations, tolerance, starts, start);
  }

  /**
   * Searches: the mode of the first start that finds one; if none does, the best point, which says
   * why it is no mode. If this thread is interrupted, the best point until then; the thread stays
   * interrupted.
   *
   * @param density with its Jacobian; one without is fine, too, if the Jacobian does not count
   * @param seed decides the starting points
   * @throws IllegalArgumentException if no start has a finite density and gradient, naming the
   *     variables, or the density has no coordinates
   * @throws IllegalStateException if the density's model is bound to minibatches
   */
  public Mode mode(LogDensity density, Seed seed) {
    if (density.dimension() == 0) {
      throw new IllegalArgumentException(
          "search for the mode of a density without coordinates: the model has no continuous latent"
              + " variable");
    }
    LogDensity own = jacobian ? density : density.withoutJacobian();
    LogDensity.Evaluator evaluator = own.evaluator();
    Key key = seed.key().at("mode");
    Mode best = null;
    double[] before = {};
    for (int i = 0; i < starts; i++) {
      Point begin = start(own, evaluator, i, key.at(i));
      if (Arrays.equals(before, begin.at())) {
        break; // the same start would come to the same end
      }
      before = begin.at();
      Mode mode = descend(own, evaluator, begin, best);
      best = mode.isBetterThan(best) ? mode : best;
      if (mode.isConverged() || mode.ending() == Ending.INTERRUPTED) {
        break;
      }
    }
    return Objects.requireNonNull(best);
  }

  /**
   * A descent and, where it ends beside a higher place, others from there: a line search can step
   * over the nearer of two modes.
   */
  private Mode descend(
      LogDensity density, LogDensity.Evaluator evaluator, Point start, @Nullable Mode failed) {
    Edges edges = Edges.of(density, start.at());
    Optional<Point> next = Optional.of(start);
    Mode best = null;
    for (int i = 0; i < MOVES && next.isPresent(); i++) {
      Descent descent = new Descent(this, evaluator, edges, next.get());
      Mode mode = Mode.of(density, jacobian, descent, descent.run(), failed);
      if (best != null && !mode.isConverged()) {
        break; // the higher place leads to no mode; the one before stays
      }
      best = mode;
      next = mode.isConverged() ? edges.higher(mode.found(), evaluator) : Optional.empty();
    }
    return Objects.requireNonNull(best);
  }

  private Point start(LogDensity density, LogDensity.Evaluator evaluator, int number, Key key) {
    Point point = finite(start, density, evaluator, number, key);
    if (point != null) {
      return point;
    }
    double[] position = start.position(density, number, key.at(TRIES - 1));
    throw new IllegalArgumentException(
        "start %d: no finite log density and gradient at any of %d starting points; at the last one"
                .formatted(number, TRIES)
            + " log p is not finite for "
            + density.variables().faults(position)
            + ". Look there for data outside of the support or a parameter that overflows, or"
            + " choose another start with withStart");
  }

  /**
   * The first of up to 100 starting points with a finite density and gradient; null if none has.
   */
  static @Nullable Point finite(
      Start start, LogDensity density, LogDensity.Evaluator evaluator, int number, Key key) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      double[] position = start.position(density, number, key.at(attempt));
      if (position.length != density.dimension()) {
        throw new IllegalArgumentException(
            "start %d: starting point of %d coordinates, expected %d"
                .formatted(number, position.length, density.dimension()));
      }
      Point point = Point.of(evaluator, position);
      if (point.isFinite()) {
        return point;
      }
    }
    return null;
  }
}
