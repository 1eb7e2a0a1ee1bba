package org.borch.tensor.random;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;
import org.borch.tensor.Spec;
import org.jspecify.annotations.Nullable;

/**
 * Where a draw finds its key: it is known, or it is derived from the draw's last input, of shape
 * [..., 2], which may hold the keys of many draws at once.
 *
 * @param bits the key, if it is known
 * @param path from the input to the key, or null if the key is known
 */
record KeySource(long bits, @Nullable KeyPath path) {

  boolean isInput() {
    return path != null;
  }

  /** The axes of the input that count draws. */
  Shape draws(List<Spec> inputs) {
    return path == null ? new Shape() : Shapes.dropLast(inputs.get(inputs.size() - 1).shape(), 1);
  }

  /** The key of one of the draws. */
  long key(double[][] inputs, int draw) {
    KeyPath from = path;
    if (from == null) {
      return bits;
    }
    double[] halves = inputs[inputs.length - 1];
    return from.from(Key.joined(halves[2 * draw], halves[2 * draw + 1]));
  }

  /** The key, or the keys, of this source's inputs repeated along a new first axis. */
  BorchArray repeated(long size, List<BorchArray> inputs) {
    BorchArray key =
        path == null ? BorchArray.wrap(Key.of(bits).halves()) : inputs.get(inputs.size() - 1);
    return key.broadcast(new Shape(size).addAll(key.getShape()));
  }

  /** The source of a draw that has the key as its input in any case. */
  KeySource asInput() {
    return path == null ? new KeySource(0, KeyPath.SELF) : this;
  }
}
