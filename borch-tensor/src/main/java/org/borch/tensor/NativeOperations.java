package org.borch.tensor;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.borch.tensor.number.HurwitzZeta;

/**
 * The operations that DJL's PyTorch engine lacks, on its native arrays. Each is one method of
 * {@code native_operations.py}. They broadcast and promote types as PyTorch does; leading
 * dimensions of matrices are batches; negative axes count from the end.
 */
final class NativeOperations {
  private NativeOperations() {}

  /** log(1 + x), accurate near 0. */
  static NDArray log1p(NDArray x) {
    return call("log1p", x);
  }

  /** log(1 + x²), also where the square overflows. */
  static NDArray log1pSquare(NDArray x) {
    return call("log1pSquare", x);
  }

  /** exp(x) - 1, accurate near 0. */
  static NDArray expm1(NDArray x) {
    return call("expm1", x);
  }

  /** The cube root, of negative numbers too; DJL's own is NaN there and widens scalars. */
  static NDArray cbrt(NDArray x) {
    return call("cbrt", x);
  }

  /** The derivative of order {@code order + 1} of log Γ, for x > 0 if the order is not 0. */
  static NDArray polygamma(int order, NDArray x) {
    if (order == 0) {
      return call("digamma", x);
    }
    // PyTorch's own polygamma is wrong by 1e-9; the Hurwitz zeta function behind it is not.
    NDArray zeta = call("zeta", String.valueOf(order + 1), x);
    double factor = HurwitzZeta.polygammaFactor(order);
    return factor == 1 ? zeta : zeta.muli(factor);
  }

  /** log Φ(x), accurate in both tails. */
  static NDArray logNormalCdf(NDArray x) {
    return call("logNormalCdf", x);
  }

  /** log(1 + exp(x)) without overflow and without PyTorch's threshold, which costs digits. */
  static NDArray softplus(NDArray x) {
    return call("softplus", x);
  }

  /** -log(1 + exp(-x)) without overflow. */
  static NDArray logSigmoid(NDArray x) {
    return call("logSigmoid", x);
  }

  /** x log(y), 0 where x = 0. */
  static NDArray xlogy(NDArray x, NDArray y) {
    return call("xlogy", x, y);
  }

  /** x log(1 + y), 0 where x = 0. */
  static NDArray xlog1py(NDArray x, NDArray y) {
    return call("xlog1py", x, y);
  }

  /** Inverse of sinh. */
  static NDArray asinh(NDArray x) {
    return call("asinh", x);
  }

  /** Inverse of cosh on [1, ∞). */
  static NDArray acosh(NDArray x) {
    return call("acosh", x);
  }

  /** Inverse of tanh. */
  static NDArray atanh(NDArray x) {
    return call("atanh", x);
  }

  /** a where the BOOLEAN condition holds, b elsewhere; all three broadcast. */
  static NDArray where(NDArray condition, NDArray a, NDArray b) {
    return call("where", condition, a, b);
  }

  /** log Σ exp(x) over the axes; no axes = all. */
  static NDArray logSumExp(NDArray x, boolean keepAxes, int... axes) {
    return call("logSumExp", x, axes(x, axes), String.valueOf(keepAxes));
  }

  /** Largest element over the axes; no axes = all. */
  static NDArray max(NDArray x, boolean keepAxes, int... axes) {
    return call("max", x, axes(x, axes), String.valueOf(keepAxes));
  }

  /** Smallest element over the axes; no axes = all. */
  static NDArray min(NDArray x, boolean keepAxes, int... axes) {
    return call("min", x, axes(x, axes), String.valueOf(keepAxes));
  }

  /** The product, 0 where the incoming derivative is 0, all along the axes. */
  static NDArray guard(NDArray product, NDArray incoming, List<Integer> axes) {
    return call("guard", product, incoming, numbers(axes.stream().map(Long::valueOf).toList()));
  }

  /** The change, 0 where the incoming derivative is 0 and change or product are not finite. */
  static NDArray guardChange(
      NDArray change, NDArray product, NDArray incoming, List<Integer> axes) {
    List<Long> numbers = axes.stream().map(Long::valueOf).toList();
    return call("guardChange", change, product, incoming, numbers(numbers));
  }

  /** Slices along the axis at the positions in index, an INT64 vector. */
  static NDArray take(NDArray x, int axis, NDArray index) {
    return call("take", x, Integer.toString(axis), index);
  }

  /**
   * Adds source's elements into zeros of the given shape, each at its index along the axis; index
   * is INT64, of source's shape.
   */
  static NDArray scatterAdd(NDArray source, int axis, NDArray index, Shape shape) {
    return call("scatterAdd", source, String.valueOf(axis), index, numbers(shape.getShape()));
  }

  /**
   * Adds source's slices along the axis into zeros of the given shape at the positions in index, an
   * INT64 vector: the adjoint of taking slices.
   */
  static NDArray indexAdd(NDArray source, int axis, NDArray index, Shape shape) {
    return call("indexAdd", source, String.valueOf(axis), index, numbers(shape.getShape()));
  }

  /**
   * Lower Cholesky factor, batch + [d, d]; reads the lower triangle only. A matrix of the batch
   * that is not positive definite gives a factor full of NaN: nothing waits for the device.
   */
  static NDArray cholesky(NDArray a) {
    return call("cholesky", a);
  }

  /**
   * Solves l x = b, or lᵀ x = b if transposed.
   *
   * @param l lower triangular, batch + [d, d]; the elements above the diagonal are not read
   * @param b batch + [d, k]; batches broadcast
   */
  static NDArray solveTriangular(NDArray l, NDArray b, boolean transposed) {
    return call("solveTriangular", l, b, String.valueOf(transposed));
  }

  /** The responses of weights to images. */
  static NDArray convolution(NDArray images, NDArray weights, Sliding sliding, int groups) {
    return call("convolution", images, weights, text(sliding), Integer.toString(groups));
  }

  /** The images of a shape whose responses are given, summed over all windows. */
  static NDArray convolutionImages(
      NDArray weights, NDArray responses, Shape size, Sliding sliding, int groups) {
    return call(
        "convolutionImages",
        weights,
        responses,
        numbers(size.getShape()),
        text(sliding),
        Integer.toString(groups));
  }

  /** The products of images and responses, summed over rows and windows. */
  static NDArray convolutionWeights(
      NDArray images, NDArray responses, Shape size, Sliding sliding, int groups) {
    return call(
        "convolutionWeights",
        images,
        responses,
        numbers(size.getShape()),
        text(sliding),
        Integer.toString(groups));
  }

  /** Stride, padding and dilation, one after the other. */
  private static String text(Sliding sliding) {
    return String.join(
        ",", numbers(sliding.stride()), numbers(sliding.padding()), numbers(sliding.dilation()));
  }

  /**
   * The place of the largest element of each window in its channel.
   *
   * @param window sizes, stride and padding of the windows, one after the other
   */
  static NDArray argMaxPool(NDArray x, List<Long> window, boolean ceil) {
    return call("argMaxPool", x, numbers(window), String.valueOf(ceil));
  }

  /** The order of the elements along the axis; equal ones keep theirs, NaN is the largest. */
  static NDArray argSort(NDArray x, int axis, boolean ascending) {
    return call("argSort", x, Integer.toString(axis), String.valueOf(!ascending));
  }

  /** Running product along the axis. */
  static NDArray cumProd(NDArray x, int axis) {
    return call("cumProd", x, Integer.toString(axis));
  }

  /** y with y[i] = a[i] y[i - 1] + b[i] along the axis. */
  static NDArray linearRecurrence(NDArray a, NDArray b, int axis) {
    return call("linearRecurrence", a, b, Integer.toString(axis));
  }

  /** x with other elements at the positions in index along the axis. */
  static NDArray putAlong(NDArray x, NDArray index, NDArray values, int axis) {
    return call("putAlong", x, index, values, Integer.toString(axis));
  }

  /** The inverse of each matrix; NaN where there is none: nothing waits for the device. */
  static NDArray inverse(NDArray a) {
    return call("inverse", a);
  }

  /** Diagonal, batch + [d, d] → batch + [d]; a view of a. */
  static NDArray diagonal(NDArray a) {
    return call("diagonal", a);
  }

  /** Diagonal matrix, batch + [d] → batch + [d, d]. */
  static NDArray diagonalMatrix(NDArray v) {
    return call("diagonalMatrix", v);
  }

  /** Zeros above the diagonal. */
  static NDArray lowerTriangle(NDArray a) {
    return call("lowerTriangle", a);
  }

  /** What {@link NativeGradient} runs; zeros for an input that no output depends on. */
  static NDList gradient(NDList outputs, NDList inputs, NDList cotangents, boolean record) {
    return Program.LOADED.callList("gradient", outputs, inputs, cotangents, String.valueOf(record));
  }

  private static NDArray call(String method, Object... arguments) {
    return Program.LOADED.call(method, arguments);
  }

  /** No axes mean all; a scalar counts as having one axis, as in PyTorch. */
  private static String axes(NDArray x, int[] axes) {
    IntStream meant =
        axes.length > 0
            ? IntStream.of(axes)
            : IntStream.range(0, Math.max(1, x.getShape().dimension()));
    return numbers(meant.asLongStream().toArray());
  }

  private static String numbers(List<Long> numbers) {
    return numbers(numbers.stream().mapToLong(Long::longValue).toArray());
  }

  private static String numbers(long[] numbers) {
    StringBuilder text = new StringBuilder();
    for (long number : numbers) {
      text.append(text.isEmpty() ? "" : ",").append(number);
    }
    return text.toString();
  }

  /** Loaded on first use, for the life of the process; serves every device. */
  private static final class Program {
    static final TorchScript LOADED =
        TorchScript.load(Engine.getEngine("PyTorch").newBaseManager(), text());

    private static String text() {
      try (InputStream in = NativeOperations.class.getResourceAsStream("native_operations.py")) {
        if (in == null) {
          throw new IllegalStateException("native_operations.py is missing in borch-tensor.jar");
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
