package org.borch.infer.laplace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.borch.infer.density.LogDensity;
import org.borch.infer.density.Start;
import org.borch.infer.run.Interruption;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * A normal approximation found on the way to a mode: at each point of a descent by L-BFGS the
 * curvature so far makes a normal distribution, and the one with the largest evidence lower bound
 * stays. Where the density rises to an edge, as a hierarchy's does when its scale goes to 0, that
 * one lies before the edge, so that it needs no mode. A few hundred gradients: a start for fits and
 * chains.
 *
 * <p>Zhang, Carpenter, Gelman and Vehtari (2022), "Pathfinder: Parallel quasi-Newton variational
 * inference", Journal of Machine Learning Research 23, algorithms 1 to 4.
 *
 * @param paths how many descents, from starts of their own; the best of all counts
 * @param draws for each estimate of a lower bound
 * @param memory how many steps correct the diagonal of the curvature
 * @param maxIterations of each descent
 * @param start where the descents begin
 */
public record Pathfinder(int paths, int draws, int memory, int maxIterations, Start start) {

  private static final int PATHS = 4;
  private static final int DRAWS = 20;
  private static final int MEMORY = 20;
  private static final int ITERATIONS = 1_000;

  /** Of a long way, so many points are tried. */
  private static final int CANDIDATES = 100;

  /** Of differences, in standard deviations. */
  private static final double STEP = 1e-3;

  /** Checks the settings. */
  public Pathfinder {
    require("paths", paths);
    require("draws", draws);
    require("memory", memory);
    require("maxIterations", maxIterations);
  }

  private static void require(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " = " + value + ", expected at least 1");
    }
  }

  /** 4 descents from uniform(-2, 2), 20 draws for each bound, a memory of 20 steps. */
  public static Pathfinder defaults() {
    return new Pathfinder(PATHS, DRAWS, MEMORY, ITERATIONS, Start.uniform());
  }

  /** With another number of descents. */
  public Pathfinder withPaths(int paths) {
    return new Pathfinder(paths, draws, memory, maxIterations, start);
  }

  /** With another number of draws for each bound. */
  public Pathfinder withDraws(int draws) {
    return new Pathfinder(paths, draws, memory, maxIterations, start);
  }

  /** With other starts of the descents. */
  public Pathfinder withStart(Start start) {
    return new Pathfinder(paths, draws, memory, maxIterations, start);
  }

  /**
   * The best normal approximation of a density.
   *
   * @param density with its Jacobian; a matrix of all its coordinates must fit into memory
   * @param seed decides starts and draws
   * @return empty if no descent has a point around which the bound is finite
   * @throws IllegalStateException if the density's model is bound to minibatches
   */
  public Optional<NormalApproximation> approximate(LogDensity density, Seed seed) {
    LogDensity.Evaluator evaluator = density.evaluator();
    Key key = seed.key().at("pathfinder");
    NormalApproximation best = null;
    for (int path = 0; path < paths && !Interruption.isRequested(); path++) {
      best = better(best, path(density, evaluator, path, key.at(path)));
    }
    return Optional.ofNullable(best).map(found -> curved(found, evaluator, key.at("curved")));
  }

  private static @Nullable NormalApproximation better(
      @Nullable NormalApproximation one, @Nullable NormalApproximation other) {
    return one == null || (other != null && other.elbo() > one.elbo()) ? other : one;
  }

  private @Nullable NormalApproximation path(
      LogDensity density, LogDensity.Evaluator evaluator, int number, Key key) {
    Point from = Lbfgs.finite(start, density, evaluator, number, key.at("start"));
    if (from == null) {
      return null;
    }
    List<Point> way = new ArrayList<>(List.of(from));
    Lbfgs search =
        Lbfgs.defaults().withJacobian(true).withMemory(memory).withMaxIterations(maxIterations);
    new Descent(search, evaluator, Edges.of(density, from.at()), from, way::add).run();
    PathCurvature curvature = new PathCurvature(density.dimension(), memory);
    int stride = Math.max(1, way.size() / CANDIDATES);
    NormalApproximation best = null;
    for (int i = 1; i < way.size() && !Interruption.isRequested(); i++) {
      curvature.add(way.get(i - 1), way.get(i));
      if (i % stride == 0 || i == way.size() - 1) {
        double[][] covariance = curvature.inverseHessian();
        best =
            better(
                best, around(density.coordinates(), way.get(i), covariance, evaluator, key.at(i)));
      }
    }
    return best;
  }

  /** The same around its centre with second derivatives, by differences, if that is better. */
  private NormalApproximation curved(
      NormalApproximation found, LogDensity.Evaluator evaluator, Key key) {
    Point centre = Point.of(evaluator, found.centre());
    double[] sds = found.deviations();
    int n = sds.length;
    double[][] hessian = new double[n][n];
    for (int i = 0; i < n; i++) {
      double step = STEP * sds[i];
      double[] unit = new double[n];
      unit[i] = 1;
      double[] above = Point.of(evaluator, centre.along(unit, step)).gradient();
      double[] below = Point.of(evaluator, centre.along(unit, -step)).gradient();
      for (int j = 0; j < n; j++) {
        hessian[i][j] = (above[j] - below[j]) / (2 * step);
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        hessian[i][j] = (hessian[i][j] + hessian[j][i]) / 2;
        hessian[j][i] = hessian[i][j];
      }
    }
    Precision precision = Precision.of(hessian);
    if (!precision.isFinite() || !precision.isDefinite()) {
      return found;
    }
    double before = elbo(found.centre(), found.lower(), evaluator, key);
    NormalApproximation other =
        around(found.coordinates(), centre, precision.inverse(), evaluator, key);
    return other != null && other.elbo() > before ? other : found;
  }

  /** Around the end of a Newton step from a point; null where that has no bound. */
  private @Nullable NormalApproximation around(
      List<LogDensity.Coordinates> coordinates,
      Point at,
      double[][] covariance,
      LogDensity.Evaluator evaluator,
      Key key) {
    Precision factored = Precision.of(covariance);
    if (!factored.isDefinite()) {
      return null;
    }
    double[] centre = at.at().clone();
    for (int i = 0; i < centre.length; i++) {
      centre[i] -= Point.dot(covariance[i], at.gradient());
    }
    double elbo = elbo(centre, factored.lower(), evaluator, key);
    return elbo > Double.NEGATIVE_INFINITY
        ? new NormalApproximation(coordinates, centre, factored.lower(), elbo)
        : null;
  }

  /** The mean of log p - log q over draws. */
  private double elbo(double[] centre, double[][] lower, LogDensity.Evaluator density, Key key) {
    int n = centre.length;
    double logDeterminant = 0;
    for (int i = 0; i < n; i++) {
      logDeterminant += Math.log(lower[i][i]);
    }
    double sum = 0;
    for (int s = 0; s < draws; s++) {
      double[] e = new double[n];
      new NoiseReader(key.at(s)).normal(e);
      double[] at = centre.clone();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          at[i] += lower[i][j] * e[j];
        }
      }
      double logQ = -0.5 * (Point.dot(e, e) + n * Math.log(2 * Math.PI)) - logDeterminant;
      sum += density.value(at) - logQ;
    }
    return sum / draws;
  }
}
