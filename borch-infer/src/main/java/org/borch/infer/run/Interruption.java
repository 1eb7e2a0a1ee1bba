package org.borch.infer.run;

import java.util.concurrent.CancellationException;

/**
 * What work does that a thread waits for, where it has nothing to hand over when the thread is
 * interrupted.
 */
public final class Interruption {

  private Interruption() {}

  /** Whether this thread was interrupted; it stays so. */
  public static boolean isRequested() {
    return Thread.currentThread().isInterrupted();
  }

  /**
   * Ends the work if this thread was interrupted, which it stays.
   *
   * @param what is counted, for the message: {@code draws}
   * @param made how many are done
   * @param all how many there would be
   * @throws CancellationException if it was
   */
  public static void check(String what, long made, long all) {
    if (isRequested()) {
      throw new CancellationException(
          "Interrupted after %d of %d %s; what is done is lost: ask again, or for fewer"
              .formatted(made, all, what));
    }
  }
}
