package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.borch.Model;
import org.borch.Params;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.posterior.Choice;
import org.borch.posterior.Latent;
import org.borch.posterior.LatentStart;
import org.borch.posterior.Posterior;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Provenance;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which discrete latent variables of a model can be summed out under its posterior: all
 * but those that the posterior names, that have no small support or tie rows together, and those
 * that q of another variable depends on.
 */
final class SummationSearch {

  private static final Logger LOGGER = System.getLogger(SummedOut.class.getName());

  private final Model<?, ?> exact;
  private final Seed seed;
  private final List<String> discrete;

  private SummationSearch(Model<?, ?> model, Seed seed) {
    this.exact = exact(model, seed.key());
    this.seed = seed;
    this.discrete =
        exact.latents(seed).stream()
            .filter(start -> start.prior().isDiscrete())
            .map(LatentStart::name)
            .toList();
  }

  private static Model<?, ?> exact(Model<?, ?> model, Key key) {
    return model.in(DataType.FLOAT64).withBatchOf(key);
  }

  static <I, O> Model<I, O> of(Model<I, O> model, Seed seed) {
    if (model.latents(seed).stream().noneMatch(start -> start.prior().isDiscrete())) {
      return model;
    }
    SummationSearch search = new SummationSearch(model, seed);
    Posterior others = model.posterior();
    Set<String> wanted = new LinkedHashSet<>(search.discrete);
    wanted.removeAll(search.named(others));
    while (!wanted.isEmpty()) {
      try {
        Enumeration enumeration = enumeration(model, wanted, seed);
        SummedOut summedOut =
            new SummedOut(others, wanted, enumeration.axes().keySet(), () -> enumeration);
        search.requireIndependent(summedOut);
        return model.withPosterior(summedOut);
      } catch (NotSummable e) {
        warn(e);
        if (!wanted.removeAll(e.names())) {
          throw e;
        }
      }
    }
    return model;
  }

  private static void warn(NotSummable e) {
    LOGGER.log(
        Level.WARNING,
        "{0}: discrete and latent, approximated by a q of its own instead of being summed out, which"
            + " is less exact: {1}; if that is meant, say so by name: at(\"{2}\", automatic())",
        String.join(", ", e.names()),
        e.reason(),
        e.names().get(0));
  }

  /** The discrete variables that a posterior was told to approximate. */
  private Set<String> named(Posterior posterior) {
    Set<String> named = new HashSet<>();
    Posterior asking =
        latents -> {
          Posterior.Draw own =
              posterior.begin(latents.only("posterior", name -> !discrete.contains(name)));
          discrete.stream().filter(own::names).forEach(named::add);
          return latent ->
              discrete.contains(latent.name())
                  ? Choice.of(latent.prior(), latent.noise())
                  : own.choose(latent);
        };
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open();
        Params params = Params.empty(DataType.FLOAT64, seed)) {
      Trace draw = exact.withPosterior(asking).sample(params, seed.key());
      named.retainAll(draw.sites().keySet());
    }
    return named;
  }

  /** How a model depends on some discrete variables; at draws from the prior of the others. */
  static Enumeration enumeration(Model<?, ?> model, Set<String> wanted, Seed seed) {
    Set<String> names = Set.copyOf(wanted);
    try (Params own = Params.empty(DataType.FLOAT64, seed)) {
      return EnumerationSearch.of(
          trial -> given(model, own, names, Seed.of(seed.at(trial).bits())), names::contains, seed);
    }
  }

  /**
   * Runs at a draw from the prior.
   *
   * @param own the model's own parameters
   */
  private static Replay given(Model<?, ?> model, Params own, Set<String> wanted, Seed seed) {
    Model<?, ?> exact = exact(model, seed.key());
    Map<String, LatentStart> starts = new HashMap<>();
    exact.latents(seed).forEach(start -> starts.put(start.name(), start));
    return discrete -> {
      Posterior there =
          latents ->
              latent ->
                  wanted.contains(latent.name())
                      ? Choice.given(discrete.apply(latent), latent.prior().support())
                      : Choice.given(drawn(latent, starts.get(latent.name())));
      return exact.withPosterior(there).sample(own, seed.key());
    };
  }

  private static NDArray drawn(Latent latent, @Nullable LatentStart start) {
    return start == null ? latent.prior().sample(latent.noise()) : latent.rows(start.draw());
  }

  /** Neither value nor q of another variable may depend on what has no value. */
  private void requireIndependent(SummedOut summedOut) {
    Key key = seed.key().at("independent");
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open();
        Params params = exact.withPosterior(summedOut).init(seed);
        Provenance<String> provenance = new Provenance<>()) {
      Posterior marked =
          summedOut.given(
              latent ->
                  provenance.mark(
                      provenance.plain(latent.prior().sample(latent.noise())), latent.name()));
      Trace draw = exact.withPosterior(marked).sample(params, key);
      for (RandomVariable latent : draw.latents()) {
        if (!summedOut.names().contains(latent.name())) {
          Set<String> origins = new TreeSet<>(provenance.of(latent.value()));
          origins.addAll(provenance.of(latent.logApproximation()));
          if (!origins.isEmpty()) {
            throw new NotSummable(
                new ArrayList<>(origins),
                "the posterior "
                    + summedOut.of(latent.name())
                    + " draws "
                    + latent.name()
                    + " given its value");
          }
        }
      }
    }
  }
}
