package org.borch.tensor;

/** Counts what borch holds in the memory of the engine. */
final class NativeArrays {

  private NativeArrays() {}

  /** The engine's arrays that belong to no manager of a user. */
  static int count() {
    return BorchEngine.nativeArrays();
  }

  /** The count once garbage collection has brought it down to what is expected, or no further. */
  static int settledCount(int expected) {
    int count = count();
    for (int quiet = 0; count > expected && quiet < 5; ) {
      System.gc();
      pause();
      int now = count();
      quiet = now < count ? 0 : quiet + 1;
      count = now;
    }
    return count;
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
