package org.borch.tensor.jvm;

/** A compiled program. Threads share it and take a {@link Memory} each. */
public final class Compiled {

  private final Body body;
  private final Storage storage;

  Compiled(Body body, Storage storage) {
    this.body = body;
    this.storage = storage;
  }

  /**
   * New memory around a plan's inputs.
   *
   * @param inputs one vector for each argument; they are read, never written
   */
  public Memory memory(double[][] inputs) {
    return new Memory(body, storage, inputs);
  }
}
