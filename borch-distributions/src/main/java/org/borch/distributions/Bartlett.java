package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.digamma;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.logGamma;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.stream.IntStream;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Noise;

/**
 * The lower Cholesky factor of a standard Wishart matrix: roots of χ² on the diagonal, normal
 * numbers below it.
 *
 * <p>Bartlett 1933, "On the theory of statistical regression"; Anderson 2003, An Introduction to
 * Multivariate Statistical Analysis, section 7.2.
 */
final class Bartlett {

  private Bartlett() {}

  /**
   * The factor.
   *
   * @param df any shape that broadcasts to batch
   * @return batch + [d, d]
   */
  static NDArray draw(Noise noise, NDArray df, int d, Shape batch) {
    NDArray half = broadcastTo(halves(df, d), batch.add(d));
    NDArray chi = exp(Gamma.logStandardDraw(noise.at("diagonal"), half).mul(0.5));
    NDArray normal = noise.at("below").normal(batch.add(d).add(d));
    NDArray strictly = LinearAlgebra.lowerTriangle(normal);
    NDArray below = strictly.sub(LinearAlgebra.diagonalMatrix(LinearAlgebra.diagonal(normal)));
    return below.add(LinearAlgebra.diagonalMatrix(chi.mul(Math.sqrt(2))));
  }

  /** (df - i) / 2, i = 0, ..., d-1: any → any + [d]. */
  static NDArray halves(NDArray df, int d) {
    double[] steps = IntStream.range(0, d).asDoubleStream().toArray();
    return df.expandDims(-1).sub(cast(BorchArray.of(steps), df.getDataType())).mul(0.5);
  }

  /** log Γ_d(df/2). */
  static NDArray logGammas(NDArray df, int d) {
    double constant = d * (d - 1) / 4.0 * Math.log(Math.PI);
    return Distribution.sumLast(logGamma(halves(df, d)), 1).add(constant);
  }

  /** Σ ψ((df - i) / 2). */
  static NDArray digammas(NDArray df, int d) {
    return Distribution.sumLast(digamma(halves(df, d)), 1);
  }

  /** The sum of the squares of a matrix: batch + [d, d] → batch. */
  static NDArray squares(NDArray matrix) {
    return Distribution.sumLast(matrix.square(), 2);
  }
}
