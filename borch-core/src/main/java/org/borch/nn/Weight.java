package org.borch.nn;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import org.borch.tensor.BorchArray;

/**
 * A parameter of a DJL Block, for the rules of {@link Borchify}.
 *
 * @param name its path, {@code 02SequentialBlock.01Linear.weight}: the names of the Blocks inside
 *     each other, as DJL numbers them, and its own; of one that Blocks share, where it comes first
 * @param type what DJL uses it as
 * @param shape of the array
 * @param fanIn how many numbers reach one output of its Block, for a bias as for the weight
 * @param fanOut how many outputs one number reaches
 * @param value when the Block was given, in Java memory
 * @param isTrained whether it has derivatives: neither a statistic nor frozen in DJL
 * @param isOfLastLayer whether its Block is the last one that has weights
 */
public record Weight(
    String name,
    Parameter.Type type,
    Shape shape,
    long fanIn,
    long fanOut,
    BorchArray value,
    boolean isTrained,
    boolean isOfLastLayer) {

  /** Whether it is a running statistic, which training computes and which is never random. */
  public boolean isBuffer() {
    return type == Parameter.Type.RUNNING_MEAN || type == Parameter.Type.RUNNING_VAR;
  }

  /** Name and shape; reads no values. */
  @Override
  public String toString() {
    return name + shape;
  }
}
