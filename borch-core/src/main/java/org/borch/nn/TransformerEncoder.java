package org.borch.nn;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.borch.Module;

/**
 * Layers of self-attention and of two linear layers, each with the way around it, as many as asked
 * for (Vaswani et al. 2017). Weights of layer i are {@code i.attention.query.weight}, {@code
 * i.feed_forward.linear1.weight}, ...; layers differ from the start, as each has variables of its
 * own.
 */
public final class TransformerEncoder extends Module<Tokens, NDArray> {

  private final List<Layer> layers = new ArrayList<>();

  /** One layer. */
  private static final class Layer extends Module<Tokens, NDArray> {

    private final MultiHeadAttention attention;
    private final FeedForward feedForward;
    private final Sublayer around1;
    private final Sublayer around2;

    Layer(TransformerSettings settings) {
      this.attention = child("attention", settings.attention());
      this.feedForward = child("feed_forward", new FeedForward(settings));
      this.around1 = child("around_attention", new Sublayer(settings));
      this.around2 = child("around_feed_forward", new Sublayer(settings));
    }

    @Override
    protected NDArray forward(Tokens tokens) {
      NDArray attended =
          around1.around(
              tokens.x(), x -> attention.call(MultiHeadAttention.Input.self(tokens.with(x))));
      return around2.around(attended, feedForward::call);
    }
  }

  /**
   * With so many layers.
   *
   * @throws IllegalArgumentException if there are none
   */
  public TransformerEncoder(TransformerSettings settings, int layers) {
    LayerWeights.requireSizes("TransformerEncoder of " + layers + " layers", layers);
    for (int i = 0; i < layers; i++) {
      this.layers.add(child(Integer.toString(i), new Layer(settings)));
    }
  }

  /** [B, time, size]; all layers have the masks of the tokens. */
  @Override
  protected NDArray forward(Tokens tokens) {
    NDArray x = tokens.x();
    for (Layer layer : layers) {
      x = layer.call(tokens.with(x));
    }
    return x;
  }

  @Override
  public String toString() {
    return "TransformerEncoder of " + layers.size() + " layers";
  }
}
