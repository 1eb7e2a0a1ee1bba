package org.borch.nn;

import static org.borch.tensor.ArrayMath.softmax;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.Module;
import org.borch.tensor.BorchArray;

/**
 * Attention in several heads: output(softmax(Q Kᵀ / √(size / heads)) V) with Q, K and V linear in
 * the queries, keys and values, each head in its part of the size (Vaswani et al. 2017, section
 * 3.2). Children {@code query}, {@code key}, {@code value} and {@code output} are {@link Linear}
 * layers with random weights.
 */
public final class MultiHeadAttention extends Module<MultiHeadAttention.Input, NDArray> {

  /** Small enough that its exponential is 0, without the NaN of a row of infinities. */
  private static final double NEVER = -1e30;

  /**
   * What attends to what.
   *
   * @param queries [B, time, size], with the mask of their places on those of the keys
   * @param keys [B, keys, keySize], with padding
   * @param values [B, keys, valueSize]
   */
  public record Input(Tokens queries, Tokens keys, NDArray values) {

    /** Of a sequence to itself. */
    public static Input self(Tokens tokens) {
      return new Input(tokens, tokens, tokens.x());
    }

    /**
     * Of a sequence to another one: the mask is the memory's, [time, keys], and so is the padding.
     */
    public static Input cross(NDArray queries, Tokens memory) {
      return new Input(memory.with(queries), memory, memory.x());
    }
  }

  private final long size;
  private final long heads;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear output;

  /** Of queries, keys and values of one size, with {@link Priors#kaiming} priors. */
  public MultiHeadAttention(long size, long heads) {
    this(size, heads, size, size, Priors.kaiming());
  }

  /**
   * With other sizes of keys and values.
   *
   * @throws IllegalArgumentException if a size is below 1, or the heads do not divide the size
   */
  public MultiHeadAttention(long size, long heads, long keySize, long valueSize, Prior prior) {
    String call = "MultiHeadAttention(" + size + ", " + heads + ")";
    LayerWeights.requireSizes(call, size, heads, keySize, valueSize);
    if (size % heads != 0) {
      throw new IllegalArgumentException(call + ", expected heads that divide the size");
    }
    this.size = size;
    this.heads = heads;
    this.query = child("query", new Linear(size, size, prior));
    this.key = child("key", new Linear(keySize, size, prior));
    this.value = child("value", new Linear(valueSize, size, prior));
    this.output = child("output", new Linear(size, size, prior));
  }

  /** The attended values: [B, time, size]. */
  @Override
  protected NDArray forward(Input in) {
    LayerWeights.requireAxis(this, in.queries().x(), -1, 3, size);
    NDArray q = heads(query.call(in.queries().x())); // [B, H, time, size / H]
    NDArray k = heads(key.call(in.keys().x()));
    NDArray v = heads(value.call(in.values()));
    NDArray scores = q.matMul(k.transpose(0, 1, 3, 2)).div(Math.sqrt((double) size / heads));
    NDArray shares = softmax(masked(scores, in), 3); // [B, H, time, keys]
    NDArray attended = shares.matMul(v).transpose(0, 2, 1, 3);
    Shape shape = in.queries().x().getShape();
    return output.call(attended.reshape(shape.get(0), shape.get(1), size));
  }

  private NDArray heads(NDArray x) {
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), heads, size / heads).transpose(0, 2, 1, 3);
  }

  private static NDArray masked(NDArray scores, Input in) {
    NDArray masked = scores;
    NDArray mask = in.queries().mask();
    if (mask != null) {
      masked = hide(masked, mask.getShape().dimension() == 3 ? mask.expandDims(1) : mask);
    }
    NDArray padding = in.keys().padding();
    if (padding != null) {
      masked = hide(masked, padding.expandDims(1).expandDims(1)); // [B, 1, 1, keys]
    }
    if (in.queries().isCausal()) {
      Shape shape = scores.getShape();
      masked = hide(masked, later(shape.get(2), shape.get(3)));
    }
    return masked;
  }

  private static NDArray hide(NDArray scores, NDArray mask) {
    return where(mask, NEVER, scores);
  }

  /** BOOLEAN [time, keys]: which keys come later. */
  private static NDArray later(long time, long keys) {
    double[] later = new double[Math.toIntExact(time * keys)];
    for (int i = 0; i < later.length; i++) {
      later[i] = i % keys > i / keys ? 1 : 0;
    }
    return BorchArray.of(new Shape(time, keys), later).gt(0);
  }

  @Override
  public String toString() {
    return "MultiHeadAttention(" + size + ", " + heads + ")";
  }
}
