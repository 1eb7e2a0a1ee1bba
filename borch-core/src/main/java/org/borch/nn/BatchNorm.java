package org.borch.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.borch.Module;
import org.borch.tensor.BorchArray;

/**
 * Normalises channels: (x - mean) / √(variance + eps) · weight + bias, weight and bias [channels]
 * (Ioffe and Szegedy 2015). In training mean and variance are the batch's; elsewhere the running
 * ones, buffers {@code running_mean} and {@code running_var}, which {@link org.borch.Model#refresh}
 * keeps. Weight and bias are learned numbers, unless priors are given.
 *
 * <p>In training the rows of a batch see each other: a log density is then of this batch alone.
 */
public final class BatchNorm extends Module<NDArray, NDArray> {

  private static final float EPS = 1e-5f;
  private static final float MOMENTUM = 0.9f;

  private final long channels;
  private final Norm norm;

  /** With a learned scale and shift. */
  public BatchNorm(long channels) {
    this(channels, Norm.learned());
  }

  /** With random ones. */
  public BatchNorm(long channels, Prior scale, Prior shift) {
    this(channels, new Norm(scale, shift));
  }

  private BatchNorm(long channels, Norm norm) {
    LayerWeights.requireSizes("BatchNorm(" + channels + ")", channels);
    this.channels = channels;
    this.norm = norm;
  }

  /** x: [B, channels] + spatial → the same shape. */
  @Override
  protected NDArray forward(NDArray x) {
    LayerWeights.requireAxis(this, x, 1, 2, channels);
    Shape shape = new Shape(channels);
    NDArray mean = buffer("running_mean", BorchArray.full(shape, 0, DataType.FLOAT64)).duplicate();
    NDArray variance =
        buffer("running_var", BorchArray.full(shape, 1, DataType.FLOAT64)).duplicate();
    NDArray result =
        x.getNDArrayInternal()
            .batchNorm(
                x,
                mean,
                variance,
                norm.scale(this, shape),
                norm.shift(this, shape),
                1,
                MOMENTUM,
                EPS,
                isTraining())
            .singletonOrThrow();
    if (isTraining()) {
      update("running_mean", mean); // which the operation has written
      update("running_var", variance);
    }
    return result;
  }

  @Override
  public String toString() {
    return "BatchNorm(" + channels + ")";
  }
}
