package org.borch.infer.curvature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.borch.infer.density.Parts;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;

/**
 * Solves (A + λ I) x = b for a positive definite A of which only products are known. A
 * preconditioner M ≈ A⁻¹ is applied to every residual, the first one included (Nocedal and Wright
 * 2006, algorithm 5.3).
 *
 * @param maxIterations at most, each with one product; at least 1
 * @param tolerance what is left of |b| at the end
 * @param damping λ, at least 0
 */
public record ConjugateGradients(int maxIterations, double tolerance, double damping) {

  private static final int ITERATIONS = 1_000;
  private static final double TOLERANCE = 1e-8;

  /** Checks the numbers. */
  public ConjugateGradients {
    if (maxIterations < 1) {
      throw new IllegalArgumentException(
          "maxIterations = " + maxIterations + ", expected at least 1");
    }
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException("tolerance = " + tolerance + ", expected at least 0");
    }
    if (!(damping >= 0) || Double.isInfinite(damping)) {
      throw new IllegalArgumentException("damping = " + damping + ", expected a number >= 0");
    }
  }

  /** At most 1,000 iterations, until 1e-8 of |b| is left; no damping. */
  public static ConjugateGradients defaults() {
    return new ConjugateGradients(ITERATIONS, TOLERANCE, 0);
  }

  /** With another number of iterations at most. */
  public ConjugateGradients withMaxIterations(int maxIterations) {
    return new ConjugateGradients(maxIterations, tolerance, damping);
  }

  /** With another tolerance. */
  public ConjugateGradients withTolerance(double tolerance) {
    return new ConjugateGradients(maxIterations, tolerance, damping);
  }

  /** With another damping. */
  public ConjugateGradients withDamping(double damping) {
    return new ConjugateGradients(maxIterations, tolerance, damping);
  }

  /**
   * What was found.
   *
   * @param x of b's shape
   * @param iterations how many
   * @param residual |b - (A + λ I) x|
   * @param converged whether that is within the tolerance
   */
  public record Solution(NDArray x, int iterations, double residual, boolean converged) {}

  /** Without a preconditioner. */
  public Solution solve(UnaryOperator<NDArray> matrix, NDArray b) {
    return solve(matrix, b, r -> r);
  }

  /**
   * Solves, and looks at the residual after each iteration.
   *
   * @param matrix A x, [d] → [d]
   * @param b [d]
   * @param preconditioner M r, [d] → [d], positive definite; {@code r -> r.div(diagonal)} is
   *     Jacobi's
   */
  public Solution solve(
      UnaryOperator<NDArray> matrix, NDArray b, UnaryOperator<NDArray> preconditioner) {
    double enough = tolerance * Math.sqrt(number(b.square().sum()));
    Point at = start(b, preconditioner);
    double residual = Math.sqrt(number(at.residual.square().sum()));
    int iterations = 0;
    while (residual > enough && iterations < maxIterations) {
      at = next(at, matrix, preconditioner);
      residual = Math.sqrt(number(at.residual.square().sum()));
      iterations++;
    }
    return new Solution(at.x, iterations, residual, residual <= enough);
  }

  private static double number(NDArray scalar) {
    return BorchArray.wrap(scalar).values()[0];
  }

  /**
   * The same on arrays by name.
   *
   * @param matrix from arrays of b's names and shapes to such
   * @return x by name, and the solution as one flat array
   */
  public Map<String, NDArray> solve(
      UnaryOperator<Map<String, NDArray>> matrix, Map<String, ? extends NDArray> b) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    b.forEach((name, part) -> shapes.put(name, part.getShape()));
    UnaryOperator<NDArray> flat = x -> Parts.join(matrix.apply(Parts.of(shapes, x)));
    return Parts.of(shapes, solve(flat, Parts.join(b)).x());
  }

  /**
   * Exactly {@link #maxIterations} iterations, whatever the residual: array operations only, which
   * may be traced and differentiated. Where the solution is reached before, it stays.
   *
   * @return x, [d]
   */
  public NDArray unrolled(
      UnaryOperator<NDArray> matrix, NDArray b, UnaryOperator<NDArray> preconditioner) {
    Point at = start(b, preconditioner);
    for (int i = 0; i < maxIterations; i++) {
      at = next(at, matrix, preconditioner);
    }
    return at.x;
  }

  /**
   * Before an iteration.
   *
   * @param scale rᵀ M r
   */
  private record Point(NDArray x, NDArray residual, NDArray direction, NDArray scale) {}

  private static Point start(NDArray b, UnaryOperator<NDArray> preconditioner) {
    NDArray solved = preconditioner.apply(b);
    return new Point(b.zerosLike(), b, solved, dot(b, solved));
  }

  private static NDArray dot(NDArray a, NDArray b) {
    return a.mul(b).sum().reshape(1);
  }

  private Point next(
      Point at, UnaryOperator<NDArray> matrix, UnaryOperator<NDArray> preconditioner) {
    NDArray product = matrix.apply(at.direction).add(at.direction.mul(damping));
    NDArray length = ratio(at.scale, dot(at.direction, product));
    NDArray x = at.x.add(at.direction.mul(length));
    NDArray residual = at.residual.sub(product.mul(length));
    NDArray solved = preconditioner.apply(residual);
    NDArray scale = dot(residual, solved);
    NDArray direction = solved.add(at.direction.mul(ratio(scale, at.scale)));
    return new Point(x, residual, direction, scale);
  }

  /** 0 where nothing is left. */
  private static NDArray ratio(NDArray a, NDArray b) {
    NDArray zero = b.eq(0);
    return ArrayMath.where(zero, 0, a.div(ArrayMath.where(zero, 1, b)));
  }
}
