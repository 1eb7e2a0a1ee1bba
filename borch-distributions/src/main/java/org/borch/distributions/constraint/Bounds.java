package org.borch.distributions.constraint;

import java.util.Locale;
import org.borch.tensor.Operand;

/** How bounds are written in messages: whole numbers without a fraction. */
final class Bounds {

  private Bounds() {}

  static String toString(Operand bound) {
    if (!bound.isNumber()) {
      return "array of shape " + bound.shape();
    }
    double number = bound.number();
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.format(Locale.ROOT, "%d", (long) number)
        : Double.toString(number);
  }
}
