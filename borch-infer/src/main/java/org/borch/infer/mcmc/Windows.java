package org.borch.infer.mcmc;

import java.util.ArrayList;
import java.util.List;

/**
 * When warm-up learns what; Stan's schedule. The step size is learned all the time, the metric in
 * the slow windows, at the end of each of which it is set anew.
 *
 * <pre>
 *    0      75   100    150        250                450                    950   1000
 *    ├──────┼────┼──────┼──────────┼──────────────────┼──── ... ─────────────┼──────┤
 *      fast  slow  slow     slow           slow             slow               fast
 * </pre>
 *
 * @param first step of the slow windows
 * @param ends the step after each slow window; empty if the metric is not learned
 */
record Windows(int first, List<Integer> ends) {

  private static final int FEWEST_STEPS = 20;
  private static final int FAST_AT_START = 75;
  private static final int FIRST_SLOW = 25;
  private static final int FAST_AT_END = 50;

  /** The windows of a warm-up of so many steps. */
  static Windows of(int warmup) {
    if (warmup < FEWEST_STEPS) {
      return new Windows(warmup, List.of());
    }
    if (warmup < FAST_AT_START + FIRST_SLOW + FAST_AT_END) {
      int end = warmup - (int) (0.1 * warmup);
      return new Windows((int) (0.15 * warmup), List.of(end));
    }
    int last = warmup - FAST_AT_END;
    List<Integer> ends = new ArrayList<>();
    int size = FIRST_SLOW;
    int end = FAST_AT_START + FIRST_SLOW;
    ends.add(end);
    while (end < last) {
      size *= 2;
      // A window whose successor, twice as long, would not fit takes all that is left.
      end = end + 3 * size > last ? last : end + size;
      ends.add(end);
    }
    return new Windows(FAST_AT_START, List.copyOf(ends));
  }

  /** Whether the metric learns from the state after a step. */
  boolean isSlow(int step) {
    return !ends.isEmpty() && step >= first && step < ends.get(ends.size() - 1);
  }

  /** Whether a slow window ends with a step. */
  boolean endsWith(int step) {
    return ends.contains(step + 1);
  }
}
