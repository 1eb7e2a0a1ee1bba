package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.borch.PlateAxis;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.tensor.Provenance;

/**
 * Finds out, in one run whose discrete values are marked, which terms of a model depend on which
 * discrete variables, and refuses models in which these cannot be summed out row by row.
 */
final class Dependence {

  private final Provenance<String> provenance;
  private final Trace trace;
  private final List<Discrete> discretes;
  private final List<String> names;

  private Dependence(Provenance<String> provenance, Trace trace, Predicate<String> wanted) {
    this.provenance = provenance;
    this.trace = trace;
    List<RandomVariable> variables =
        trace.latents().stream()
            .filter(v -> v.prior().isDiscrete() && wanted.test(v.name()))
            .toList();
    requireStates(variables);
    this.discretes =
        variables.stream().map(v -> Discrete.of(v, trace.missing().get(v.name()))).toList();
    this.names = discretes.stream().map(Discrete::name).toList();
  }

  private static void requireStates(List<RandomVariable> variables) {
    List<String> names = new ArrayList<>();
    List<String> described = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (RandomVariable variable : variables) {
      Discrete.fault(variable)
          .ifPresent(
              fault -> {
                names.add(variable.name());
                described.add(variable.name() + " ~ " + variable.prior().name());
                faults.add(fault);
              });
    }
    if (!names.isEmpty()) {
      throw new NotSummable(names, String.join(", ", described), String.join("; ", faults));
    }
  }

  /**
   * The discrete variables of a model and what depends on them.
   *
   * @param replay at a point
   * @param wanted the names of those that are to be summed out
   * @throws NotSummable if one of them cannot be, naming it
   */
  static Enumeration of(Replay replay, Predicate<String> wanted) {
    try (Provenance<String> provenance = new Provenance<>()) {
      Trace trace =
          replay.at(
              latent -> {
                NDArray value = latent.prior().sample(latent.noise());
                return provenance.mark(provenance.plain(value), latent.name());
              });
      Dependence found = new Dependence(provenance, trace, wanted);
      trace.latentValues().forEach(found::requireOwnValue);
      return new Enumeration(found.discretes, found.axes(), found.derived());
    }
  }

  private Map<String, List<Integer>> axes() {
    Map<String, List<Integer>> axes = new LinkedHashMap<>();
    for (Site site : trace.sites().values()) {
      if (site instanceof RandomVariable variable) {
        add(axes, variable.name(), variable.logPrior(), variable.plates());
      } else if (site instanceof Site.Factor factor) {
        add(axes, factor.name(), factor.value(), factor.plates());
      }
    }
    return axes;
  }

  private void add(
      Map<String, List<Integer>> axes, String term, NDArray logs, List<PlateAxis> plates) {
    List<Integer> own = numbers(term, logs);
    if (own.isEmpty()) {
      return;
    }
    Enumeration.requireFew(discretes, own);
    List<String> rows = plates.stream().map(PlateAxis::name).toList();
    for (int number : own) {
      List<String> outer = discretes.get(number).plates();
      if (outer.size() > rows.size() || !rows.subList(0, outer.size()).equals(outer)) {
        throw new NotSummable(
            List.of(names.get(number)),
            term
                + " depends on it, but is not in plate \""
                + outer.get(outer.size() - 1)
                + "\", so that its rows are not independent; expected all that depends on a row in"
                + " the same plate: plate.rv(\""
                + term
                + "\", ...)");
      }
    }
    axes.put(term, own);
  }

  /** A variable's own density counts as one that depends on it, also where it is constant. */
  private List<Integer> numbers(String term, NDArray array) {
    List<Integer> numbers = new ArrayList<>();
    Set<String> marks = provenance.of(array);
    for (int i = 0; i < names.size(); i++) {
      if (marks.contains(names.get(i)) || names.get(i).equals(term)) {
        numbers.add(i);
      }
    }
    return numbers;
  }

  private Set<String> derived() {
    return trace.sites().values().stream()
        .filter(site -> !provenance.of(site.value()).isEmpty())
        .map(Site::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A continuous variable must keep its value when a discrete one changes. */
  private void requireOwnValue(String name, NDArray value) {
    Set<String> origins = provenance.of(value);
    if (!names.contains(name) && !origins.isEmpty()) {
      throw new NotSummable(
          List.copyOf(origins),
          "the value of "
              + name
              + " at its coordinates depends on it, because its support does, or because it is"
              + " decentred from a location or scale that does; expected one support for all"
              + " states, and such a variable as it is, not decentred");
    }
  }
}
