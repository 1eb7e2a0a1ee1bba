package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/**
 * Angles in radians: any finite number, 2π apart being the same. Their coordinates are those of the
 * turn around a centre.
 *
 * @param centre the middle of that turn: a number or batch
 */
public record Circular(Operand centre) implements Constraint {

  @Override
  public String description() {
    return "an angle (a finite number)";
  }

  @Override
  public NDArray check(NDArray value) {
    return Constraints.real().check(value);
  }

  @Override
  public boolean rejects(double number) {
    return Constraints.real().rejects(number);
  }

  /** Half a turn before the centre. */
  public Operand low() {
    return moved(-Math.PI);
  }

  /** Half a turn after it. */
  public Operand high() {
    return moved(Math.PI);
  }

  private Operand moved(double by) {
    return centre.isNumber()
        ? Operand.of(centre.number() + by).expand(centre.shape())
        : Operand.of(centre.array().add(by));
  }
}
