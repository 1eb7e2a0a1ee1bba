package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;

/**
 * What an algorithm keeps from one step to the next: arrays by name (position, momenta, moments),
 * and how many updates they have had. A value: an update returns another one.
 *
 * @param arrays by name; {@link #POSITION} is one of them, a vector of FLOAT32 or FLOAT64
 * @param step the number of updates so far
 */
public record FlatState(Map<String, NDArray> arrays, StepNumber step) {

  /** The array that all are about: the parameters. */
  public static final String POSITION = "position";

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if there is no position
   */
  public FlatState {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    require(arrays, POSITION);
  }

  /** A state before the first update, of a position alone. */
  public static FlatState of(NDArray position) {
    return new FlatState(Map.of(POSITION, position), StepNumber.of(0));
  }

  /** The parameters, one after the other. */
  public NDArray position() {
    return array(POSITION);
  }

  /**
   * An array by name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public NDArray array(String name) {
    return require(arrays, name);
  }

  private static NDArray require(Map<String, NDArray> arrays, String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "state without " + name + ", it has " + arrays.keySet() + "; init makes all arrays");
    }
    return array;
  }

  /**
   * A number that differs from step to step, such as a learning rate or a temperature: an array of
   * shape (1) and of the position's type.
   *
   * @param function a pure function of the number of updates so far
   */
  public NDArray number(LongToDoubleFunction function) {
    return step.number(function, position().getDataType());
  }

  /** The same with one more array, or another one of this name. */
  public FlatState with(String name, NDArray array) {
    Map<String, NDArray> more = new LinkedHashMap<>(arrays);
    more.put(name, array);
    return new FlatState(more, step);
  }

  /** The arrays of a part by their names within it: those called {@code part/name}. */
  public Map<String, NDArray> part(String part) {
    Map<String, NDArray> own = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          if (name.startsWith(part + "/")) {
            own.put(name.substring(part.length() + 1), array);
          }
        });
    return own;
  }

  /** The same with more arrays, or other ones of these names, as {@code part/name}. */
  public FlatState with(String part, Map<String, NDArray> own) {
    Map<String, NDArray> more = new LinkedHashMap<>(arrays);
    own.forEach((name, array) -> more.put(part + "/" + name, array));
    return new FlatState(more, step);
  }

  /** The state after one more update, with another position. */
  public FlatState next(NDArray position) {
    return with(POSITION, position).after(1);
  }

  /** The same arrays after some more updates. */
  public FlatState after(long updates) {
    return new FlatState(arrays, step.after(updates));
  }

  /** The same with arrays that outlive a scope, as a loop of one's own needs. */
  public FlatState kept(Scope scope) {
    Map<String, NDArray> kept = new LinkedHashMap<>(arrays);
    kept.replaceAll((name, array) -> scope.keep(array));
    return new FlatState(kept, step);
  }

  /** Shape and type of each array. */
  List<Spec> specs() {
    return arrays.values().stream().map(array -> BorchArray.wrap(array).spec()).toList();
  }

  /** Step and names; reads no values. */
  @Override
  public String toString() {
    return "FlatState(step " + step + ", " + arrays.keySet() + ")";
  }
}
