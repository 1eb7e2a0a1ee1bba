package org.borch.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.borch.Module;
import org.jspecify.annotations.Nullable;

/**
 * A convolution with random weights over one, two or three spatial axes, as many as the kernel has:
 * weight [out, in / groups] + kernel and bias [out].
 *
 * <pre>{@code
 * new Convolution(3, 16, new Shape(3, 3)).withPadding(1, 1).withStride(2, 2)
 * }</pre>
 */
public final class Convolution extends Module<NDArray, NDArray> {

  private final long in;
  private final long out;
  private final Window window;
  private final Padding beyond;
  private final int groups;
  private final boolean hasBias;
  private final Prior prior;
  private final Estimator estimator;

  /** With {@link Priors#kaiming} priors, one step at a time, without padding. */
  public Convolution(long in, long out, Shape kernel) {
    this(in, out, kernel, Priors.kaiming());
  }

  /**
   * With one kind of prior for weight and bias.
   *
   * @param kernel its size, one number for each spatial axis
   * @throws IllegalArgumentException if a size is below 1, or there are not 1 to 3 spatial axes
   */
  public Convolution(long in, long out, Shape kernel, Prior prior) {
    this(in, out, Window.of(kernel), Padding.ZEROS, 1, true, prior, Estimator.WEIGHTS);
  }

  private Convolution(
      long in,
      long out,
      Window window,
      Padding beyond,
      int groups,
      boolean hasBias,
      Prior prior,
      Estimator estimator) {
    LayerWeights.requireSizes("Convolution(" + in + ", " + out + ", ...)", in, out);
    LayerWeights.requireGroups(groups, in, out);
    this.in = in;
    this.out = out;
    this.window = window;
    this.beyond = beyond;
    this.groups = groups;
    this.hasBias = hasBias;
    this.prior = prior;
    this.estimator = estimator;
  }

  /** With steps of other lengths. */
  public Convolution withStride(long... stride) {
    Window other = window.withStride(new Shape(stride));
    return new Convolution(in, out, other, beyond, groups, hasBias, prior, estimator);
  }

  /** With so many zeros at both edges of each spatial axis. */
  public Convolution withPadding(long... padding) {
    return withPadding(Padding.ZEROS, padding);
  }

  /** With so many elements of another kind at both edges of each spatial axis. */
  public Convolution withPadding(Padding kind, long... padding) {
    Window other = window.withPadding(new Shape(padding));
    return new Convolution(in, out, other, kind, groups, hasBias, prior, estimator);
  }

  /** With gaps between the kernel's elements. */
  public Convolution withDilation(long... dilation) {
    Window other = window.withDilation(new Shape(dilation));
    return new Convolution(in, out, other, beyond, groups, hasBias, prior, estimator);
  }

  /** With channels in groups that do not see each other. */
  public Convolution withGroups(int groups) {
    return new Convolution(in, out, window, beyond, groups, hasBias, prior, estimator);
  }

  /** Without bias. */
  public Convolution withoutBias() {
    return new Convolution(in, out, window, beyond, groups, false, prior, estimator);
  }

  /** With another estimator in training. */
  public Convolution withEstimator(Estimator other) {
    return new Convolution(in, out, window, beyond, groups, hasBias, prior, other);
  }

  /** x: [B, in] + spatial → [B, out] + spatial. */
  @Override
  protected NDArray forward(NDArray x) {
    LayerWeights.requireAxis(this, x, 1, window.axes() + 2, in);
    long places = window.kernel().size();
    long fanIn = in / groups * places;
    long fanOut = out / groups * places;
    Shape shape = new Shape(out, in / groups).addAll(window.kernel());
    NDArray weight = LayerWeights.draw(this, "weight", prior, shape, fanIn, fanOut);
    @Nullable NDArray bias =
        hasBias ? LayerWeights.draw(this, "bias", prior, new Shape(out), fanIn, fanOut) : null;
    NDArray image = x;
    Window inside = window;
    if (beyond != Padding.ZEROS) {
      for (int axis = 0; axis < window.axes(); axis++) {
        long more = window.padding().get(axis);
        image = beyond.pad(image, axis + 2, more, more);
      }
      inside = window.withoutPadding();
    }
    Window steps = inside;
    NDArray y =
        estimator.output(this, image, weight, 2, (from, kernel) -> convolved(from, kernel, steps));
    return bias == null ? y : y.add(bias.reshape(aligned()));
  }

  private NDArray convolved(NDArray image, NDArray weight, Window steps) {
    return image
        .getNDArrayInternal()
        .convolution(image, weight, null, steps.stride(), steps.padding(), steps.dilation(), groups)
        .singletonOrThrow();
  }

  /** [out, 1, ...]. */
  private Shape aligned() {
    long[] sizes = new long[window.axes() + 1];
    Arrays.fill(sizes, 1);
    sizes[0] = out;
    return new Shape(sizes);
  }

  @Override
  public String toString() {
    return "Convolution(" + in + ", " + out + ", " + window.kernel() + ")";
  }
}
