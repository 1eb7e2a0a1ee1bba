package org.borch.infer.laplace;

import java.util.Optional;
import java.util.function.Consumer;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Interruption;
import org.jspecify.annotations.Nullable;

/** One run of L-BFGS from one start: Nocedal and Wright, algorithm 7.5. */
final class Descent {

  private static final double UNIT = Math.ulp(1.0);

  private final Lbfgs settings;
  private final Edges edges;
  private final LineSearch search;
  private final Curvature curvature;
  private final Consumer<Point> visitor;
  private Point point;
  private int iterations;

  Descent(Lbfgs settings, LogDensity.Evaluator density, Edges edges, Point start) {
    this(settings, density, edges, start, point -> {});
  }

  /**
   * A run that shows its way.
   *
   * @param visitor sees each point after the start
   */
  Descent(
      Lbfgs settings,
      LogDensity.Evaluator density,
      Edges edges,
      Point start,
      Consumer<Point> visitor) {
    this.visitor = visitor;
    this.settings = settings;
    this.edges = edges;
    this.search = new LineSearch(density);
    this.curvature = new Curvature(settings.memory());
    this.point = start;
  }

  /** Runs to the end. */
  Ending run() {
    if (point.steepness() <= settings.tolerance().gradient()) {
      return Ending.GRADIENT;
    }
    while (iterations < settings.maxIterations()) {
      if (Interruption.isRequested()) {
        return Ending.INTERRUPTED;
      }
      Point next = next();
      if (next == null) {
        return Ending.NO_PROGRESS;
      }
      iterations++;
      Point before = point;
      point = next;
      curvature.add(before, point);
      visitor.accept(point);
      if (edges.risingTowards(point).isPresent()) {
        return Ending.UNBOUNDED;
      }
      Optional<Ending> ending = converged(before);
      if (ending.isPresent()) {
        return ending.get();
      }
    }
    return Ending.ITERATIONS;
  }

  /** The best point found. */
  Point point() {
    return point;
  }

  Edges edges() {
    return edges;
  }

  int iterations() {
    return iterations;
  }

  int evaluations() {
    return search.evaluations();
  }

  /** Along the quasi-Newton direction; if that fails, along the gradient with nothing known. */
  private @Nullable Point next() {
    if (!curvature.isEmpty()) {
      double[] direction = downhill();
      Point next = point.slope(direction) < 0 ? search.search(point, direction, 1) : null;
      if (next != null) {
        return next;
      }
      curvature.clear();
    }
    double[] direction = downhill();
    double length = Math.sqrt(Point.dot(direction, direction));
    return search.search(point, direction, Math.min(1, 1 / length));
  }

  private double[] downhill() {
    double[] direction = curvature.times(point.gradient());
    for (int i = 0; i < direction.length; i++) {
      direction[i] = -direction[i];
    }
    return direction;
  }

  private Optional<Ending> converged(Point before) {
    Tolerance tolerance = settings.tolerance();
    double change = Math.abs(point.value() - before.value());
    double size = Math.max(1, Math.max(Math.abs(point.value()), Math.abs(before.value())));
    double promise = -point.slope(downhill());
    if (point.steepness() < tolerance.gradient()) {
      return Optional.of(Ending.GRADIENT);
    } else if (promise < tolerance.relativeGradient() * UNIT * size) {
      return Optional.of(Ending.RELATIVE_GRADIENT);
    } else if (change < tolerance.value()) {
      return Optional.of(Ending.VALUE);
    } else if (change < tolerance.relativeValue() * UNIT * size) {
      return Optional.of(Ending.RELATIVE_VALUE);
    } else if (moved(before) < tolerance.step()) {
      return Optional.of(Ending.STEP);
    }
    return Optional.empty();
  }

  private double moved(Point before) {
    double squares = 0;
    for (int i = 0; i < point.at().length; i++) {
      double step = point.at()[i] - before.at()[i];
      squares += step * step;
    }
    return Math.sqrt(squares);
  }
}
