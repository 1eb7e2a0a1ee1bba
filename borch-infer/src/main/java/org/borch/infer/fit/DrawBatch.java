package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;

/**
 * What differs between draws: values and keys.
 *
 * @param values arrays [draws] + any, in Java memory
 * @param keys of the draws
 */
record DrawBatch(List<NDArray> values, List<Key> keys) {

  /** A function of one draw's values and key. */
  interface Function extends BiFunction<List<? extends NDArray>, Key, Map<String, NDArray>> {}

  int size() {
    return keys.size();
  }

  /** The results of all draws at once, [draws] + any, by name. */
  Map<String, NDArray> batched(Function function) {
    List<String> names = new ArrayList<>();
    List<NDArray> arguments = new ArrayList<>(values);
    arguments.add(Key.halves(keys));
    List<NDArray> results =
        Batching.vmap(
            own -> {
              Key key = Key.of(own.get(values.size()));
              Map<String, NDArray> found = function.apply(own.subList(0, values.size()), key);
              names.addAll(found.keySet());
              return List.copyOf(found.values());
            },
            arguments);
    Map<String, NDArray> byName = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      byName.put(names.get(i), results.get(i));
    }
    return byName;
  }

  /** The same one draw after the other. */
  Map<String, NDArray> oneByOne(Function function) {
    Map<String, List<NDArray>> all = new LinkedHashMap<>();
    for (int draw = 0; draw < size(); draw++) {
      List<NDArray> own = new ArrayList<>();
      for (NDArray value : values) {
        own.add(row(BorchArray.wrap(value), draw));
      }
      function
          .apply(own, keys.get(draw))
          .forEach((name, x) -> all.computeIfAbsent(name, same -> new ArrayList<>()).add(x));
    }
    Map<String, NDArray> byName = new LinkedHashMap<>();
    all.forEach((name, x) -> byName.put(name, ArrayMath.stack(0, x.toArray(NDArray[]::new))));
    return byName;
  }

  private static NDArray row(BorchArray all, int draw) {
    Shape shape = all.getShape().slice(1);
    int size = Math.toIntExact(shape.size());
    double[] own = new double[size];
    System.arraycopy(all.values(), draw * size, own, 0, size);
    return BorchArray.of(all.spec().with(shape), own);
  }
}
