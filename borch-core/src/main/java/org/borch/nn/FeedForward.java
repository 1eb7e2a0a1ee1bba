package org.borch.nn;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.borch.Module;

/** The two linear layers of a transformer's layer, row by row. */
final class FeedForward extends Module<NDArray, NDArray> {

  private final Linear linear1;
  private final Linear linear2;
  private final Dropout dropout;
  private final UnaryOperator<NDArray> activation;

  FeedForward(TransformerSettings settings) {
    this.linear1 =
        child("linear1", new Linear(settings.size(), settings.hidden(), settings.prior()));
    this.linear2 =
        child("linear2", new Linear(settings.hidden(), settings.size(), settings.prior()));
    this.dropout = child("dropout", new Dropout(settings.dropout()));
    this.activation = settings.activation();
  }

  @Override
  protected NDArray forward(NDArray x) {
    return linear2.call(dropout.call(activation.apply(linear1.call(x))));
  }
}
