package org.borch.tensor.trace;

/** What can run a graph. */
public enum BackEnd {
  /** A {@link Program} on Java arrays. The engine is not even loaded. */
  JVM,
  /** A {@link TorchProgram}: one call of the engine, on any of its devices. */
  TORCHSCRIPT,
  /** One call of the engine for each operation: what runs everything. */
  EAGER
}
