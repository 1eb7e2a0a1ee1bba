package org.borch.infer.curvature;

import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.LinearAlgebra.transpose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.borch.infer.density.Outputs;
import org.borch.infer.density.Parts;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.tensor.Autodiff;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Key;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of a batch say about how a log likelihood bends at a point: Σ Jᵢᵀ Hᵢ Jᵢ, with
 * nothing of the prior, each row counting once. It is asked for as a diagonal, a matrix, products,
 * or Kronecker factors of linear layers.
 *
 * <p>Layers that the density names ({@link org.borch.infer.density.Weights#linear}) need the
 * derivatives by their outputs alone: the diagonal of a weight is a product of squares, without a
 * gradient of any row (Dangel, Kunstner and Hennig 2020).
 */
public final class RowCurvature {

  private final Slopes slopes;
  private final NDArray middle; // [n, k, k]
  private final Slopes seen; // of what was observed
  private final NDArray pull; // [n, k]

  private RowCurvature(Slopes slopes, NDArray middle, Slopes seen, NDArray pull) {
    this.slopes = slopes;
    this.middle = middle;
    this.seen = seen;
    this.pull = pull;
  }

  /**
   * The empirical Fisher matrix, Σ gᵢ gᵢᵀ by the gradients of the rows' log likelihoods.
   *
   * @param at [d]
   * @param data n rows
   */
  public static RowCurvature empiricalFisher(RowLikelihood density, NDArray at, StepData data) {
    Slopes slopes = Slopes.ofLikelihood(density, at, data).of(seen(density, data)::apply);
    return squares(density, data, slopes, slopes);
  }

  /**
   * The Fisher matrix by one draw of each row's observations given its outputs: Σ gᵢ gᵢᵀ by the
   * gradients of what was drawn, whose mean over draws it is.
   *
   * @param key decides the draws
   * @throws IllegalArgumentException if the density has no outputs
   * @throws IllegalStateException if it does not say how to draw observations
   */
  public static RowCurvature fisher(RowLikelihood density, NDArray at, StepData data, Key key) {
    Outputs split = split(density);
    StepData drawn = split.simulated(split.values(at, data), data, key);
    UnaryOperator<NDArray> seen = seen(density, data);
    return squares(
        density,
        data,
        Slopes.ofLikelihood(density, at, drawn).of(seen::apply),
        Slopes.ofLikelihood(density, at, data).of(seen::apply));
  }

  private static RowCurvature squares(
      RowLikelihood density, StepData data, Slopes slopes, Slopes seen) {
    NDArray one = BorchArray.full(new Shape(data.count(), 1, 1), 1, density.type());
    return new RowCurvature(slopes, one, seen, one.squeeze(2));
  }

  /**
   * The generalised Gauss-Newton matrix: J the Jacobian of a row's outputs, H the negative second
   * derivative of its log likelihood by these. For likelihoods whose outputs are natural parameters
   * (class logits, the mean of a normal) it is the Fisher matrix.
   *
   * @throws IllegalArgumentException if the density has no outputs
   */
  public static RowCurvature gaussNewton(RowLikelihood density, NDArray at, StepData data) {
    Outputs split = split(density);
    NDArray values = split.values(at, data);
    Shape shape = values.getShape();
    long n = shape.get(0);
    int k = Math.toIntExact(values.size() / n);
    UnaryOperator<NDArray> gradient =
        Autodiff.grad(f -> split.logLikelihoods(f.reshape(shape), data).sum());
    NDArray flat = values.reshape(n, k);
    NDArray second =
        Batching.vmap(
                unit -> Autodiff.jvp(gradient, flat, unit.reshape(1, k).repeat(0, n)).tangent())
            .apply(LinearAlgebra.identity(k, density.type())); // [k, n, k]
    UnaryOperator<NDArray> seen = seen(density, data);
    Slopes slopes = Slopes.ofOutputs(density, split, at, data, k).of(seen::apply);
    NDArray bent = seen.apply(second.transpose(1, 0, 2).neg());
    return new RowCurvature(slopes, bent, slopes, seen.apply(gradient.apply(flat)));
  }

  static Outputs split(RowLikelihood density) {
    return density
        .outputs()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "curvature by outputs of a density that is a log likelihood alone, expected"
                        + " outputs and a log likelihood of these; use Observations.of(parameters,"
                        + " type, batches, outputs, logLikelihoods), or the empirical Fisher"));
  }

  /** A row that was not seen has derivatives that may be not a number. */
  private static UnaryOperator<NDArray> seen(RowLikelihood density, StepData data) {
    NDArray seen = density.seen(data).neq(0);
    return array -> {
      long[] ones = new long[array.getShape().dimension()];
      Arrays.fill(ones, 1);
      ones[0] = seen.size();
      return where(seen.reshape(new Shape(ones)), array, array.zerosLike());
    };
  }

  // ---- what it is asked for

  /** J of each row: [n, k, d]; of the Fisher matrices the rows' gradients, with k = 1. */
  public NDArray jacobians() {
    return slopes.jacobian();
  }

  /** H of each row: [n, k, k]; of the Fisher matrices 1. */
  public NDArray middle() {
    return middle;
  }

  /** The gradient of the sum of the rows' log likelihoods, [d]; of those that were seen. */
  public NDArray gradient() {
    Map<String, NDArray> parts = new LinkedHashMap<>();
    NDArray weights = pull.expandDims(-1);
    seen.rest().forEach((name, each) -> parts.put(name, each.mul(weights).sum(new int[] {0, 1})));
    for (int i = 0; i < seen.layers().size(); i++) {
      Layer layer = seen.layers().get(i);
      NDArray slope = seen.byLayer().get(i).mul(weights).sum(new int[] {1}); // [n, out]
      parts.put(layer.weight(), transpose(slope).matMul(layer.input()).flatten());
      if (layer.hasBias()) {
        parts.put(layer.bias(), slope.sum(new int[] {0}));
      }
    }
    return seen.joined(parts, 0);
  }

  /** The matrix, [d, d]. */
  public NDArray dense() {
    NDArray jacobian = jacobians(); // [n, k, d]
    long d = jacobian.getShape().get(2);
    NDArray bent = middle.matMul(jacobian);
    return transpose(jacobian.reshape(-1, d)).matMul(bent.reshape(-1, d));
  }

  /** The diagonal, [d]. */
  public NDArray diagonal() {
    Map<String, NDArray> parts = new LinkedHashMap<>();
    slopes.rest().forEach((name, each) -> parts.put(name, squares(each).sum(new int[] {0})));
    for (int i = 0; i < slopes.layers().size(); i++) {
      Layer layer = slopes.layers().get(i);
      NDArray squares = squares(slopes.byLayer().get(i)); // [n, out]
      parts.put(layer.weight(), transpose(squares).matMul(layer.input().square()).flatten());
      if (layer.hasBias()) {
        parts.put(layer.bias(), squares.sum(new int[] {0}));
      }
    }
    return slopes.joined(parts, 0);
  }

  /** Σ over the row's k numbers of J ⊙ H J: [n, k, m] → [n, m]. */
  private NDArray squares(NDArray slope) {
    return slope.mul(middle.matMul(slope)).sum(new int[] {1});
  }

  /**
   * The matrix times some vectors.
   *
   * @param vectors [d, m]
   * @return [d, m]
   */
  public NDArray times(NDArray vectors) {
    long m = vectors.getShape().get(1);
    Map<String, NDArray> parts = new LinkedHashMap<>();
    Parts.of(slopes.parameters(), transpose(vectors)) // each [m] + shape
        .forEach((name, part) -> parts.put(name, part.reshape(m, -1)));
    NDArray along = null; // J v: [n, k, m]
    for (Map.Entry<String, NDArray> each : slopes.rest().entrySet()) {
      along = sum(along, each.getValue().matMul(transpose(Parts.get(parts, each.getKey()))));
    }
    for (int i = 0; i < slopes.layers().size(); i++) {
      Layer layer = slopes.layers().get(i);
      along = sum(along, slopes.byLayer().get(i).matMul(throughLayer(layer, parts, m)));
    }
    NDArray bent = middle.matMul(along);
    slopes.rest().forEach((name, each) -> parts.put(name, back(each, bent)));
    for (int i = 0; i < slopes.layers().size(); i++) {
      Layer layer = slopes.layers().get(i);
      NDArray own = transpose(slopes.byLayer().get(i)).matMul(bent); // [n, out, m]
      long n = own.getShape().get(0);
      NDArray weight = transpose(layer.input()).matMul(own.reshape(n, -1)); // [in, out m]
      long in = layer.input().getShape().get(1);
      parts.put(layer.weight(), weight.reshape(in, -1, m).transpose(1, 0, 2).reshape(-1, m));
      if (layer.hasBias()) {
        parts.put(layer.bias(), own.sum(new int[] {0}));
      }
    }
    return slopes.joined(parts, 0);
  }

  /** What vectors of a layer's parameters do to its outputs: [n, out, m]. */
  private static NDArray throughLayer(Layer layer, Map<String, NDArray> parts, long m) {
    long in = layer.input().getShape().get(1);
    long out = layer.shape().get(1);
    NDArray weight = Parts.get(parts, layer.weight()).reshape(m, out, in); // [m, out, in]
    NDArray columns = weight.transpose(2, 1, 0).reshape(in, out * m);
    NDArray moved = layer.input().matMul(columns).reshape(-1, out, m);
    return layer.hasBias() ? moved.add(transpose(Parts.get(parts, layer.bias()))) : moved;
  }

  private static NDArray sum(@Nullable NDArray a, NDArray b) {
    return a == null ? b : a.add(b);
  }

  /** Jᵀ y summed over rows: [n, k, r], [n, k, m] → [r, m]. */
  private static NDArray back(NDArray slope, NDArray bent) {
    long r = slope.getShape().get(2);
    long m = bent.getShape().get(2);
    return transpose(slope.reshape(-1, r)).matMul(bent.reshape(-1, m));
  }

  /**
   * The Kronecker factors of the linear layers, by name, with sums over rows. Of the other
   * parameters {@link #diagonal} tells.
   */
  public Map<String, KroneckerFactors> kronecker() {
    Map<String, KroneckerFactors> factors = new LinkedHashMap<>();
    for (int i = 0; i < slopes.layers().size(); i++) {
      Layer layer = slopes.layers().get(i);
      NDArray inputs = layer.inputs();
      NDArray slope = slopes.byLayer().get(i);
      long out = layer.shape().get(1);
      NDArray outer =
          transpose(slope.reshape(-1, out)).matMul(middle.matMul(slope).reshape(-1, out));
      factors.put(
          layer.name(),
          new KroneckerFactors(layer.hasBias(), transpose(inputs).matMul(inputs), outer));
    }
    return factors;
  }
}
