package org.borch.infer.run;

import java.util.Optional;
import java.util.function.LongPredicate;

/** Makes the steps of a run, a block at a time. One thread at a time may use it. */
interface Steps {

  /**
   * Makes steps.
   *
   * @param before the state before them, which stays as it is until the next block
   * @param begin the number of the first one
   * @param count how many, at least 1
   * @param wanted the steps after which the position is to be kept
   * @return empty if an info, or the position after the last step, is not finite
   * @throws org.borch.tensor.TracingException if there is no program for the data of a step
   */
  Optional<Block> run(FlatState before, long begin, int count, LongPredicate wanted);
}
