package org.borch.nn;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.borch.Module;

/** A part of a transformer's layer with the way around it: normalisation before or after. */
final class Sublayer extends Module<NDArray, NDArray> {

  private final LayerNorm norm;
  private final Dropout dropout;
  private final boolean normFirst;

  Sublayer(TransformerSettings settings) {
    this.norm = child("norm", new LayerNorm(settings.size()));
    this.dropout = child("dropout", new Dropout(settings.dropout()));
    this.normFirst = settings.normFirst();
  }

  NDArray around(NDArray x, UnaryOperator<NDArray> part) {
    if (normFirst) {
      return x.add(dropout.call(part.apply(norm.call(x))));
    }
    return norm.call(x.add(dropout.call(part.apply(x))));
  }

  @Override
  protected NDArray forward(NDArray x) {
    return around(x, UnaryOperator.identity());
  }
}
