package org.borch.tensor;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Runs what recurses deeply in native code. The engine compiles a program by recursion along chains
 * of operations, and an overflow of the stack in native code ends the process.
 */
final class DeepStack {

  /** A hundred thousand operations took less than half of it; what is not used is not allocated. */
  private static final long BYTES = 256L << 20;

  private DeepStack() {}

  static <T> T call(Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(null, task, "borch-compiler", BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a program was compiled", e);
    }
  }
}
