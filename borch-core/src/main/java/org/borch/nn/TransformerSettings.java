package org.borch.nn;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.borch.tensor.ArrayMath;

/**
 * What the layers of a transformer have in common (Vaswani et al. 2017).
 *
 * @param size of each place's vector
 * @param heads of attention, which divide the size
 * @param hidden units between the two linear layers
 * @param activation between them
 * @param dropout the rate after attention and linear layers, in training
 * @param normFirst whether a part's input is normalised (Xiong et al. 2020), or its sum with the
 *     part's output
 * @param prior of all weights and biases; scales and shifts of normalisations are learned numbers
 */
public record TransformerSettings(
    long size,
    long heads,
    long hidden,
    UnaryOperator<NDArray> activation,
    double dropout,
    boolean normFirst,
    Prior prior) {

  /** Checks the sizes. */
  public TransformerSettings {
    String call = "TransformerSettings(" + size + ", " + heads + ", " + hidden + ")";
    LayerWeights.requireSizes(call, size, heads, hidden);
    if (size % heads != 0) {
      throw new IllegalArgumentException(call + ", expected heads that divide the size");
    }
  }

  /** ReLU, no dropout, normalised sums, {@link Priors#kaiming}. */
  public static TransformerSettings of(long size, long heads, long hidden) {
    return new TransformerSettings(
        size, heads, hidden, ArrayMath::relu, 0, false, Priors.kaiming());
  }

  /** With another activation. */
  public TransformerSettings withActivation(UnaryOperator<NDArray> other) {
    return new TransformerSettings(size, heads, hidden, other, dropout, normFirst, prior);
  }

  /** With dropout. */
  public TransformerSettings withDropout(double other) {
    return new TransformerSettings(size, heads, hidden, activation, other, normFirst, prior);
  }

  /** With inputs normalised instead of sums. */
  public TransformerSettings withNormFirst() {
    return new TransformerSettings(size, heads, hidden, activation, dropout, true, prior);
  }

  /** With another prior. */
  public TransformerSettings withPrior(Prior other) {
    return new TransformerSettings(size, heads, hidden, activation, dropout, normFirst, other);
  }

  MultiHeadAttention attention() {
    return new MultiHeadAttention(size, heads, size, size, prior);
  }
}
