package org.borch.nn;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.borch.Module;

/**
 * Layers of self-attention, of attention to an encoder's output and of two linear layers, each with
 * the way around it (Vaswani et al. 2017). Weights of layer i are {@code i.attention.query.weight},
 * {@code i.cross_attention.query.weight}, {@code i.feed_forward.linear1.weight}, ...
 */
public final class TransformerDecoder extends Module<TransformerDecoder.Input, NDArray> {

  private final List<Layer> layers = new ArrayList<>();

  /**
   * What is decoded.
   *
   * @param target [B, time, size]: {@code Tokens.of(x).causal()} where later ones are to be guessed
   * @param memory [B, keys, size], the encoder's output; its mask is [time, keys]
   */
  public record Input(Tokens target, Tokens memory) {}

  /** One layer. */
  private static final class Layer extends Module<Input, NDArray> {

    private final MultiHeadAttention attention;
    private final MultiHeadAttention crossAttention;
    private final FeedForward feedForward;
    private final Sublayer around1;
    private final Sublayer around2;
    private final Sublayer around3;

    Layer(TransformerSettings settings) {
      this.attention = child("attention", settings.attention());
      this.crossAttention = child("cross_attention", settings.attention());
      this.feedForward = child("feed_forward", new FeedForward(settings));
      this.around1 = child("around_attention", new Sublayer(settings));
      this.around2 = child("around_cross_attention", new Sublayer(settings));
      this.around3 = child("around_feed_forward", new Sublayer(settings));
    }

    @Override
    protected NDArray forward(Input in) {
      Tokens target = in.target();
      NDArray own =
          around1.around(
              target.x(), x -> attention.call(MultiHeadAttention.Input.self(target.with(x))));
      NDArray attended =
          around2.around(
              own, x -> crossAttention.call(MultiHeadAttention.Input.cross(x, in.memory())));
      return around3.around(attended, feedForward::call);
    }
  }

  /**
   * With so many layers.
   *
   * @throws IllegalArgumentException if there are none
   */
  public TransformerDecoder(TransformerSettings settings, int layers) {
    LayerWeights.requireSizes("TransformerDecoder of " + layers + " layers", layers);
    for (int i = 0; i < layers; i++) {
      this.layers.add(child(Integer.toString(i), new Layer(settings)));
    }
  }

  /** [B, time, size]. */
  @Override
  protected NDArray forward(Input in) {
    Tokens target = in.target();
    for (Layer layer : layers) {
      target = target.with(layer.call(new Input(target, in.memory())));
    }
    return target.x();
  }

  @Override
  public String toString() {
    return "TransformerDecoder of " + layers.size() + " layers";
  }
}
