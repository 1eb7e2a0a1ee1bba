package org.borch.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.RNN;
import java.util.function.ToLongFunction;
import org.borch.Module;

/**
 * A recurrent layer with random weights, from a sequence to the sequence of its states: {@link
 * #rnn}, {@link #gru} or {@link #lstm}, in any number of layers, in one direction or both. Names
 * are PyTorch's: {@code weight_ih_l0}, {@code weight_hh_l0}, {@code bias_ih_l0}, {@code
 * bias_hh_l0}, with {@code _reverse} for the way back.
 *
 * <p>The same weights serve all times, so that an approximation of them is one of functions of
 * sequences (Fortunato, Blundell and Vinyals 2017).
 */
public final class Recurrent extends Module<NDArray, NDArray> {

  private enum Kind {
    RNN(1),
    GRU(3),
    LSTM(4);

    private final int gates;

    Kind(int gates) {
      this.gates = gates;
    }
  }

  private final Kind kind;
  private final long in;
  private final long size;
  private final int layers;
  private final boolean bidirectional;
  private final Prior prior;

  private Recurrent(Kind kind, long in, long size, int layers, boolean bidirectional, Prior prior) {
    LayerWeights.requireSizes(
        "Recurrent of " + kind + "(" + in + ", " + size + ") with " + layers + " layers",
        in,
        size,
        layers);
    this.kind = kind;
    this.in = in;
    this.size = size;
    this.layers = layers;
    this.bidirectional = bidirectional;
    this.prior = prior;
  }

  /** An Elman network with tanh, with {@link Priors#kaiming} priors. */
  public static Recurrent rnn(long in, long size) {
    return new Recurrent(Kind.RNN, in, size, 1, false, Priors.kaiming());
  }

  /** A gated recurrent unit, with {@link Priors#kaiming} priors. */
  public static Recurrent gru(long in, long size) {
    return new Recurrent(Kind.GRU, in, size, 1, false, Priors.kaiming());
  }

  /** A long short-term memory, with {@link Priors#kaiming} priors. */
  public static Recurrent lstm(long in, long size) {
    return new Recurrent(Kind.LSTM, in, size, 1, false, Priors.kaiming());
  }

  /** With another prior of all weights. */
  public Recurrent withPrior(Prior other) {
    return new Recurrent(kind, in, size, layers, bidirectional, other);
  }

  /** With more layers, of which each gets the states of the one before. */
  public Recurrent withLayers(int other) {
    return new Recurrent(kind, in, size, other, bidirectional, prior);
  }

  /** In both directions: states of both are one after the other. */
  public Recurrent inBothDirections() {
    return new Recurrent(kind, in, size, layers, true, prior);
  }

  /** x: [B, time, in] → [B, time, size], or twice the size in both directions. */
  @Override
  protected NDArray forward(NDArray x) {
    LayerWeights.requireAxis(this, x, -1, 3, in);
    int directions = bidirectional ? 2 : 1;
    NDList weights = new NDList();
    for (int layer = 0; layer < layers; layer++) {
      long from = layer == 0 ? in : directions * size;
      ToLongFunction<String> width = name -> name.startsWith("weight_ih") ? from : size;
      for (String what : new String[] {"weight", "bias"}) {
        for (int direction = 0; direction < directions; direction++) {
          String place = "_l" + layer + (direction == 1 ? "_reverse" : "");
          for (String part : new String[] {"_ih", "_hh"}) {
            weights.add(weight(what + part + place, what.equals("weight"), from, width));
          }
        }
      }
    }
    Shape states = new Shape((long) layers * directions, x.getShape().get(0), size);
    return run(x, x.getManager().zeros(states, x.getDataType()), weights);
  }

  /** A weight of a part: fan-in is all that reaches a gate, input and state. */
  private NDArray weight(String name, boolean isMatrix, long from, ToLongFunction<String> width) {
    long rows = kind.gates * size;
    Shape shape = isMatrix ? new Shape(rows, width.applyAsLong(name)) : new Shape(rows);
    return LayerWeights.draw(this, name, prior, shape, from + size, size);
  }

  private NDArray run(NDArray x, NDArray zeros, NDList weights) {
    NDArrayEx engine = x.getNDArrayInternal();
    NDList out =
        switch (kind) {
          case RNN ->
              engine.rnn(
                  x,
                  zeros,
                  weights,
                  true,
                  layers,
                  RNN.Activation.TANH,
                  0,
                  false,
                  bidirectional,
                  true);
          case GRU -> engine.gru(x, zeros, weights, true, layers, 0, false, bidirectional, true);
          case LSTM ->
              engine.lstm(
                  x,
                  new NDList(zeros, zeros),
                  weights,
                  true,
                  layers,
                  0,
                  false,
                  bidirectional,
                  true);
        };
    return out.head();
  }

  @Override
  public String toString() {
    return "Recurrent."
        + kind.name().toLowerCase(java.util.Locale.ROOT)
        + "("
        + in
        + ", "
        + size
        + ")";
  }
}
