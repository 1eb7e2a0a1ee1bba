package org.borch.infer;

import org.borch.tensor.trace.BackEnd;

/**
 * What ran an algorithm's steps. One seed decides a run on one back-end; another one rounds
 * differently.
 *
 * @param backEnd which
 * @param reason why this one, a sentence: what was asked for, the cost rule, or what stopped the
 *     trace
 */
public record Execution(BackEnd backEnd, String reason) {

  /** {@code JVM: ...}. */
  @Override
  public String toString() {
    return backEnd + ": " + reason;
  }
}
