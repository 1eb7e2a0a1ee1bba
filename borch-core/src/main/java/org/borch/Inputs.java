package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The arrays inside an input. */
final class Inputs {

  private Inputs() {}

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
        components[i].getAccessor().setAccessible(true);
        Object value = components[i].getAccessor().invoke(given);
        values[i] = map(value, function);
        changed |= values[i] != value;
      }
      return changed ? canonical(given.getClass(), components).newInstance(values) : given;
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "input of type " + given.getClass().getName() + " refuses its arrays in the run's type",
          e.getCause());
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw new IllegalArgumentException(
          "input of type "
              + given.getClass().getName()
              + ": its components cannot be read; open"
              + " its package to borch",
          e);
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
