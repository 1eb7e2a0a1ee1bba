package org.borch.tensor;

import ai.djl.ndarray.NDManager;

/** Counts what borch holds in the memory of the engine. */
final class NativeArrays {

  private NativeArrays() {}

  /** The engine's arrays that belong to no manager of a user. */
  static int count() {
    NDManager root = BorchEngine.root(BorchEngine.pytorch().defaultDevice());
    return root.getManagedArrays().size();
  }
}
