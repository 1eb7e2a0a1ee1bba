package org.borch.infer.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Threads that take turns at chains: always the chain that is furthest behind, so that chains that
 * are stopped have about as many draws each. The thread that waits for them may be interrupted,
 * they are not: a file is never half written.
 */
final class Crew implements AutoCloseable {

  private final int threads;
  private final Runnable whenInterrupted;
  private final ExecutorService pool;
  private boolean wasInterrupted;

  /**
   * A crew.
   *
   * @param whenInterrupted called when the waiting thread is interrupted
   */
  Crew(int threads, Runnable whenInterrupted) {
    this.threads = threads;
    this.whenInterrupted = whenInterrupted;
    pool = Executors.newFixedThreadPool(threads, Crew::thread);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "borch-chain");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Works at chains until none has more to do.
   *
   * @param hasMore whether a chain should have another turn
   * @param turn one turn
   * @throws RuntimeException what the first of the chains that failed threw; such a chain has no
   *     further turn
   */
  void work(
      List<RunningChain> chains, Predicate<RunningChain> hasMore, Consumer<RunningChain> turn) {
    Turns turns = new Turns(chains, hasMore);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(pool.submit(() -> turns.takeAll(turn)));
    }
    running.forEach(this::await);
    turns.throwFailure();
  }

  /** Does something in a thread that nobody interrupts. */
  void call(Runnable work) {
    await(pool.submit(work));
  }

  private void await(Future<?> work) {
    while (true) {
      try {
        work.get();
        return;
      } catch (InterruptedException e) {
        wasInterrupted = true;
        whenInterrupted.run();
      } catch (ExecutionException e) {
        rethrow(e.getCause());
      }
    }
  }

  private static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException("a chain failed", failure);
  }

  /** Ends the threads; the waiting thread is interrupted again if it was. */
  @Override
  public void close() {
    pool.shutdown();
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whose turn it is. */
  private static final class Turns {
    private final List<RunningChain> idle;
    private final Predicate<RunningChain> hasMore;
    private final Map<Integer, Throwable> failures = new TreeMap<>();
    private boolean ends;

    Turns(List<RunningChain> chains, Predicate<RunningChain> hasMore) {
      this.idle = new ArrayList<>(chains);
      this.hasMore = hasMore;
    }

    void takeAll(Consumer<RunningChain> turn) {
      for (Optional<RunningChain> next = take(); next.isPresent(); next = take()) {
        RunningChain chain = next.get();
        try {
          turn.accept(chain);
          give(chain);
        } catch (RuntimeException | Error e) {
          fail(chain, e);
        }
      }
    }

    private synchronized Optional<RunningChain> take() {
      Optional<RunningChain> next =
          idle.stream()
              .filter(chain -> !(ends && chain.isStarted()) && hasMore.test(chain))
              .min(Comparator.comparingLong(RunningChain::steps));
      next.ifPresent(idle::remove);
      return next;
    }

    private synchronized void give(RunningChain chain) {
      idle.add(chain);
    }

    /** Ends all chains, but lets them start: an error at the start is always the first chain's. */
    private synchronized void fail(RunningChain chain, Throwable failure) {
      failures.put(chain.number(), failure);
      ends = true;
    }

    synchronized void throwFailure() {
      if (!failures.isEmpty()) {
        rethrow(failures.values().iterator().next());
      }
    }
  }
}
