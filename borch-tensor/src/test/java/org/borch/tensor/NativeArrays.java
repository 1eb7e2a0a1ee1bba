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

  /** The count after garbage collection, which is given ten seconds to come down. */
  static int settledCount(int expected) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    int count;
    do {
      System.gc();
      count = count();
    } while (count > expected && System.nanoTime() < deadline);
    return count;
  }
}
