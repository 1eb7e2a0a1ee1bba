package org.borch;

import java.util.function.BiFunction;

/** A module whose forward is a function. */
final class FunctionModule<I, O> extends Module<I, O> {

  private final BiFunction<Module<I, O>, I, O> body;

  FunctionModule(BiFunction<Module<I, O>, I, O> body) {
    this.body = body;
  }

  @Override
  protected O forward(I input) {
    return body.apply(this, input);
  }

  @Override
  public String toString() {
    return "Module";
  }
}
