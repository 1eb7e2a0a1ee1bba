package org.borch.infer.diagnostics;

import java.util.Locale;

/**
 * A diagnostic whose value says that a result should not be used as it is.
 *
 * @param kind which diagnostic
 * @param value what it is
 * @param sentence what that means and what to do about it, for a person
 */
public record Warning(Kind kind, double value, String sentence) {

  /** The diagnostics that warn. */
  public enum Kind {
    /** Draws that are NaN or infinite. */
    NON_FINITE,
    /** Draws that are all equal. */
    CONSTANT,
    /** Too few draws or points for the diagnostics themselves. */
    TOO_FEW,
    /** {@link RHat} too large. */
    R_HAT,
    /** {@link Ess#bulk} too small. */
    ESS_BULK,
    /** {@link Ess#tail} too small or undefined. */
    ESS_TAIL,
    /** Trajectories that diverged. */
    DIVERGENCES,
    /** Trajectories that were cut at the maximum tree depth. */
    TREE_DEPTH,
    /** {@link EBfmi} too small. */
    E_BFMI,
    /** {@link Psis#kHat} too large. */
    K_HAT,
    /** Points whose term of WAIC's penalty is too large. */
    P_WAIC,
    /** Models whose difference is too small to tell them apart. */
    SMALL_DIFFERENCE
  }

  static Warning of(Kind kind, double value, String format, Object... arguments) {
    return new Warning(kind, value, String.format(Locale.ROOT, format, arguments));
  }

  /** The sentence. */
  @Override
  public String toString() {
    return sentence;
  }
}
