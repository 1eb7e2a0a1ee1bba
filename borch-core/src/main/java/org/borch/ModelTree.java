package org.borch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.borch.posterior.ByName;
import org.borch.posterior.Posterior;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/** A model as text: its tree of modules and, from one run under the prior, their variables. */
final class ModelTree {

  private ModelTree() {}

  static String of(
      Module<?, ?> root, Posterior posterior, Function<Key, Trace> prior, Set<String> observed) {
    List<String> lines = new ArrayList<>();
    lines.add(root.toString());
    try (Scope scope = Scope.open()) {
      Trace trace = prior.apply(Seed.of(0).key());
      addSites(lines, "  ", "", root, trace, posterior, observed);
    } catch (RuntimeException e) {
      lines.add("  (a run under the prior fails: " + e.getMessage() + ")");
    }
    return String.join("\n", lines);
  }

  private static void addSites(
      List<String> lines,
      String indent,
      String prefix,
      Module<?, ?> module,
      Trace trace,
      Posterior posterior,
      Set<String> observed) {
    Map<String, Module<?, ?>> children = module.children();
    for (Site site : trace.sites().values()) {
      String name = site.name().startsWith(prefix) ? site.name().substring(prefix.length()) : "";
      boolean isChilds = children.keySet().stream().anyMatch(child -> name.startsWith(child + "."));
      if (!name.isEmpty() && !isChilds) {
        lines.add(indent + name + " " + describe(site, posterior, observed));
      }
    }
    children.forEach(
        (name, child) -> {
          lines.add(indent + name + ": " + child);
          addSites(lines, indent + "  ", prefix + name + ".", child, trace, posterior, observed);
        });
  }

  private static String describe(Site site, Posterior posterior, Set<String> observed) {
    String shape = site.value().getShape().toString();
    if (!(site instanceof RandomVariable variable)) {
      return shape + " " + site.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }
    Posterior own = posterior instanceof ByName some ? some.of(site.name()) : posterior;
    return shape
        + " ~ "
        + variable.prior()
        + (observed.contains(site.name()) ? ", observed" : ", q: " + own);
  }
}
