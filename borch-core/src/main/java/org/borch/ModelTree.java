package org.borch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.borch.posterior.Posterior;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/** A model as text: its tree of modules and, from one run under the prior, their variables. */
final class ModelTree {

  private ModelTree() {}

  /**
   * A module in the tree.
   *
   * @param name what its parent calls it
   * @param prefix of the paths of its variables
   * @param depth how many modules are above it
   */
  private record Place(Module<?, ?> module, String name, String prefix, int depth) {}

  static String of(
      Module<?, ?> root, Posterior posterior, Function<Key, Trace> prior, Set<String> observed) {
    List<String> lines = new ArrayList<>();
    lines.add(root.toString());
    try (Scope scope = Scope.open()) {
      Trace trace = prior.apply(Seed.of(0).key());
      List<Place> places = places(root);
      Map<String, List<Site>> sites = sites(places, trace);
      for (Place place : places) {
        String indent = "  ".repeat(place.depth());
        if (place.depth() > 0) {
          lines.add(indent + place.name() + ": " + place.module());
        }
        for (Site site : sites.getOrDefault(place.prefix(), List.of())) {
          String name = site.name().substring(place.prefix().length());
          lines.add(indent + "  " + name + " " + describe(site, posterior, observed));
        }
      }
    } catch (RuntimeException e) {
      lines.add("  (a run under the prior fails: " + e.getMessage() + ")");
    }
    return String.join("\n", lines);
  }

  /** Every module before its children; on a stack of its own, as a tree may be deep. */
  private static List<Place> places(Module<?, ?> root) {
    List<Place> places = new ArrayList<>();
    Deque<Place> pending = new ArrayDeque<>();
    pending.push(new Place(root, "", "", 0));
    while (!pending.isEmpty()) {
      Place place = pending.pop();
      places.add(place);
      List<Place> children = new ArrayList<>();
      place
          .module()
          .children()
          .forEach(
              (name, child) ->
                  children.add(
                      new Place(child, name, place.prefix() + name + ".", place.depth() + 1)));
      Collections.reverse(children);
      children.forEach(pending::push);
    }
    return places;
  }

  /** The variables by the longest prefix that is a module's. */
  private static Map<String, List<Site>> sites(List<Place> places, Trace trace) {
    Set<String> prefixes = new HashSet<>();
    places.forEach(place -> prefixes.add(place.prefix()));
    Map<String, List<Site>> own = new HashMap<>();
    for (Site site : trace.sites().values()) {
      int end = site.name().lastIndexOf('.') + 1;
      while (!prefixes.contains(site.name().substring(0, end))) {
        end = site.name().lastIndexOf('.', end - 2) + 1;
      }
      own.computeIfAbsent(site.name().substring(0, end), prefix -> new ArrayList<>()).add(site);
    }
    return own;
  }

  private static String describe(Site site, Posterior posterior, Set<String> observed) {
    String shape = site.value().getShape().toString();
    if (!(site instanceof RandomVariable variable)) {
      return shape + " " + site.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }
    return shape
        + " ~ "
        + variable.prior()
        + (observed.contains(site.name()) ? ", observed" : ", q: " + posterior.of(site.name()));
  }
}
