package org.borch.nn;

import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.borch.Module;

/**
 * Normalises groups of an image's channels: (x - mean) / √(variance + eps) · weight + bias with the
 * mean and variance of a group, weight and bias [channels] (Wu and He 2018). With one channel in
 * each group it is instance normalisation. Weight and bias are learned numbers, unless priors are
 * given.
 */
public final class GroupNorm extends Module<NDArray, NDArray> {

  private static final double EPS = 1e-5;

  private final long groups;
  private final long channels;
  private final Norm norm;

  /** With a learned scale and shift. */
  public GroupNorm(long groups, long channels) {
    this(groups, channels, Norm.learned());
  }

  /** With random ones. */
  public GroupNorm(long groups, long channels, Prior scale, Prior shift) {
    this(groups, channels, new Norm(scale, shift));
  }

  private GroupNorm(long groups, long channels, Norm norm) {
    String call = "GroupNorm(" + groups + ", " + channels + ")";
    LayerWeights.requireSizes(call, groups, channels);
    if (channels % groups != 0) {
      throw new IllegalArgumentException(call + ", expected groups that divide the channels");
    }
    this.groups = groups;
    this.channels = channels;
    this.norm = norm;
  }

  /** x: [B, channels] + spatial → the same shape. */
  @Override
  protected NDArray forward(NDArray x) {
    LayerWeights.requireAxis(this, x, 1, 2, channels);
    Shape shape = x.getShape();
    long rows = shape.get(0);
    NDArray grouped = x.reshape(rows, groups, shape.size() / (rows * groups));
    NDArray centred = grouped.sub(grouped.mean(new int[] {2}, true));
    NDArray variance = square(centred).mean(new int[] {2}, true);
    NDArray standard = centred.div(sqrt(variance.add(EPS))).reshape(shape);
    long[] aligned = new long[shape.dimension() - 1]; // [channels, 1, ...]
    Arrays.fill(aligned, 1);
    aligned[0] = channels;
    Shape own = new Shape(channels);
    return standard
        .mul(norm.scale(this, own).reshape(aligned))
        .add(norm.shift(this, own).reshape(aligned));
  }

  @Override
  public String toString() {
    return "GroupNorm(" + groups + ", " + channels + ")";
  }
}
