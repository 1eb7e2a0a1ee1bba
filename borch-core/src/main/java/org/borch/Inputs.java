package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The arrays inside an input, which is an array, an NDList, or a record that has such parts. */
public final class Inputs {

  private Inputs() {}

  /** All of them, in an order of their own. */
  public static List<NDArray> arrays(@Nullable Object input) {
    List<NDArray> arrays = new ArrayList<>();
    map(
        input,
        array -> {
          arrays.add(array);
          return array;
        });
    return arrays;
  }

  /**
   * The same input with other arrays, such as arguments of a function that is traced.
   *
   * @param arrays in the order of {@link #arrays}
   */
  public static @Nullable Object with(@Nullable Object input, List<? extends NDArray> arrays) {
    Iterator<? extends NDArray> next = arrays.iterator();
    return map(input, array -> next.next());
  }

  /** What is no array: numbers, texts and anything else, in an order of their own. */
  public static List<@Nullable Object> others(@Nullable Object input) {
    List<@Nullable Object> others = new ArrayList<>();
    addOthers(input, others);
    return others;
  }

  private static void addOthers(@Nullable Object input, List<@Nullable Object> others) {
    if (input instanceof Record given) {
      for (RecordComponent component : given.getClass().getRecordComponents()) {
        addOthers(value(given, component), others);
      }
    } else if (!(input instanceof NDArray) && !(input instanceof NDList)) {
      others.add(input);
    }
  }

  private static @Nullable Object value(Record given, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(given);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw unreadable(given, e);
    }
  }

  private static IllegalArgumentException unreadable(Record given, Exception cause) {
    return new IllegalArgumentException(
        "input of type "
            + given.getClass().getName()
            + ": its components cannot be read; open"
            + " its package to borch",
        cause);
  }

  /**
   * The same input with another array for each of its arrays: of an array, an NDList, or a record
   * (its components likewise). Anything else stays what it is.
   */
  static @Nullable Object map(@Nullable Object input, UnaryOperator<NDArray> function) {
    if (input instanceof NDArray array) {
      return function.apply(array);
    } else if (input instanceof NDList list) {
      return new NDList(list.stream().map(function).toArray(NDArray[]::new));
    } else if (input instanceof Record given) {
      return record(given, function);
    }
    return input;
  }

  private static Record record(Record given, UnaryOperator<NDArray> function) {
    RecordComponent[] components = given.getClass().getRecordComponents();
    try {
      @Nullable Object[] values = new Object[components.length];
      boolean changed = false;
      for (int i = 0; i < values.length; i++) {
        Object value = value(given, components[i]);
        values[i] = map(value, function);
        changed |= values[i] != value;
      }
      return changed ? canonical(given.getClass(), components).newInstance(values) : given;
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "input of type " + given.getClass().getName() + " refuses its arrays in the run's type",
          e.getCause());
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw unreadable(given, e);
    }
  }

  private static <R extends Record> Constructor<R> canonical(
      Class<R> type, RecordComponent[] components) throws NoSuchMethodException {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<R> constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor;
  }
}
