package org.borch.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.borch.Module;
import org.jspecify.annotations.Nullable;

/**
 * A transposed convolution with random weights: it spreads each number over a kernel's places, and
 * with a stride makes images larger. Weight [out, in / groups] + kernel, as DJL has it, and bias
 * [out].
 *
 * <p>The fan-in is what reaches one output on average: in / groups times the kernel's places,
 * divided by the stride.
 */
public final class TransposedConvolution extends Module<NDArray, NDArray> {

  private final long in;
  private final long out;
  private final Window window;
  private final Shape outPadding;
  private final int groups;
  private final boolean hasBias;
  private final Prior prior;

  /** With {@link Priors#kaiming} priors, one step at a time, without padding. */
  public TransposedConvolution(long in, long out, Shape kernel) {
    this(in, out, kernel, Priors.kaiming());
  }

  /**
   * With one kind of prior for weight and bias.
   *
   * @param kernel its size, one number for each spatial axis, of which there may be 1 or 2
   * @throws IllegalArgumentException if a size is below 1
   */
  public TransposedConvolution(long in, long out, Shape kernel, Prior prior) {
    this(in, out, Window.of(kernel), Window.of(kernel).padding(), 1, true, prior);
  }

  private TransposedConvolution(
      long in,
      long out,
      Window window,
      Shape outPadding,
      int groups,
      boolean hasBias,
      Prior prior) {
    LayerWeights.requireSizes("TransposedConvolution(" + in + ", " + out + ", ...)", in, out);
    LayerWeights.requireGroups(groups, in, out);
    this.in = in;
    this.out = out;
    this.window = window;
    this.outPadding = outPadding;
    this.groups = groups;
    this.hasBias = hasBias;
    this.prior = prior;
  }

  /** With steps of other lengths in the output. */
  public TransposedConvolution withStride(long... stride) {
    Window other = window.withStride(new Shape(stride));
    return new TransposedConvolution(in, out, other, outPadding, groups, hasBias, prior);
  }

  /** Without so many elements at both edges of each spatial axis of the output. */
  public TransposedConvolution withPadding(long... padding) {
    Window other = window.withPadding(new Shape(padding));
    return new TransposedConvolution(in, out, other, outPadding, groups, hasBias, prior);
  }

  /** With so many elements more at the end of each spatial axis of the output. */
  public TransposedConvolution withOutPadding(long... outPadding) {
    Shape other = new Shape(outPadding);
    return new TransposedConvolution(in, out, window, other, groups, hasBias, prior);
  }

  /** With gaps between the kernel's elements. */
  public TransposedConvolution withDilation(long... dilation) {
    Window other = window.withDilation(new Shape(dilation));
    return new TransposedConvolution(in, out, other, outPadding, groups, hasBias, prior);
  }

  /** With channels in groups that do not see each other. */
  public TransposedConvolution withGroups(int groups) {
    return new TransposedConvolution(in, out, window, outPadding, groups, hasBias, prior);
  }

  /** Without bias. */
  public TransposedConvolution withoutBias() {
    return new TransposedConvolution(in, out, window, outPadding, groups, false, prior);
  }

  /** x: [B, in] + spatial → [B, out] + spatial. */
  @Override
  protected NDArray forward(NDArray x) {
    LayerWeights.requireAxis(this, x, 1, window.axes() + 2, in);
    long places = window.kernel().size();
    long steps = Arrays.stream(window.stride().getShape()).reduce(1, (a, b) -> a * b);
    long fanIn = Math.max(1, in / groups * places / steps);
    long fanOut = out / groups * places;
    Shape shape = new Shape(out, in / groups).addAll(window.kernel());
    NDArray weight = LayerWeights.draw(this, "weight", prior, shape, fanIn, fanOut);
    @Nullable NDArray bias =
        hasBias ? LayerWeights.draw(this, "bias", prior, new Shape(out), fanIn, fanOut) : null;
    return x.getNDArrayInternal()
        .deconvolution(
            x,
            weight,
            bias,
            window.stride(),
            window.padding(),
            outPadding,
            window.dilation(),
            groups)
        .singletonOrThrow();
  }

  @Override
  public String toString() {
    return "TransposedConvolution(" + in + ", " + out + ", " + window.kernel() + ")";
  }
}
