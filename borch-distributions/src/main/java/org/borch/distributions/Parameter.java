package org.borch.distributions;

import ai.djl.ndarray.types.Shape;
import org.borch.distributions.constraint.Constraint;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;

/**
 * A distribution's argument as declared: validation, unconstraining and initial values derive from
 * it.
 *
 * @param name the argument's name
 * @param value a number or an array of shape batch + event
 * @param constraint where the value must lie
 */
public record Parameter(String name, Operand value, Constraint constraint) {

  /** The value's shape without the constraint's event dimensions. */
  public Shape batchShape() {
    return Shapes.dropLast(value.shape(), constraint.eventRank());
  }
}
