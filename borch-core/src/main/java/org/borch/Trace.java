package org.borch;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/**
 * One draw of a model as a value: its sites in the order in which forward met them, and the output.
 * Arrays live as long as the scope in which the draw was made.
 */
public final class Trace {

  private final Map<String, Site> sites;
  private final Map<String, String> decentred;
  private final Map<String, MissingRows> missing;
  private final Map<String, NDArray> updates;
  private final @Nullable Object output;

  /**
   * A draw.
   *
   * @param decentred variables by the names of their standard parts
   * @param missing what the missing rows of partly observed variables are called
   * @param updates what buffers become
   */
  Trace(
      Map<String, Site> sites,
      Map<String, String> decentred,
      Map<String, MissingRows> missing,
      Map<String, NDArray> updates,
      @Nullable Object output) {
    this.sites = Collections.unmodifiableMap(new LinkedHashMap<>(sites));
    this.decentred = Map.copyOf(decentred);
    this.missing = Map.copyOf(missing);
    this.updates = Collections.unmodifiableMap(new LinkedHashMap<>(updates));
    this.output = output;
  }

  /** All sites by name, in order. */
  public Map<String, Site> sites() {
    return sites;
  }

  /** The random variables, in order. */
  public List<RandomVariable> variables() {
    return of(RandomVariable.class);
  }

  /**
   * The random variable of a name.
   *
   * @throws IllegalArgumentException if there is none, offering the nearest name
   */
  public RandomVariable get(String name) {
    if (sites.get(name) instanceof RandomVariable variable) {
      return variable;
    }
    throw Names.unknown("get", name, variables().stream().map(RandomVariable::name).toList());
  }

  /** The random variable of a name, if the draw met one. */
  public Optional<RandomVariable> find(String name) {
    return Optional.ofNullable(sites.get(name) instanceof RandomVariable v ? v : null);
  }

  /** The variables without data. */
  public List<RandomVariable> latents() {
    return variables().stream().filter(variable -> !variable.isObserved()).toList();
  }

  /** The variables with data. */
  public List<RandomVariable> observed() {
    return variables().stream().filter(RandomVariable::isObserved).toList();
  }

  /**
   * The values of the variables without data by name; a decentred one under its own name instead of
   * that of its standard part; of the missing rows of a partly observed one these alone, unless the
   * draw is of a minibatch. {@link Model#replay(Map)} takes them.
   */
  public Map<String, NDArray> latentValues() {
    return latentValues(name -> true);
  }

  /** As {@link #latentValues()}, of the variables whose names a test accepts. */
  public Map<String, NDArray> latentValues(Predicate<String> wanted) {
    Map<String, NDArray> values = new LinkedHashMap<>();
    for (RandomVariable latent : latents()) {
      String name = decentred.getOrDefault(latent.name(), latent.name());
      if (wanted.test(name)) {
        values.put(name, Objects.requireNonNull(sites.get(name)).reported());
      }
    }
    return Collections.unmodifiableMap(values);
  }

  /**
   * Which rows the latent variables stand for that are the missing part of an observed one, {@code
   * NAME.missing}, by name; empty for a minibatch's rows.
   */
  public Map<String, MissingRows> missing() {
    return missing;
  }

  /** Derived quantities by name. */
  public Map<String, NDArray> deterministics() {
    return values(Site.Deterministic.class);
  }

  /** Log weights by name. */
  public Map<String, NDArray> factors() {
    return values(Site.Factor.class);
  }

  /** What forward returned. */
  public @Nullable Object output() {
    return output;
  }

  /**
   * What forward returned, as its type: {@code trace.output(NDArray.class)}.
   *
   * @throws ClassCastException if it is of another type
   */
  public <T> T output(Class<T> type) {
    if (!type.isInstance(output)) {
      throw new ClassCastException(
          "output of type "
              + (output == null ? "null" : output.getClass().getName())
              + ", asked for as "
              + type.getName());
    }
    return type.cast(output);
  }

  /**
   * What buffers become by this draw, by the names that Params keep them under: the running
   * statistics of a network in training. {@link Model#refresh} writes them.
   */
  public Map<String, NDArray> updates() {
    return updates;
  }

  /**
   * The same draw with one factor in place of the log densities of some sites, as where variables
   * are summed out of their product. Of these, latent variables keep their values and q, under a
   * prior of density 1; the others are left out. There is no output.
   *
   * @param factor its name
   * @param logWeight the scalar that those log densities come to, with the plates' weights
   * @param terms the names of the variables and factors with those log densities
   * @param without the names of further sites to be left out
   */
  public Trace withFactor(
      String factor, NDArray logWeight, Set<String> terms, Set<String> without) {
    Map<String, Site> others = new LinkedHashMap<>();
    for (Site site : sites.values()) {
      boolean isTerm = terms.contains(site.name());
      if (without.contains(site.name())) {
        continue;
      }
      if (!isTerm) {
        others.put(site.name(), site);
      } else if (site instanceof RandomVariable latent && !latent.isObserved()) {
        others.put(site.name(), latent.withoutPrior());
      }
    }
    NDArray value = BorchArray.wrap(logWeight).frozen(factor);
    others.put(factor, new Site.Factor(factor, value, List.of()));
    return new Trace(others, decentred, missing, updates, null);
  }

  private <S extends Site> List<S> of(Class<S> kind) {
    return sites.values().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private Map<String, NDArray> values(Class<? extends Site> kind) {
    Map<String, NDArray> values = new LinkedHashMap<>();
    of(kind).forEach(site -> values.put(site.name(), site.value()));
    return Collections.unmodifiableMap(values);
  }

  /** One line for each site; reads no values. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Trace");
    sites.values().forEach(site -> text.append("\n  ").append(line(site)));
    return text.toString();
  }

  private static String line(Site site) {
    return site instanceof RandomVariable variable
        ? variable.toString()
        : site.name() + site.value().getShape() + " " + site.getClass().getSimpleName();
  }
}
