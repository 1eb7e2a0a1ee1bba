package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.borch.Decentring.Degree;
import org.borch.distributions.Distribution;
import org.borch.distributions.Standardized;
import org.borch.posterior.LatentStart;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * A module with input, data and posterior: an immutable view without parameters, which threads
 * share. The methods that change something return another view.
 *
 * <p>The data decide the floating type of a run: it is the widest one of the input; without
 * floating input, of the observed data; FLOAT64 if there is neither; {@link #in} overrides that.
 * Floating inputs, observations and forced values are cast to it. Arrays of DJL's engine are
 * wrapped and stay with their manager, which must live as long as the model is used.
 *
 * @param <I> the module's input
 * @param <O> the module's output
 */
public final class Model<I, O> {

  private final Module<I, O> module;
  private final Binding given;
  private final Binding binding;
  private final Posterior posterior;
  private final @Nullable Batches<I> batches;
  private final StartCache starts;

  private Model(
      Module<I, O> module,
      Binding given,
      Binding binding,
      Posterior posterior,
      @Nullable Batches<I> batches,
      StartCache starts) {
    this.module = module;
    this.given = given;
    this.binding = binding;
    this.posterior = posterior;
    this.batches = batches;
    this.starts = starts;
  }

  static <I, O> Model<I, O> of(Module<I, O> module) {
    Binding none = Binding.none();
    return new Model<>(
        module, none, none.in(none.decided()), Posteriors.automatic(), null, new StartCache());
  }

  // ---- views

  /**
   * The same with another input, such as new data to predict for. What was observed stays so: data
   * of all rows, and the names of what minibatches observed, without their data.
   */
  public Model<I, O> on(I input) {
    Binding other = given.withInput(input);
    return bound(other).warned(other);
  }

  /** The same with one minibatch: its input, its rows of the plate, and its data. */
  public Model<I, O> on(Batch<I> batch) {
    return bound(given.withBatch(batch));
  }

  /** The same with minibatches: each draw gets the one that its key decides. */
  public Model<I, O> on(Batches<I> other) {
    Batch<I> first = first(other);
    Set<String> names = first.observed().keySet();
    Model<I, O> model = make(given.withAwaited(names), posterior, other, starts);
    model.requireRandom("observing", names);
    return model.warned(Binding.none().withBatch(first));
  }

  private static <I> Batch<I> first(Batches<I> batches) {
    try (HostComputation host = HostComputation.open()) {
      return batches.at(Seed.of(0).key());
    }
  }

  private Model<I, O> bound(Binding other) {
    return make(other, posterior, null, starts);
  }

  /** Bound to something in the run's type, which the data decide. */
  private Model<I, O> make(
      Binding other, Posterior q, @Nullable Batches<I> rows, StartCache known) {
    Binding all = rows == null ? other : other.withBatch(first(rows));
    return new Model<>(module, other, other.in(all.decided()), q, rows, known);
  }

  /** Warns once of data that do not survive in the run's type. */
  private Model<I, O> warned(Binding bound) {
    RunTypes.warn(bound, type());
    return this;
  }

  /**
   * The minibatch of a draw with this key; empty if the model is not bound to minibatches. {@code
   * on(batch).sample(params, key)} is {@code sample(params, key)}.
   */
  public Optional<Batch<I>> batch(Key key) {
    return batches == null ? Optional.empty() : Optional.of(batches.at(key.at("batch")));
  }

  /** The same bound to {@link #batch}; this model if it is not bound to minibatches. */
  public Model<I, O> withBatchOf(Key key) {
    return batch(key).map(this::on).orElse(this);
  }

  /** What a draw with a key is bound to. */
  private Binding binding(Key key) {
    return batch(key).map(own -> given.withBatch(own).in(type())).orElse(binding);
  }

  /**
   * The same with data for a variable, all rows of it.
   *
   * @param data of the prior's shape (inside plates: with all rows)
   * @throws IllegalArgumentException if no variable has this name, or if shape or values do not fit
   *     the prior
   */
  public Model<I, O> observe(String name, NDArray data) {
    return observe(name, Observation.of(BorchArray.wrap(data)));
  }

  /** As {@link #observe(String, NDArray)} with a vector; one number fits a scalar, too. */
  public Model<I, O> observe(String name, double... data) {
    BorchArray vector = BorchArray.of(data);
    return observe(name, data.length == 1 ? vector.reshape(new Shape()) : vector);
  }

  /**
   * The same with data for some rows of a variable. The others stay latent, as a variable of their
   * own called {@code name.missing}; whatever the data has there is not used.
   *
   * @param mask true for observed rows, of the prior's batch shape (inside plates: with all rows)
   */
  public Model<I, O> observe(String name, NDArray data, NDArray mask) {
    NDArray rows = BorchArray.wrap(mask).toType(DataType.BOOLEAN, false);
    return observe(name, Observation.of(BorchArray.wrap(data), Missing.of(name, rows)));
  }

  /**
   * As {@link #observe(String, NDArray, NDArray)} with data in which NaN stands for what is
   * missing.
   *
   * @throws IllegalArgumentException if an event (a vector) has NaN in some of its elements only
   */
  public Model<I, O> observeWithMissing(String name, NDArray data) {
    BorchArray values = BorchArray.wrap(data);
    NDArray mask = Missing.mask(name, values, eventRank(name, values));
    return observe(name, Observation.of(values, Missing.of(name, mask)));
  }

  /** As {@link #observeWithMissing(String, NDArray)} with a vector. */
  public Model<I, O> observeWithMissing(String name, double... data) {
    BorchArray vector = BorchArray.of(data);
    return observeWithMissing(name, data.length == 1 ? vector.reshape(new Shape()) : vector);
  }

  /** How many axes of a variable's data belong to one event. */
  private int eventRank(String name, NDArray data) {
    Model<I, O> model = with(given.withObservation(name, Observation.of(data)));
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      Key key = Seed.of(0).key();
      Trace trace = Draw.run(module, model.setting(key), new PriorSource(false, false));
      Names.requireMet("observeWithMissing", Set.of(name), trace.sites().keySet());
      return trace.get(name).prior().eventShape().dimension();
    }
  }

  private Model<I, O> observe(String name, Observation observation) {
    Model<I, O> model = with(given.withObservation(name, observation));
    StartRun.Checked met = model.requireRandom("observe", Set.of(name));
    model.warned(Binding.none().withObservation(name, observation));
    Observation known = met.inside().contains(name) ? observation.inside() : observation;
    NDArray unused = met.unused().get(name);
    known = unused == null ? known : known.filledWith(unused);
    return known.equals(observation) ? model : with(given.withObservation(name, known));
  }

  /** Observes several variables; their densities count. */
  public Model<I, O> condition(Map<String, ? extends NDArray> values) {
    Binding all = given;
    Binding added = Binding.none();
    for (Map.Entry<String, ? extends NDArray> value : values.entrySet()) {
      Observation data = Observation.of(BorchArray.wrap(value.getValue()));
      all = all.withObservation(value.getKey(), data);
      added = added.withObservation(value.getKey(), data);
    }
    Model<I, O> model = with(all);
    model.requireRandom("condition", values.keySet());
    return model.warned(added);
  }

  /**
   * The same with a variable forced to a value, whatever its parents are: it is cut from its prior,
   * whose density does not count any more (Pearl's do-operator).
   */
  public Model<I, O> intervene(String name, NDArray value) {
    NDArray forced = BorchArray.wrap(value);
    Model<I, O> model = with(given.withIntervention(name, forced));
    Names.requireMet("intervene", Set.of(name), model.met().names());
    return model.warned(Binding.none().withIntervention(name, forced));
  }

  /** As {@link #intervene(String, NDArray)} with a number. */
  public Model<I, O> intervene(String name, double value) {
    return intervene(name, BorchArray.scalar(value, DataType.FLOAT64));
  }

  /**
   * The same with some latent variables written in terms of standard ones: θ ~ Normal(μ, τ) becomes
   * θ = μ + τ z with z ~ Normal(0, 1), which describes the same model. A draw has the latent
   * variable {@code θ.z}, which samplers move and posteriors approximate, and θ with its value
   * under its own name. Data for θ, a forced value, or a replayed one make it what it was.
   *
   * @param names each a variable, or a {@link org.borch.posterior.NamePattern} for several, of
   *     which those of location-scale families count
   * @throws IllegalArgumentException if a name means no latent variable, offering the nearest name,
   *     or one whose family has no location and scale
   */
  public Model<I, O> decentred(String... names) {
    return decentred(Degree.WHOLE, names);
  }

  /**
   * As {@link #decentred(String...)} for all latent variables of location-scale families whose
   * prior depends on another latent variable, but on no discrete one, as one run under the prior
   * meets them.
   */
  public Model<I, O> decentred() {
    return dependentDecentred(Degree.WHOLE);
  }

  /**
   * The same with some latent variables partly decentred, each element as far as a fit learns: θ ~
   * Normal(μ, τ) becomes θ = μ + τ^(1-λ) (z - λ μ) with z ~ Normal(λ μ, τ^λ), which describes the
   * same model for every λ. With data on an element λ is about 1, θ as it is written; without, 0,
   * as {@link #decentred(String...)} has it. Params keep its logit, {@code θ|centring}, from 0 on:
   * λ is 1/2 at the start and where there are no Params, in samplers.
   *
   * <p>Gorinova, Moore and Hoffman 2020, Automatic reparameterisation of probabilistic programs.
   *
   * @param names as of {@link #decentred(String...)}
   * @throws IllegalArgumentException as there; the family must have a scale for each element
   */
  public Model<I, O> partlyDecentred(String... names) {
    return decentred(Degree.LEARNED, names);
  }

  /** As {@link #partlyDecentred(String...)} for the variables of {@link #decentred()}. */
  public Model<I, O> partlyDecentred() {
    return dependentDecentred(Degree.LEARNED);
  }

  private Model<I, O> decentred(Degree degree, String... names) {
    List<String> patterns = List.of(names);
    Set<String> all = Decentring.named(latents(Seed.of(0)), binding, degree, patterns);
    return with(given.withDecentred(all, degree));
  }

  private Model<I, O> dependentDecentred(Degree degree) {
    Set<String> all = Decentring.dependent(latents(Seed.of(0)), binding, degree);
    return with(given.withDecentred(all, degree));
  }

  /**
   * How a decentred view draws a variable that has a value of its own here: from which standard
   * part and by which map, at the start.
   *
   * @throws IllegalArgumentException if its family has no location and scale
   */
  public Standardized decentring(RandomVariable variable) {
    String name = variable.name();
    Distribution prior = variable.prior();
    return binding.decentred().get(name) == Degree.LEARNED
        ? Decentring.parts(name, prior, Decentring.atStart(prior, variable.value().getDataType()))
        : Decentring.parts(name, prior);
  }

  /** The same with another posterior for its latent variables. */
  public Model<I, O> withPosterior(Posterior other) {
    return new Model<>(module, given, binding, other, batches, starts);
  }

  /**
   * The same with runs in FLOAT32 or FLOAT64.
   *
   * @throws IllegalArgumentException for other types
   */
  public Model<I, O> in(DataType type) {
    if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
      throw new IllegalArgumentException("runs in " + type + ", expected FLOAT32 or FLOAT64");
    }
    Binding typed = given.withType(type);
    return type == type()
        ? new Model<>(module, typed, binding, posterior, batches, starts)
        : with(typed).warned(given);
  }

  private Model<I, O> with(Binding other) {
    return make(other, posterior, batches, new StartCache());
  }

  /**
   * The same where variables have data that are not at hand, as after loading a fit in a service:
   * predictions draw them anew, and what needs their data is an error. Names of variables that have
   * data here change nothing; the model is not run, so that unknown names are not noticed.
   */
  public Model<I, O> awaiting(Collection<String> names) {
    Set<String> absent = new LinkedHashSet<>(names);
    absent.removeAll(observed());
    return absent.isEmpty() ? this : with(given.withAwaited(absent));
  }

  /** Checks names and data. */
  private StartRun.Checked requireRandom(String what, Collection<String> names) {
    StartRun.Checked met = met();
    Names.requireMet(what, names, met.names());
    for (String name : names) {
      if (!met.variables().contains(name)) {
        throw new IllegalArgumentException(
            what
                + "(\""
                + name
                + "\"): a derived quantity, a factor or a forced value has no data, expected one of"
                + " the random variables "
                + met.variables());
      }
    }
    return met;
  }

  private StartRun.Checked met() {
    try (HostComputation host = HostComputation.open()) {
      return StartRun.check(module, setting(Seed.of(0).key()));
    }
  }

  // ---- what it is

  /** The module. */
  public Module<I, O> module() {
    return module;
  }

  /** The posterior; automatic unless told. */
  public Posterior posterior() {
    return posterior;
  }

  /** What a file of its parameters says of it; needs no run. */
  public ModelIdentity identity() {
    return ModelIdentity.of(module, posterior, binding);
  }

  /** The floating type of runs. */
  public DataType type() {
    return binding.runType();
  }

  /** The names of the variables that have data, here or in minibatches. */
  public Set<String> observed() {
    return binding.observed();
  }

  /**
   * Whether a posterior differs from the prior: whether a variable has data, or a run under the
   * prior meets a factor.
   */
  public boolean hasData() {
    if (!observed().isEmpty()) {
      return true;
    }
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      Key key = Seed.of(0).key();
      return !Draw.run(module, setting(key), new PriorSource(true, false)).factors().isEmpty();
    }
  }

  /**
   * The latent variables in order, as one run under the prior meets them: names, priors with all
   * rows, shapes, supports, and starting points.
   */
  public List<LatentStart> latents(Seed seed) {
    try (HostComputation host = HostComputation.open()) {
      return new Starts(seed).all(key -> StartRun.of(module, setting(key), true));
    }
  }

  /**
   * The names of the variables on whose values a prediction depends: the latent ones, in order, as
   * one run under the prior meets them; decentred ones under their own names.
   */
  public Set<String> latentNames() {
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      Trace trace = Draw.run(module, setting(Seed.of(0).key()), new PriorSource(false, false));
      Set<String> names = new LinkedHashSet<>(trace.latentValues().keySet());
      names.removeAll(observed());
      return Collections.unmodifiableSet(names);
    }
  }

  /**
   * The plates of each variable and derived quantity by name, from the outermost, as one run under
   * the prior meets them.
   */
  public Map<String, List<PlateAxis>> plates() {
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      Trace trace = Draw.run(module, setting(Seed.of(0).key()), new PriorSource(false, false));
      Map<String, List<PlateAxis>> plates = new LinkedHashMap<>();
      trace.sites().forEach((name, site) -> plates.put(name, site.plates()));
      return Collections.unmodifiableMap(plates);
    }
  }

  // ---- runs

  /**
   * The parameters of the model and its posterior, at their starts: one run under the prior and one
   * draw from the posterior. The caller closes them.
   *
   * @param seed decides, with each parameter's name, where it starts
   */
  public Params init(Seed seed) {
    Params params = Params.empty(type(), seed);
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      Key key = seed.key().at("init");
      starts.of(params).all(start -> StartRun.of(module, setting(start), true));
      sample(params, key);
      return params;
    } catch (RuntimeException e) {
      params.close();
      throw e;
    }
  }

  /**
   * One draw from the posterior: every latent variable meets its prior p and its approximation q,
   * every observed one its data. Only reads the parameters, unless a variable is new.
   *
   * @param key decides the draw; each variable draws with {@code key.at(path)}
   */
  public Trace sample(Params params, Key key) {
    return sample(params, binding(key), key);
  }

  /**
   * As {@link #sample(Params, Key)} with the same numbers, but the values of the latent variables
   * are constants: derivatives by q's parameters are those of its density alone, as score-function
   * estimators have them.
   */
  public Trace sampleHeld(Params params, Key key) {
    return posterior.sample(q -> draw(params, key, PosteriorSource.holding(q)));
  }

  /**
   * Makes so many draws from the posterior in training, one after the other, and gives buffers what
   * these make of them, such as the running statistics of batch normalisation; nothing if there are
   * none. {@code Infer.fit} ends with this: the statistics are then those of the learned weights,
   * not of weights on the way (Wu and Johnson 2021, "Rethinking batch in BatchNorm", section 3).
   */
  public void refresh(Params params, Key key, int draws) {
    for (int i = 0; i < draws && !params.held().isEmpty(); i++) {
      try (Scope scope = Scope.open()) {
        Map<String, NDArray> updates = sample(params, key.at(i)).updates();
        try (Params updated = Params.of(params.type(), params.seed(), updates)) {
          params.takeFrom(updated);
        }
      }
    }
  }

  /** Independent draws of one minibatch; number s has the key {@code key.at(s)}. */
  public List<Trace> sample(Params params, Key key, int draws) {
    if (draws < 1) {
      throw new IllegalArgumentException(draws + " draws, expected at least 1");
    }
    List<Trace> traces = new ArrayList<>(draws);
    Binding own = binding(key);
    for (int s = 0; s < draws; s++) {
      traces.add(sample(params, own, key.at(s)));
    }
    return traces;
  }

  private Trace sample(Params params, Binding own, Key key) {
    return posterior.sample(q -> draw(params, own, key, PosteriorSource.sampling(q)));
  }

  /**
   * One predictive draw: latent variables from the posterior, observed ones from their priors given
   * those. The data's values are not used.
   */
  public Trace predict(Params params, Key key) {
    return draw(params, key, PosteriorSource.predicting(posterior));
  }

  /**
   * One predictive draw at given values of latent variables, with all rows of every plate: the
   * observed variables, and latent ones without a value, from their priors given those. The data's
   * values are not used. The model's own parameters have their starting values.
   *
   * @param latents by name, each of its prior's shape
   */
  public Trace predict(Map<String, ? extends NDArray> latents, Key key) {
    return Draw.run(module, wholeSetting(null, key), new PredictiveSource(Map.copyOf(latents)));
  }

  /**
   * Data for known parameters: every random variable without a given value, drawn from its prior
   * given those before, with all rows of every plate. {@code model.condition(model.simulate(values,
   * seed))} is bound to them. The model's own data are not used.
   *
   * @param values of parameters by name, each of its prior's shape
   * @return by name, in Java memory
   * @throws IllegalArgumentException if a name means no variable, or a value has another shape
   */
  public Map<String, NDArray> simulate(Map<String, ? extends NDArray> values, Seed seed) {
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      Map<String, NDArray> given = new LinkedHashMap<>();
      values.forEach(
          (name, value) ->
              given.put(
                  name, value.getDataType().isFloating() ? value.toType(type(), false) : value));
      Map<String, NDArray> data = new LinkedHashMap<>();
      for (RandomVariable variable : predict(given, seed.key().at("simulate")).variables()) {
        if (!given.containsKey(variable.name())) {
          data.put(variable.name(), BorchArray.wrap(variable.value()).inJavaMemory());
        }
      }
      return Collections.unmodifiableMap(data);
    }
  }

  /**
   * One draw from the prior, of the observed variables, too. The model's own parameters have their
   * starting values.
   *
   * @throws IllegalStateException if a prior is improper, so that there are no draws
   */
  public Trace samplePrior(Key key) {
    return Draw.run(module, setting(key), new PriorSource(false, true));
  }

  /** As {@link #samplePrior(Key)}, with the model's own parameters. */
  public Trace samplePrior(Params params, Key key) {
    return draw(params, key, new PriorSource(false, true));
  }

  /**
   * Runs forward at given values of all latent variables, with all rows of every plate. The model's
   * own parameters have their starting values.
   *
   * @param latents by name, each of its prior's shape
   * @return a trace whose latent variables have no approximation
   */
  public Trace replay(Map<String, ? extends NDArray> latents) {
    return Draw.run(module, wholeSetting(null), new ReplaySource(Map.copyOf(latents)));
  }

  /** As {@link #replay(Map)}, with the model's own parameters. */
  public Trace replay(Params params, Map<String, ? extends NDArray> latents) {
    return Draw.run(module, wholeSetting(params), new ReplaySource(Map.copyOf(latents)));
  }

  /**
   * Runs forward at the values that a strategy chooses given the variables before, with all rows of
   * every plate. The model's own parameters have their starting values.
   *
   * @param values needs neither Params nor noise
   */
  public Trace replay(Posterior values) {
    return Draw.run(module, wholeSetting(null), PosteriorSource.replaying(values));
  }

  /** For runs that draw nothing and need all data. */
  private Draw.Setting wholeSetting(@Nullable Params params) {
    return wholeSetting(params, Seed.of(0).key());
  }

  private Draw.Setting wholeSetting(@Nullable Params params, Key key) {
    if (batches != null) {
      throw new IllegalStateException(
          "a run with all rows of a model that is bound to "
              + batches
              + "; bind it to all data, on(input), or to one batch of them, on(batch)");
    }
    return new Draw.Setting(binding, key, params, null);
  }

  /** Without parameters. */
  private Draw.Setting setting(Key key) {
    return new Draw.Setting(binding(key), key, null, null);
  }

  private Trace draw(Params params, Key key, Source source) {
    return draw(params, binding(key), key, source);
  }

  private Trace draw(Params params, Binding own, Key key, Source source) {
    if (params.type() != type()) {
      throw new IllegalArgumentException(
          "parameters of type "
              + params.type()
              + " for a model that runs in "
              + type()
              + "; use model.in(DataType."
              + params.type()
              + ") or make others with init");
    }
    Starts known = starts.of(params);
    return Draw.run(module, new Draw.Setting(own, key, params, known), source);
  }

  /** The tree of modules and variables with shapes, priors and approximations. Changes nothing. */
  @Override
  public String toString() {
    Function<Key, Trace> anyValues =
        key -> Draw.run(module, setting(key), new PriorSource(false, false));
    return ModelTree.of(module, posterior, anyValues, observed());
  }
}
