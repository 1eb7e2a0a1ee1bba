package org.borch.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.Module;

/**
 * An affine map with random weights: y = x weightᵀ + bias, weight [out, in] and bias [out]. One
 * draw of the weights serves a whole forward pass.
 */
public final class Linear extends Module<NDArray, NDArray> {

  private final long in;
  private final long out;
  private final Prior weightPrior;
  private final Prior biasPrior;
  private final Estimator estimator;

  /** With {@link Priors#kaiming} priors. */
  public Linear(long in, long out) {
    this(in, out, Priors.kaiming());
  }

  /** With one kind of prior for weight and bias. */
  public Linear(long in, long out, Prior prior) {
    this(in, out, prior, prior);
  }

  /**
   * With a prior for each.
   *
   * @throws IllegalArgumentException if a size is below 1
   */
  public Linear(long in, long out, Prior weightPrior, Prior biasPrior) {
    this(in, out, weightPrior, biasPrior, Estimator.WEIGHTS);
  }

  private Linear(long in, long out, Prior weightPrior, Prior biasPrior, Estimator estimator) {
    if (in < 1 || out < 1) {
      throw new IllegalArgumentException(
          "Linear(" + in + ", " + out + "), expected sizes of at least 1");
    }
    this.in = in;
    this.out = out;
    this.weightPrior = weightPrior;
    this.biasPrior = biasPrior;
    this.estimator = estimator;
  }

  /** With another estimator in training. */
  public Linear withEstimator(Estimator other) {
    return new Linear(in, out, weightPrior, biasPrior, other);
  }

  /** x: batch + [in] → batch + [out]. */
  @Override
  protected NDArray forward(NDArray x) {
    Shape shape = x.getShape();
    int rank = shape.dimension();
    if (rank == 0 || shape.get(rank - 1) != in) {
      throw new IllegalArgumentException(
          this + " got an input of shape " + shape + ", expected " + in + " at the last axis");
    }
    NDArray weight = random("weight", weightPrior, new Shape(out, in));
    NDArray bias = random("bias", biasPrior, new Shape(out));
    NDArray rows = rank == 1 ? x.expandDims(0) : x;
    NDArray y =
        estimator
            .output(
                this, rows, weight, rows.getShape().dimension(), (a, w) -> a.matMul(w.transpose()))
            .add(bias);
    return rank == 1 ? y.squeeze(0) : y;
  }

  private NDArray random(String name, Prior prior, Shape shape) {
    return rv(name, prior.of(shape, in, out).expand(shape));
  }

  @Override
  public String toString() {
    return "Linear(" + in + ", " + out + ")";
  }
}
