package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.borch.infer.density.StepData;
import org.borch.tensor.random.Key;

/**
 * Moves a state, a step at a time, by array operations alone: so one method runs eagerly, is traced
 * into a program, and runs in blocks of many steps without leaving the program. What differs from
 * step to step comes from the key, the data, and {@link FlatState#number}.
 */
public interface Transform {

  /** The settings, a value: what they are compared by when a run goes on. */
  Record settings();

  /** What to call it in messages, such as {@code SVI}. */
  String name();

  /** Of the data and of numbers that differ from step to step: FLOAT32 or FLOAT64. */
  DataType type();

  /**
   * The data of a step.
   *
   * @param key of the step
   */
  StepData data(Key key);

  /**
   * One step, without reading an array on the host.
   *
   * @param state of the step before
   * @param data of this step
   * @param key decides all that is random
   */
  Update update(FlatState state, StepData data, Key key);

  /**
   * The keys that a step takes as arguments of its program.
   *
   * @param key of the step
   */
  default List<Key> keys(Key key) {
    return List.of(key);
  }

  /**
   * The same step while it is traced.
   *
   * @param state whose arrays and number stand for those of any step
   * @param data whose arrays stand for any of their shapes
   * @param keys INT64 (n, 2), which stands for {@link #keys}
   */
  default Update update(FlatState state, StepData data, NDArray keys) {
    return update(state, data, Key.of(keys.get(0)));
  }

  /**
   * A sentence that says what is wrong with a step that is not finite, and where: it may make the
   * step again and read every value.
   */
  String fault(FlatState state, StepData data, Key key);

  /** What a person can do about such a step. */
  String advice();
}
