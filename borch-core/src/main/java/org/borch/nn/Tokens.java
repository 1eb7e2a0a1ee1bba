package org.borch.nn;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Sequences and who may attend to whom in them.
 *
 * @param x [B, time, size]
 * @param mask BOOLEAN [time, keys] or [B, time, keys]: true where a place may not attend to a key,
 *     as in PyTorch; null: nowhere
 * @param padding BOOLEAN [B, time]: true for places of x that are only there to fill up, which
 *     nobody attends to; null: none
 * @param isCausal whether a place may attend to itself and earlier ones alone
 */
public record Tokens(
    NDArray x, @Nullable NDArray mask, @Nullable NDArray padding, boolean isCausal) {

  /** Where every place may attend to every other one. */
  public static Tokens of(NDArray x) {
    return new Tokens(x, null, null, false);
  }

  /** Other values under the same masks. */
  public Tokens with(NDArray other) {
    return new Tokens(other, mask, padding, isCausal);
  }

  /** With a mask. */
  public Tokens withMask(NDArray other) {
    return new Tokens(x, other, padding, isCausal);
  }

  /** With places that are only there to fill up. */
  public Tokens withPadding(NDArray other) {
    return new Tokens(x, mask, other, isCausal);
  }

  /** Where a place may attend to itself and earlier ones alone. */
  public Tokens causal() {
    return new Tokens(x, mask, padding, true);
  }
}
