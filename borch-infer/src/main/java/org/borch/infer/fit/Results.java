package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.infer.density.Bounds;
import org.borch.infer.density.ElementNames;
import org.borch.infer.density.Naming;
import org.borch.infer.draws.Draws;
import org.borch.infer.joint.SiteNames;
import org.jspecify.annotations.Nullable;

/** The values of a model's runs by name, and what their elements are called. */
final class Results {

  private static final String OUTPUT = "output";

  private final Predicate<Site> kept;
  private final Map<String, SiteNames> names = new ConcurrentHashMap<>();
  private final Map<String, Bounds> bounds = new ConcurrentHashMap<>();

  /**
   * Results of runs to come.
   *
   * @param kept which variables and derived quantities count
   */
  Results(Predicate<Site> kept) {
    this.kept = kept;
  }

  /** A run's variables and derived quantities. */
  List<Site> sites(Trace trace) {
    List<Site> sites =
        trace.sites().values().stream()
            .filter(site -> !(site instanceof Site.Factor) && kept.test(site))
            .toList();
    for (Site site : sites) {
      names.computeIfAbsent(site.name(), name -> SiteNames.of(trace, name));
      if (site instanceof RandomVariable variable) {
        bounds.computeIfAbsent(site.name(), name -> Bounds.of(variable.prior().support()));
      }
    }
    return sites;
  }

  /** The values of the variables and derived quantities. */
  Map<String, NDArray> of(Trace trace) {
    Map<String, NDArray> values = new LinkedHashMap<>();
    sites(trace).forEach(site -> values.put(site.name(), site.reported()));
    return values;
  }

  /**
   * As {@link #of}, with what forward returns: {@code output}, or {@code output0}, {@code output1},
   * ... for a list, if it is an array and not a variable's value.
   */
  Map<String, NDArray> withOutputs(Trace trace) {
    Map<String, NDArray> values = of(trace);
    List<NDArray> known =
        trace.sites().values().stream()
            .filter(site -> !(site instanceof Site.Factor))
            .map(Site::value)
            .toList();
    outputs(trace.output(), known).forEach(values::putIfAbsent);
    return values;
  }

  private static Map<String, NDArray> outputs(@Nullable Object output, List<NDArray> known) {
    Map<String, NDArray> outputs = new LinkedHashMap<>();
    if (output instanceof NDArray array) {
      outputs.put(OUTPUT, array);
    } else if (output instanceof NDList list) {
      for (int i = 0; i < list.size(); i++) {
        outputs.put(OUTPUT + i, list.get(i));
      }
    }
    outputs.values().removeIf(array -> known.stream().anyMatch(each -> each == array));
    return outputs;
  }

  /** Draws of the runs so far, with the names of their elements and the bounds of variables. */
  Draws draws(Map<String, NDArray> arrays) {
    Map<String, Bounds> known = new LinkedHashMap<>(bounds);
    known.keySet().retainAll(arrays.keySet());
    return Draws.of(arrays, naming()).withBounds(known);
  }

  /** What the elements of the runs so far are called. */
  Naming naming() {
    Map<String, SiteNames> all = Map.copyOf(names);
    return (name, shape, offset) -> {
      SiteNames own = all.get(name);
      return own == null ? ElementNames.of(name, shape, offset) : own.element(shape, offset);
    };
  }
}
