package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.borch.Decentring.Degree;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/**
 * What a model is bound to, all arrays ours.
 *
 * @param type the floating type of the run; null where the data decide it, until {@link #in}
 * @param input of forward
 * @param observations data by variable
 * @param awaited the variables that have data in minibatches, but none here
 * @param interventions forced values by variable
 * @param decentred variables that are drawn as functions of standard ones, and how far
 * @param rows the minibatch's rows, if the input is one
 * @param home where the data belong, if this is another input than theirs
 */
record Binding(
    @Nullable DataType type,
    @Nullable Object input,
    Map<String, Observation> observations,
    Set<String> awaited,
    Map<String, NDArray> interventions,
    Map<String, Degree> decentred,
    @Nullable Rows rows,
    @Nullable Binding home) {

  static Binding none() {
    return new Binding(null, null, Map.of(), Set.of(), Map.of(), Map.of(), null, null);
  }

  /** Bound to another input. A minibatch's data do not belong to it, but their names stay. */
  Binding withInput(@Nullable Object other) {
    Object wrapped = Inputs.map(other, BorchArray::wrap);
    Map<String, Observation> all = new LinkedHashMap<>(observations);
    all.values().removeIf(Observation::isBatch);
    all.replaceAll((name, observation) -> observation.unfilled());
    if (input != null) {
      all.replaceAll((name, observation) -> observation.elsewhere());
    }
    Set<String> names = union(awaited, observations.keySet());
    names.removeAll(all.keySet());
    Binding own = hasDataElsewhere() ? home : input == null || all.isEmpty() ? null : alone();
    return new Binding(type, wrapped, all, names, interventions, decentred, null, own);
  }

  /** Whether some data are those of an earlier input. */
  boolean hasDataElsewhere() {
    return observations.values().stream().anyMatch(Observation::isElsewhere);
  }

  private Binding alone() {
    return new Binding(type, input, observations, awaited, interventions, decentred, rows, null);
  }

  /** Bound to a minibatch: its input, its rows, and its data beside the other data. */
  Binding withBatch(Batch<?> batch) {
    Map<String, Observation> data = new LinkedHashMap<>(observations);
    batch.observed().forEach((name, values) -> data.put(name, Observation.ofBatch(wrap(values))));
    Rows own = Rows.of(batch.plate(), batch.size(), wrap(batch.index()));
    Object wrapped = Inputs.map(batch.input(), BorchArray::wrap);
    return new Binding(type, wrapped, data, awaited, interventions, decentred, own, home).settled();
  }

  /** With variables whose data come with minibatches. */
  Binding withAwaited(Collection<String> names) {
    Set<String> all = union(awaited, names);
    return new Binding(type, input, observations, all, interventions, decentred, rows, home)
        .settled();
  }

  private static NDArray wrap(NDArray array) {
    return BorchArray.wrap(array);
  }

  Binding withType(DataType other) {
    return new Binding(other, input, observations, awaited, interventions, decentred, rows, home);
  }

  Binding withObservation(String name, Observation observation) {
    Map<String, Observation> more = with(observations, name, observation);
    return new Binding(type, input, more, awaited, interventions, decentred, rows, home).settled();
  }

  Binding withIntervention(String name, NDArray value) {
    Map<String, NDArray> more = with(interventions, name, value);
    return new Binding(type, input, observations, awaited, more, decentred, rows, home);
  }

  Binding withDecentred(Set<String> names, Degree degree) {
    Map<String, Degree> all = new LinkedHashMap<>(decentred);
    names.forEach(name -> all.put(name, degree));
    Map<String, Degree> fixed = Collections.unmodifiableMap(all);
    return new Binding(type, input, observations, awaited, interventions, fixed, rows, home);
  }

  Binding withoutData() {
    return new Binding(type, input, Map.of(), Set.of(), Map.of(), Map.of(), rows, home);
  }

  /** Names that have data are awaited no longer. */
  private Binding settled() {
    Set<String> rest = new LinkedHashSet<>(awaited);
    rest.removeAll(observations.keySet());
    return new Binding(type, input, observations, rest, interventions, decentred, rows, home);
  }

  /** Whether a variable has data, here or in minibatches. */
  boolean isObserved(String name) {
    return observations.containsKey(name) || awaited.contains(name);
  }

  /** The variables that have data, here or in minibatches. */
  Set<String> observed() {
    return Collections.unmodifiableSet(union(observations.keySet(), awaited));
  }

  // ---- types

  /**
   * The type of the run: the stated one, or the widest floating type of the input; without floating
   * input, of the observed data; FLOAT64 if there is neither.
   */
  DataType decided() {
    if (type != null) {
      return type;
    }
    List<NDArray> data = new ArrayList<>();
    observations.values().forEach(observation -> data.add(observation.data()));
    return RunTypes.of(input).or(() -> RunTypes.widest(data)).orElse(DataType.FLOAT64);
  }

  /** The type of a run, which has one. */
  DataType runType() {
    return Objects.requireNonNull(type);
  }

  /** The same in a type: with floating inputs, all observations and all interventions in it. */
  Binding in(DataType run) {
    Map<String, Observation> data = new LinkedHashMap<>();
    observations.forEach((name, o) -> data.put(name, o.with(cast(o.data(), run))));
    Map<String, NDArray> forced = new LinkedHashMap<>();
    interventions.forEach((name, value) -> forced.put(name, cast(value, run)));
    Object typed = Inputs.map(input, x -> x.getDataType().isFloating() ? cast(x, run) : x);
    return new Binding(run, typed, data, awaited, forced, decentred, rows, home);
  }

  private static NDArray cast(NDArray array, DataType type) {
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

  private static Set<String> union(Collection<String> some, Collection<String> others) {
    Set<String> all = new LinkedHashSet<>(some);
    all.addAll(others);
    return all;
  }
}
