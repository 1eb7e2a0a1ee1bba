package org.borch.tensor.trace;

/** What runs a graph. */
public enum BackEnd {
  /** Generated code and kernels on Java arrays; starts no engine. */
  JVM,
  /** A program of the engine, in one call. */
  TORCHSCRIPT,
  /** The function itself, one operation of the engine after the other. */
  EAGER
}
