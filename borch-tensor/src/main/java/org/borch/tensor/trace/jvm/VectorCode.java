package org.borch.tensor.trace.jvm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Code made of the vector API, one for the whole process. It takes ten to a thousand times as long
 * as loops until HotSpot has compiled it, and if HotSpot then did not know the types of all
 * vectors; so it is tried in a thread of its own, and offered when it is known to be fast. Results
 * do not depend on when that is.
 */
abstract class VectorCode {

  private static final Logger LOGGER = System.getLogger(VectorCode.class.getName());

  /** How often code is made anew: it stays slow if HotSpot compiled it before it knew enough. */
  private static final int ATTEMPTS = 6;

  /** How long each is tried. */
  private static final long ATTEMPT_NANOS = 3_000_000_000L;

  /** How often in succession it must have been fast. */
  private static final int CONVINCING = 10;

  /**
   * How many times as long as loops it may take on examples: well-compiled code is near or below.
   */
  private static final int TOLERANCE = 2;

  private static final int RUNS = 10;

  /** The same work, by vectors and by loops. */
  record Contest(Runnable vectors, Runnable loops) {}

  private volatile @Nullable Object ready;

  /** Makes a class and returns its only instance. */
  abstract Object define() throws ReflectiveOperationException;

  /**
   * On what the code must be fast: together they go every way through it, since HotSpot compiles
   * code again when it comes to a branch that it has never seen, and may know less by then.
   */
  abstract List<Contest> contests(Object code) throws ReflectiveOperationException;

  /** The code, or null as long as it is not fast. */
  final @Nullable Object ready() {
    return ready;
  }

  /** Begins to try it. */
  final void start() {
    Thread thread = new Thread(this::tryOut, "borch-vector-trial");
    thread.setDaemon(true);
    thread.start();
  }

  private void tryOut() {
    try {
      synchronized (VectorCode.class) { // one trial at a time
        for (int i = 0; i < ATTEMPTS && ready == null; i++) {
          Object code = define();
          List<Contest> contests = contests(code);
          boolean isFast = contests.stream().allMatch(VectorCode::isWon);
          if (isFast && contests.stream().allMatch(VectorCode::isWon)) { // is the first one, still?
            ready = code;
          }
        }
      }
    } catch (LinkageError e) { // the API may change as long as it is in incubation
      LOGGER.log(Level.INFO, "this JVM's vector API is not the known one, loops go on: " + e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("generated code was refused", e);
    }
  }

  private static boolean isWon(Contest contest) {
    int won = 0;
    long begin = System.nanoTime();
    while (won < CONVINCING && System.nanoTime() - begin < ATTEMPT_NANOS) {
      won = time(contest.vectors()) < TOLERANCE * time(contest.loops()) ? won + 1 : 0;
    }
    return won == CONVINCING;
  }

  private static long time(Runnable work) {
    long start = System.nanoTime();
    for (int i = 0; i < RUNS; i++) {
      work.run();
    }
    return System.nanoTime() - start;
  }
}
