package org.borch.distributions.kernel;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.tensor.Operand;

/**
 * A covariance function k(x, x') of two inputs, with arguments that a model may learn. Those of
 * {@link Kernels} are combined by {@link #plus}, {@link #times}, {@link #scaled}, {@link
 * #stretched} and {@link #on}; one of your own extends this class.
 *
 * <p>Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, chapter 4.
 */
public abstract class CovarianceKernel {

  /** For the kernels of this package and your own. */
  protected CovarianceKernel() {}

  /**
   * An argument as declared.
   *
   * @param name its name, unique within the kernel
   * @param value a number or an array of shape batch + event
   * @param constraint where the value must lie
   */
  public record Argument(String name, Operand value, Constraint constraint) {}

  /** The arguments, in the order of {@link #withArguments}. */
  public abstract List<Argument> arguments();

  /** The same kernel with other arguments. */
  public abstract CovarianceKernel withArguments(List<Operand> values);

  /**
   * The covariances of all pairs.
   *
   * @param x [n, d]
   * @param y [m, d]
   * @param same whether x and y are the same measurements, not only at equal inputs
   * @return batch + [n, m], or something that broadcasts to that
   */
  protected abstract NDArray between(NDArray x, NDArray y, boolean same);

  /** The covariance matrix at inputs: [n, d], or [n] for one dimension → batch + [n, n]. */
  public final NDArray covariance(NDArray x) {
    NDArray rows = Inputs.rows(x);
    return Inputs.matrix(between(rows, rows, true), rows, rows);
  }

  /** The covariances of other measurements: [n, d], [m, d] → batch + [n, m]. */
  public final NDArray covariance(NDArray x, NDArray y) {
    NDArray left = Inputs.rows(x);
    NDArray right = Inputs.rows(y);
    return Inputs.matrix(between(left, right, false), left, right);
  }

  /**
   * The logarithm of S(ω) = ∫ k(r) exp(-iωr) dr of a kernel of x - x' alone: [m, d] → batch + [m].
   *
   * @throws UnsupportedOperationException (the default) for a kernel that has no such density
   */
  public NDArray logSpectralDensity(NDArray frequencies) {
    throw new UnsupportedOperationException(
        getClass().getSimpleName()
            + " has no spectral density; take a squared exponential or Matern kernel, scaled,"
            + " stretched or added, or the exact process");
  }

  /** k + other: of the sum of two independent functions. */
  public final CovarianceKernel plus(CovarianceKernel other) {
    return new SumKernel(this, other);
  }

  /** k · other: of a product, which is similar where both are. */
  public final CovarianceKernel times(CovarianceKernel other) {
    return new ProductKernel(this, other);
  }

  /** scale² k: of the function times {@code scale}. */
  public final CovarianceKernel scaled(double scale) {
    return new ScaledKernel(Operand.of(scale), this);
  }

  /** scale² k: of the function times {@code scale}: batch, above 0. */
  public final CovarianceKernel scaled(NDArray scale) {
    return new ScaledKernel(Operand.of(scale), this);
  }

  /** k(x / lengthScales, x' / lengthScales), each dimension with its own: batch + [d], above 0. */
  public final CovarianceKernel stretched(NDArray lengthScales) {
    return new StretchedKernel(Operand.of(lengthScales), this);
  }

  /** k of some columns of the inputs only, counted from 0. */
  public final CovarianceKernel on(int... columns) {
    return new ColumnKernel(columns, this);
  }
}
