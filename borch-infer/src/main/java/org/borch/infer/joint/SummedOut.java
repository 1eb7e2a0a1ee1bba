package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.borch.Model;
import org.borch.Params;
import org.borch.PlateAxis;
import org.borch.Trace;
import org.borch.posterior.Choice;
import org.borch.posterior.Latent;
import org.borch.posterior.Latents;
import org.borch.posterior.Posterior;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * A posterior under which discrete latent variables are summed out, so that q is one of the other
 * variables alone. A draw runs the model for all states at once; what depends on them is one factor
 * of the draw, the log of the sum over the states, row by row inside plates:
 *
 * <pre>
 *   log p(x, y) = log p(terms without z) + log Σ_z exp(log p(terms with z))
 *                                          the factor "log sum over z"
 * </pre>
 *
 * <p>The draw has neither the discrete variables nor what is computed from them. A continuous
 * variable whose prior depends on them has a q of its own that does not, and its log prior is in
 * the factor. {@link Model#predict(Params, Key)} draws the discrete variables from their priors;
 * {@link #predict} and {@link #sampleAll} draw them given the data.
 */
public final class SummedOut implements Posterior {

  /** Names the parameters of joint posteriors as they are without this. */
  private static final String LABEL = "posterior";

  private final Posterior others;
  private final Set<String> names;
  private final Set<String> dependents;
  private final Supplier<Enumeration> search;
  private volatile @Nullable Enumeration found;

  SummedOut(
      Posterior others,
      Collection<String> names,
      Collection<String> dependents,
      Supplier<Enumeration> search) {
    this.others = others;
    this.names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    this.dependents = Collections.unmodifiableSet(new LinkedHashSet<>(dependents));
    this.search = search;
  }

  /**
   * The model with its discrete latent variables summed out where they can be and the posterior
   * does not name them; itself if there are none. A warning says which ones are approximated
   * instead, and why.
   *
   * @param seed of the points where this looks at how the model depends on them
   */
  public static <I, O> Model<I, O> of(Model<I, O> model, Seed seed) {
    return model.posterior() instanceof SummedOut ? model : SummationSearch.of(model, seed);
  }

  /**
   * A model whose variables of these names are known to be summed out, as after loading. How it
   * depends on them is found out at its first draw, which needs its data.
   *
   * @param names as from {@link #names}; if there are none, the model itself
   * @param dependents as from {@link #dependents}
   */
  public static <I, O> Model<I, O> of(
      Model<I, O> model, Collection<String> names, Collection<String> dependents) {
    if (names.isEmpty()) {
      return model;
    }
    Set<String> wanted = Set.copyOf(names);
    return model.withPosterior(
        new SummedOut(
            model.posterior(),
            names,
            dependents,
            () -> SummationSearch.enumeration(model, wanted, Seed.of(0))));
  }

  /** Another model with the same variables summed out as in a model that was fitted. */
  public static <I, O> Model<I, O> like(Model<?, ?> fitted, Model<I, O> other) {
    return fitted.posterior() instanceof SummedOut own && !(other.posterior() instanceof SummedOut)
        ? of(other, own.names, own.dependents)
        : other;
  }

  /** The model without this: its discrete variables are approximated and scored. */
  public static <I, O> Model<I, O> without(Model<I, O> model) {
    return model.posterior() instanceof SummedOut own ? model.withPosterior(own.others) : model;
  }

  /**
   * The model whose draws have every term by itself, at values of the discrete variables from their
   * priors: to look at its sites, not for losses. Itself if nothing is summed out.
   */
  public static <I, O> Model<I, O> inParts(Model<I, O> model) {
    return model.posterior() instanceof SummedOut own
        ? model.withPosterior(new PriorDraws(own))
        : model;
  }

  /** The names of the variables that are summed out. */
  public Set<String> names() {
    return names;
  }

  /** The names of what has a density that depends on them. */
  public Set<String> dependents() {
    return dependents;
  }

  @Override
  public Draw begin(Latents latents) {
    return begin(latents, latent -> Choice.of(latent.prior(), latent.noise()));
  }

  private Draw begin(Latents latents, Function<Latent, Choice> summedOut) {
    Draw own = others.begin(latents.only(LABEL, name -> !names.contains(name)));
    return latent -> {
      if (names.contains(latent.name())) {
        return summedOut.apply(latent);
      }
      return own.choose(dependents.contains(latent.name()) ? new Independent(latent) : latent);
    };
  }

  @Override
  public Trace sample(Function<Posterior, Trace> run) {
    Enumeration enumeration = enumeration();
    Replay replay = discrete -> run.apply(given(discrete));
    Enumeration.Run all = replay.states(enumeration);
    return all.trace()
        .withFactor(
            "log sum over " + String.join(", ", names),
            all.elimination(enumeration).total(),
            enumeration.axes().keySet(),
            enumeration.derived());
  }

  /**
   * One predictive draw of a model, as {@link Model#predict(Params, Key)}, at the same values of
   * the other variables. The discrete ones are drawn from their exact distribution given those and
   * the data that were fitted, but where the rows are those of another input, from their priors.
   *
   * @param fitted with this posterior, its data or a minibatch of them
   * @param model the same on another input, or itself
   * @throws IllegalStateException if a variable is needed that rows share of which there is only a
   *     minibatch
   */
  public Trace predict(Model<?, ?> fitted, Model<?, ?> model, Params params, Key key) {
    Map<String, NDArray> drawn = new HashMap<>();
    Posterior predicting =
        latents ->
            begin(
                latents,
                latent -> {
                  boolean isOpen = latent.plates().stream().anyMatch(PlateAxis::isOpen);
                  if (isOpen && fitted != model) {
                    return Choice.of(latent.prior(), latent.noise());
                  }
                  if (drawn.isEmpty()) {
                    drawn.putAll(given(fitted, params, key));
                  }
                  return given(latent, Replay.valueOf(latent, drawn));
                });
    return model.withPosterior(predicting).predict(params, key);
  }

  /**
   * One draw of all variables of a model that has this posterior: of the discrete ones from their
   * exact distribution given the others and the data.
   *
   * @throws IllegalStateException as {@link #predict}
   */
  public Trace sampleAll(Model<?, ?> model, Params params, Key key) {
    Map<String, NDArray> drawn = given(model, params, key);
    return model.withPosterior(given(latent -> Replay.valueOf(latent, drawn))).sample(params, key);
  }

  /** A draw of the variables that are summed out, given the others and the data. */
  private Map<String, NDArray> given(Model<?, ?> fitted, Params params, Key key) {
    Enumeration enumeration = enumeration();
    Replay replay = discrete -> fitted.withPosterior(given(discrete)).sample(params, key);
    return ConditionalDraw.of(enumeration, replay.states(enumeration), key);
  }

  /** The same q of the others in a run with given values. */
  Posterior given(Function<Latent, NDArray> discrete) {
    return latents -> begin(latents, latent -> given(latent, discrete.apply(latent)));
  }

  /** A value in the run's type. */
  private static Choice given(Latent latent, NDArray value) {
    DataType type = latent.noise().type();
    boolean isOther = value.getDataType().isFloating() && value.getDataType() != type;
    return Choice.given(isOther ? ArrayMath.cast(value, type) : value, latent.prior().support());
  }

  private Enumeration enumeration() {
    Enumeration known = found;
    if (known == null) {
      known = search.get();
      found = known;
    }
    return known;
  }

  @Override
  public Posterior of(String variable) {
    return names.contains(variable) ? new PriorDraws(this) : others.of(variable);
  }

  @Override
  public String toString() {
    return others + ", " + String.join(", ", names) + " summed out";
  }

  /** Without the sum; also what a variable that is summed out has for a posterior, in words. */
  private record PriorDraws(SummedOut all) implements Posterior {

    @Override
    public Draw begin(Latents latents) {
      return all.begin(latents);
    }

    @Override
    public String toString() {
      return "summed out";
    }
  }
}
