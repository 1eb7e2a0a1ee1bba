package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/**
 * What a model is bound to, all arrays ours.
 *
 * @param type the floating type of the run
 * @param input of forward
 * @param observations data by variable
 * @param interventions forced values by variable
 * @param decentred variables that are drawn as functions of standard ones
 * @param rows the minibatch's rows, if the input is one
 */
record Binding(
    DataType type,
    @Nullable Object input,
    Map<String, Observation> observations,
    Map<String, NDArray> interventions,
    Set<String> decentred,
    @Nullable Rows rows) {

  static Binding none() {
    return new Binding(DataType.FLOAT32, null, Map.of(), Map.of(), Set.of(), null);
  }

  Binding withInput(@Nullable Object other) {
    Object wrapped = Inputs.map(other, BorchArray::wrap);
    return new Binding(type, wrapped, observations, interventions, decentred, null);
  }

  /** Bound to a minibatch: its input, its rows, and its data beside the other data. */
  Binding withBatch(Batch<?> batch) {
    Map<String, Observation> data = new LinkedHashMap<>(observations);
    batch
        .observed()
        .forEach(
            (name, values) -> data.put(name, new Observation(wrap(values), null, true, false)));
    Rows own = Rows.of(batch.plate(), batch.size(), wrap(batch.index()));
    Object wrapped = Inputs.map(batch.input(), BorchArray::wrap);
    return new Binding(type, wrapped, data, interventions, decentred, own);
  }

  private static NDArray wrap(NDArray array) {
    return BorchArray.wrap(array);
  }

  Binding withType(DataType other) {
    return new Binding(other, input, observations, interventions, decentred, rows);
  }

  Binding withObservation(String name, Observation observation) {
    Map<String, Observation> more = with(observations, name, observation);
    return new Binding(type, input, more, interventions, decentred, rows);
  }

  Binding withIntervention(String name, NDArray value) {
    Map<String, NDArray> more = with(interventions, name, value);
    return new Binding(type, input, observations, more, decentred, rows);
  }

  Binding withDecentred(Set<String> names) {
    Set<String> all = new LinkedHashSet<>(decentred);
    all.addAll(names);
    return new Binding(
        type, input, observations, interventions, Collections.unmodifiableSet(all), rows);
  }

  Binding withoutData() {
    return new Binding(type, input, Map.of(), Map.of(), Set.of(), rows);
  }

  /** The same with floating inputs, all observations and all interventions in the run's type. */
  Binding cast() {
    Map<String, Observation> data = new LinkedHashMap<>();
    observations.forEach(
        (name, o) ->
            data.put(name, new Observation(cast(o.data()), o.mask(), o.isBatch(), o.isInside())));
    Map<String, NDArray> forced = new LinkedHashMap<>();
    interventions.forEach((name, value) -> forced.put(name, cast(value)));
    Object typed = Inputs.map(input, x -> x.getDataType().isFloating() ? cast(x) : x);
    return new Binding(type, typed, data, forced, decentred, rows);
  }

  private NDArray cast(NDArray array) {
    BorchArray given = BorchArray.wrap(array);
    if (given.getDataType() == type) {
      return given;
    }
    if (!given.isHost()) {
      return ArrayMath.cast(given, type);
    }
    return Values.of(given.getShape(), given.values(), type);
  }

  private static <T> Map<String, T> with(Map<String, T> map, String name, T value) {
    Map<String, T> result = new LinkedHashMap<>(map);
    result.put(name, value);
    return Collections.unmodifiableMap(result);
  }
}
