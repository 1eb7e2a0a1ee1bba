package org.borch;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.borch.distributions.Distribution;
import org.borch.tensor.Shapes;

/** The sizes of a variable that are written beside its prior. */
final class Sizes {

  private Sizes() {}

  /**
   * A prior with a batch of the given sizes.
   *
   * @param name stands in the message
   * @throws IllegalArgumentException if its batch does not expand to them
   */
  static Distribution expand(String name, Distribution prior, long... sizes) {
    if (Arrays.stream(sizes).anyMatch(size -> size < 0)) {
      throw new IllegalArgumentException(
          name + ": sizes " + Arrays.toString(sizes) + ", expected none below 0");
    }
    Shape shape = new Shape(sizes);
    if (!Shapes.broadcastsTo(prior.batchShape(), shape)) {
      throw new IllegalArgumentException(
          name
              + ": "
              + prior.name()
              + " of batch shape "
              + prior.batchShape()
              + " with sizes "
              + shape
              + ", expected a batch shape that expands to them; leave the sizes out where the"
              + " prior's arguments have them");
    }
    return prior.expand(shape);
  }
}
