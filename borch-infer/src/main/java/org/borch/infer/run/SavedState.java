package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.tensor.BorchArray;

/**
 * Arrays by name, in Java memory: what the parts of a chain must keep to go on later as if nothing
 * had happened. Each part has a prefix of its own. Arrays are restored bit for bit.
 */
public final class SavedState {

  private final Map<String, BorchArray> arrays;
  private final String prefix;

  private SavedState(Map<String, BorchArray> arrays, String prefix) {
    this.arrays = arrays;
    this.prefix = prefix;
  }

  /** Nothing yet. */
  public static SavedState empty() {
    return new SavedState(new LinkedHashMap<>(), "");
  }

  /** What was kept. */
  static SavedState of(Map<String, NDArray> arrays) {
    SavedState memory = empty();
    arrays.forEach((name, array) -> memory.arrays.put(name, BorchArray.wrap(array)));
    return memory;
  }

  /** All arrays by their full names; a view. */
  public Map<String, BorchArray> arrays() {
    return Collections.unmodifiableMap(arrays);
  }

  /** The memory of a part: its names begin with the part's, and the same arrays are behind it. */
  public SavedState at(String part) {
    return new SavedState(arrays, prefix + part + "/");
  }

  /**
   * Keeps numbers, float64.
   *
   * @param values copied
   */
  public void put(String name, double... values) {
    arrays.put(prefix + name, BorchArray.of(new Shape(values.length), values));
  }

  /**
   * Keeps an array of any shape, in its own type: float32, float64, or whole numbers up to 2^53.
   *
   * @param values copied, from the engine's memory, too
   */
  public void put(String name, NDArray values) {
    BorchArray own = BorchArray.wrap(values);
    // Values in Java memory are never written, so that the copy shares them.
    BorchArray copy = own.isHost() ? own.duplicate() : own.inJavaMemory();
    arrays.put(prefix + name, copy);
  }

  /** Whether there is an array of a name. */
  public boolean has(String name) {
    return arrays.containsKey(prefix + name);
  }

  /**
   * A kept array in its own type and shape.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public BorchArray array(String name) {
    BorchArray values = arrays.get(prefix + name);
    if (values == null) {
      throw new IllegalArgumentException("checkpoint without " + prefix + name);
    }
    return values;
  }

  /**
   * Kept numbers; a copy.
   *
   * @param size how many are expected
   * @throws IllegalArgumentException if there are none of this name, or another number of them
   */
  public double[] get(String name, int size) {
    double[] values = array(name).values();
    if (values.length != size) {
      throw new IllegalArgumentException(
          "checkpoint with %d numbers in %s, expected %d"
              .formatted(values.length, prefix + name, size));
    }
    return values;
  }

  /**
   * One kept number.
   *
   * @throws IllegalArgumentException if there is none of this name, or more than one
   */
  public double number(String name) {
    return get(name, 1)[0];
  }

  /** {@code SavedState of [steps, state/position]}. */
  @Override
  public String toString() {
    return "SavedState of " + arrays.keySet();
  }
}
