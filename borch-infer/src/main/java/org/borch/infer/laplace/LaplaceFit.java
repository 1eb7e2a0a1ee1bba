package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.borch.infer.Check;
import org.borch.infer.Draws;
import org.borch.infer.LogDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Key;
import org.borch.tensor.NoiseReader;
import org.borch.tensor.Seed;
import org.borch.tensor.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * A normal approximation around a mode in unconstrained coordinates: N(mode, (-Hessian)⁻¹).
 *
 * <p>Where there is no such normal distribution, {@link #fault} says why, and what needs it is an
 * error with the same words. Nothing is ever added to the Hessian to make it definite.
 */
public final class LaplaceFit {

  /** The squared distance to the mode, in posterior standard deviations, that counts as none. */
  static final double AT_MODE = 1e-8;

  private static final int CHECK_DRAWS = 2_500;
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  /** A coordinate's share of a flat direction, relative to the largest, that is worth a word. */
  private static final double SHARE = 0.2;

  private static final int NAMED = 4;

  /** A share that is 1 in two digits. */
  private static final double ONE = 0.995;

  private final LogDensity density;
  private final Mode mode;
  private final @Nullable Precision precision;
  private final @Nullable String fault;

  private LaplaceFit(
      LogDensity density, Mode mode, @Nullable Precision precision, @Nullable String fault) {
    this.density = density;
    this.mode = mode;
    this.precision = precision;
    this.fault = fault;
  }

  /** Where there is no mode to expand about. */
  static LaplaceFit failed(LogDensity density, Mode mode) {
    return new LaplaceFit(density, mode, null, "No Laplace approximation: " + mode.message());
  }

  /**
   * About a point.
   *
   * @param left the squared distance to the mode in posterior standard deviations
   */
  static LaplaceFit of(LogDensity density, Mode mode, Precision precision, double left) {
    return new LaplaceFit(density, mode, precision, fault(density, mode, precision, left));
  }

  private static @Nullable String fault(
      LogDensity density, Mode mode, Precision precision, double left) {
    if (!precision.isFinite()) {
      return "No Laplace approximation: the Hessian at the mode is not finite for "
          + String.join(", ", notFinite(density, precision))
          + ". Look there for an expression without second derivative.";
    }
    Optional<double[]> flat = precision.flatDirection();
    if (flat.isPresent()) {
      String along = combination(density, flat.get());
      return precision.isSaddle()
          ? "No Laplace approximation: the log density curves upwards along "
              + along
              + ", so the point found is a saddle, not a mode. "
              + mode.message()
              + " Start elsewhere (withStart), or reparameterise."
          : "No Laplace approximation: the log density is flat along "
              + along
              + "; neither the data nor the priors determine it. Give these variables proper priors,"
              + " fix one of them, or reparameterise.";
    }
    return left < AT_MODE ? null : "No Laplace approximation: " + mode.message();
  }

  private static List<String> notFinite(LogDensity density, Precision precision) {
    double[][] matrix = precision.matrix();
    return IntStream.range(0, matrix.length)
        .filter(i -> !Double.isFinite(matrix[i][i]))
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
            .toList();
    double largest = direction[order.get(0)];
    StringBuilder text = new StringBuilder();
    for (int i : order) {
      double share = direction[i] / largest;
      if (Math.abs(share) >= SHARE) {
        boolean first = text.isEmpty();
        text.append(first ? "" : share < 0 ? " - " : " + ")
            .append(first || Math.abs(share) > ONE ? "" : number(Math.abs(share)) + " ")
            .append(density.nameOf(i));
      }
    }
    return text
        + (order.size() > 1 && text.indexOf(" ") > 0 ? " (in units of their curvature)" : "");
  }

  private static String number(double share) {
    return String.format(Locale.ROOT, "%.2g", share);
  }

  /** Where the density is largest. */
  public Mode mode() {
    return mode;
  }

  /** Why there is no normal approximation and what to do; empty if there is one. */
  public Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  private Precision sound() {
    if (fault != null || precision == null) {
      throw new ArithmeticException(fault);
    }
    return precision;
  }

  /**
   * The covariance of the unconstrained coordinates, in the order of the density's vector.
   *
   * @throws ArithmeticException if there is a {@link #fault}
   */
  public double[][] covariance() {
    return sound().inverse();
  }

  /**
   * The precision: the negative Hessian of the log density at the mode.
   *
   * @throws ArithmeticException if there is a {@link #fault}
   */
  public double[][] precision() {
    return sound().matrix();
  }

  /**
   * The estimate log p(mode) + d/2 log 2π - 1/2 log det(-Hessian) of the log evidence log p(data);
   * exact for a normal posterior. Meaningful where the density has all its constants.
   *
   * @throws ArithmeticException if there is a {@link #fault}
   */
  public double logEvidence() {
    return mode.logDensity() - logNormal(0);
  }

  /** log q at a draw with so large a sum of squared standard normals. */
  private double logNormal(double squares) {
    Precision own = sound();
    return -0.5 * (squares + own.dimension() * LOG_TWO_PI - own.logDeterminant());
  }

  /**
   * Draws of the unconstrained coordinates.
   *
   * @param n how many, at least 1
   * @return [n][dimension]; draw i depends on the seed and i alone
   * @throws ArithmeticException if there is a {@link #fault}
   */
  public double[][] positions(int n, Seed seed) {
    double[][] positions = new double[n][];
    double[] normals = new double[density.dimension()];
    for (int i = 0; i < n; i++) {
      positions[i] = position(seed, i, normals);
    }
    return positions;
  }

  private double[] position(Seed seed, int draw, double[] normals) {
    Key key = seed.key().at("draws").at(draw);
    new NoiseReader(key).normal(normals);
    double[] deviation = sound().spread(normals);
    double[] position = mode.point();
    for (int i = 0; i < position.length; i++) {
      position[i] += deviation[i];
    }
    return position;
  }

  /**
   * Draws of the latent variables in their own coordinates: one chain of independent draws.
   *
   * @param n how many, at least 1
   * @throws ArithmeticException if there is a {@link #fault}
   */
  public Draws draws(int n, Seed seed) {
    return Draws.of(constrained(positions(n, seed), new Shape(1, n)));
  }

  private Map<String, NDArray> constrained(double[][] positions, Shape leading) {
    Map<String, double[]> all = new LinkedHashMap<>();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (int i = 0; i < positions.length; i++) {
      int draw = i;
      density
          .constrain(positions[i])
          .forEach(
              (name, value) -> {
                double[] own = BorchArray.wrap(value).values();
                shapes.putIfAbsent(name, value.getShape());
                double[] column =
                    all.computeIfAbsent(name, k -> new double[positions.length * own.length]);
                System.arraycopy(own, 0, column, draw * own.length, own.length);
              });
    }
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    all.forEach(
        (name, column) ->
            arrays.put(
                name,
                BorchArray.of(
                    Shapes.concat(leading, shapes.getOrDefault(name, new Shape())), column)));
    return arrays;
  }

  /** {@link #check(int, Seed)} of 2,500 draws. */
  public Check check() {
    return check(CHECK_DRAWS, Seed.of(0));
  }

  /**
   * Judges the approximation by importance weights.
   *
   * @param n how many draws, at least 2
   * @throws ArithmeticException if there is a {@link #fault}
   */
  public Check check(int n, Seed seed) {
    double[][] positions = new double[n][];
    double[] logRatios = new double[n];
    double[] normals = new double[density.dimension()];
    LogDensity.Evaluator evaluator = density.evaluator();
    for (int i = 0; i < n; i++) {
      positions[i] = position(seed, i, normals);
      double logDensity = evaluator.value(positions[i]);
      double logRatio = logDensity - logNormal(Point.dot(normals, normals));
      // Far out, where the density cannot be computed, it counts as 0.
      logRatios[i] = Double.isNaN(logRatio) ? Double.NEGATIVE_INFINITY : logRatio;
    }
    return Check.of(constrained(positions, new Shape(n)), logRatios);
  }

  /** The mode, and the evidence or the fault. */
  @Override
  public String toString() {
    return mode
        + "\n"
        + (fault == null
            ? String.format(Locale.ROOT, "Laplace: log evidence about %.6g", logEvidence())
            : fault);
  }
}
