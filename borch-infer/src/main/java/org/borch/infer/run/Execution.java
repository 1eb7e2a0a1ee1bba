package org.borch.infer.run;

import org.borch.tensor.trace.BackEnd;

/**
 * What runs an algorithm's steps or a density, and why. One seed decides a run on one back-end;
 * another one rounds differently.
 *
 * @param backEnd which
 * @param reason why this one, a sentence: what was asked for, the cost rule, or what stopped the
 *     trace
 */
public record Execution(BackEnd backEnd, String reason) {

  /** One operation after the other, because somebody asked for it. */
  public static Execution eager() {
    return new Execution(BackEnd.EAGER, "asked for");
  }

  /** {@code JVM: ...}. */
  @Override
  public String toString() {
    return backEnd + ": " + reason;
  }
}
