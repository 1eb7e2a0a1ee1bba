package org.borch.infer.mcmc;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers by name: what the parts of a chain must keep to go on later as if nothing had happened.
 * Each part has a prefix of its own.
 */
final class Memory {

  private final Map<String, double[]> numbers;
  private final String prefix;

  private Memory(Map<String, double[]> numbers, String prefix) {
    this.numbers = numbers;
    this.prefix = prefix;
  }

  /** Nothing yet. */
  static Memory empty() {
    return new Memory(new LinkedHashMap<>(), "");
  }

  /** What was kept. */
  static Memory of(Map<String, double[]> numbers) {
    return new Memory(new LinkedHashMap<>(numbers), "");
  }

  /** All numbers by their full names. */
  Map<String, double[]> numbers() {
    return numbers;
  }

  /** The memory of a part. */
  Memory at(String part) {
    return new Memory(numbers, prefix + part + "/");
  }

  /**
   * Keeps numbers.
   *
   * @param values not copied: they must not change any more
   */
  void put(String name, double... values) {
    numbers.put(prefix + name, values);
  }

  /** Whether there are numbers of a name. */
  boolean has(String name) {
    return numbers.containsKey(prefix + name);
  }

  /**
   * Kept numbers.
   *
   * @param size how many are expected
   * @throws IllegalArgumentException if there are none of this name, or another number of them
   */
  double[] get(String name, int size) {
    double[] values = get(name);
    if (values.length != size) {
      throw new IllegalArgumentException(
          "checkpoint with %d numbers in %s, expected %d"
              .formatted(values.length, prefix + name, size));
    }
    return values;
  }

  /**
   * Kept numbers, however many.
   *
   * @throws IllegalArgumentException if there are none of this name
   */
  double[] get(String name) {
    double[] values = numbers.get(prefix + name);
    if (values == null) {
      throw new IllegalArgumentException("checkpoint without " + prefix + name);
    }
    return values;
  }

  /**
   * One kept number.
   *
   * @throws IllegalArgumentException if there is none of this name, or more than one
   */
  double number(String name) {
    return get(name, 1)[0];
  }

  /** {@code Memory of [steps, state/position]}. */
  @Override
  public String toString() {
    return "Memory of " + numbers.keySet();
  }
}
