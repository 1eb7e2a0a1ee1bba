package org.borch.infer.density;

import java.util.List;
import java.util.function.Supplier;

/**
 * A density written in Java.
 *
 * @param variables whose coordinates are their values
 * @param maker of an evaluator for each thread
 */
record JavaDensity(FreeVariables variables, Supplier<? extends Evaluator> maker)
    implements LogDensity {

  @Override
  public List<Coordinates> coordinates() {
    return variables.coordinates();
  }

  @Override
  public Evaluator evaluator() {
    return maker.get();
  }
}
