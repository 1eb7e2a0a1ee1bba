package org.borch.infer.run;

/**
 * Which steps after burn-in may be kept.
 *
 * <pre>
 *   burnIn ├── not kept ──┼─ sampled ─┤── not kept ──┼─ sampled ─┤
 *          └───────── steps ──────────┘
 * </pre>
 *
 * @param steps of each cycle
 * @param sampled the last ones of each, which may be kept
 */
public record Cycle(long steps, long sampled) {

  /** Checks the numbers. */
  public Cycle {
    if (sampled < 1 || sampled > steps) {
      throw new IllegalArgumentException(
          "cycle of %d steps of which %d are sampled, expected 1 <= sampled <= steps"
              .formatted(steps, sampled));
    }
  }

  /** All steps may be kept: one cycle for ever. */
  public static Cycle none() {
    return new Cycle(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Whether all steps may be kept. */
  boolean isNone() {
    return sampled == steps;
  }

  /** How many of so many steps after burn-in are kept; none if that is negative. */
  long kept(long made, int thinning) {
    if (made <= 0) {
      return 0;
    }
    long begun = made % steps - (steps - sampled);
    return made / steps * (sampled / thinning) + Math.max(0, begun) / thinning;
  }

  /** Whether the state after a step is kept; the first one after burn-in is 0. */
  boolean keeps(long step, int thinning) {
    long place = step % steps - (steps - sampled);
    return step >= 0 && place >= 0 && (place + 1) % thinning == 0;
  }
}
