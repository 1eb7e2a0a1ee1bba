package org.borch.tensor;

import java.util.List;

/**
 * What computes a primitive when an input is not a plain value: a tape that records derivatives, or
 * a trace that records a graph. Of several, the innermost (highest level) is asked first and passes
 * on to the others what it needs computed.
 */
public interface Interpreter {

  /** How deep this interpreter is nested; the outermost has level 1. */
  int level();

  /** The result of the primitive. The inputs may be plain or belong to outer interpreters. */
  BorchArray apply(Primitive primitive, List<BorchArray> inputs);
}
