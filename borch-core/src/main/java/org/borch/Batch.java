package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;

/**
 * Some rows of a plate's data: what one step of a run sees.
 *
 * @param <I> the module's input
 * @param input the rows' input
 * @param plate the name of the plate
 * @param size how many rows all data has
 * @param index INT64 [B], the number of each row
 * @param observed the rows' values of observed variables
 */
public record Batch<I>(
    I input, String plate, long size, NDArray index, Map<String, NDArray> observed) {

  /**
   * Checks what can be known without reading arrays.
   *
   * @throws IllegalArgumentException if there are more rows than data
   */
  public Batch {
    observed = Map.copyOf(observed);
    if (index.getShape().dimension() != 1 || index.size() < 1 || index.size() > size) {
      throw new IllegalArgumentException(
          "batch of plate \""
              + plate
              + "\": index of shape "
              + index.getShape()
              + ", expected one to "
              + size
              + " rows");
    }
  }

  /** The arrays of input, index and observations, in an order of their own. */
  public List<NDArray> arrays() {
    List<NDArray> arrays = Inputs.arrays(input);
    arrays.add(index);
    arrays.addAll(new TreeMap<>(observed).values());
    return arrays;
  }

  /**
   * What a program for batches like this one takes: shape and type of each of {@link #arrays},
   * floating ones in the run's type.
   */
  public List<Spec> specs(DataType type) {
    List<Spec> specs = new ArrayList<>();
    for (NDArray array : arrays()) {
      Spec spec = BorchArray.wrap(array).spec();
      specs.add(spec.type().isFloating() && spec.type() != type ? spec.with(type) : spec);
    }
    return specs;
  }

  /**
   * The same batch with other arrays, such as arguments of a function that is traced.
   *
   * @param arrays in the order of {@link #arrays}
   */
  public Batch<I> with(List<? extends NDArray> arrays) {
    Iterator<? extends NDArray> next = arrays.iterator();
    return map(array -> next.next());
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the same class with other arrays; null stays null
  private Batch<I> map(UnaryOperator<NDArray> function) {
    I other = (I) Inputs.map(input, function);
    NDArray rows = function.apply(index);
    Map<String, NDArray> values = new LinkedHashMap<>();
    new TreeMap<>(observed).forEach((name, data) -> values.put(name, function.apply(data)));
    return new Batch<>(other, plate, size, rows, values);
  }
}
