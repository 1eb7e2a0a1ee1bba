package org.borch;

import org.borch.tensor.random.Key;

/**
 * Where a model gets its minibatches from.
 *
 * @param <I> the module's input
 */
@FunctionalInterface
public interface Batches<I> {

  /** The minibatch that a key decides; the same for the same key, in any thread. */
  Batch<I> at(Key key);
}
