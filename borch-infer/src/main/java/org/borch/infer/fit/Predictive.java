package org.borch.infer.fit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.borch.Model;
import org.borch.Trace;
import org.borch.infer.draws.Draws;
import org.borch.infer.run.Interruption;
import org.borch.posterior.Choice;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/**
 * What a model says at draws of its latent variables: derived quantities and predictions. They are
 * computed one draw at a time when {@link #each} hands them on, so that they need not fit in
 * memory, or kept as {@link Draws}. A draw's randomness depends on the seed, its chain and its
 * number alone.
 *
 * <p>For predictions elsewhere give the model another input: {@code model.on(input)}. Runs are in
 * FLOAT64, as one program if the model can be traced.
 */
public final class Predictive {

  /** Sees what a model says at one draw. */
  @FunctionalInterface
  public interface Consumer {

    /**
     * Called for one draw after the other.
     *
     * @param chain from 0
     * @param draw of the chain, from 0
     * @param values by name, in Java memory; the consumer may keep them
     */
    void accept(int chain, int draw, Map<String, NDArray> values);
  }

  /** One run of a model at values of its latent variables. */
  @FunctionalInterface
  private interface At {
    Trace run(Map<String, NDArray> values, Key key);
  }

  private final At run;
  private final @Nullable Draws latents;
  private final int count;
  private final List<String> given;
  private final Key key;
  private final Predicate<String> kept;
  private final @Nullable BackEnd backEnd;

  private Predictive(
      At run,
      @Nullable Draws latents,
      int count,
      List<String> given,
      Key key,
      Predicate<String> kept,
      @Nullable BackEnd backEnd) {
    this.run = run;
    this.latents = latents;
    this.count = count;
    this.given = given;
    this.key = key;
    this.kept = kept;
    this.backEnd = backEnd;
  }

  // ---- what to compute

  /**
   * Derived quantities at each draw: {@code deterministic} ones by their names, and what forward
   * returns as {@code output}, or {@code output0}, {@code output1}, ... for a list, if that is an
   * array and no variable. Nothing is drawn.
   *
   * @param model with data
   * @param draws of all its latent variables
   * @throws IllegalArgumentException if the draws lack a latent variable
   */
  public static Predictive quantities(Model<?, ?> model, Draws draws) {
    Model<?, ?> exact = model.in(DataType.FLOAT64);
    Set<String> variables = new LinkedHashSet<>(exact.observed());
    List<String> latents = latents(exact);
    variables.addAll(latents);
    requireAll(draws, latents);
    return new Predictive(
        (values, key) -> exact.replay(values),
        draws,
        0,
        latents,
        Seed.of(0).key(),
        name -> !variables.contains(name),
        null);
  }

  /** The latent variables that a run with data meets; decentred ones under their own names. */
  static List<String> latents(Model<?, ?> model) {
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      Trace trace = model.replay(latents -> latent -> Choice.of(latent.prior(), latent.noise()));
      return List.copyOf(trace.latentValues().keySet());
    }
  }

  /**
   * Predictions at each draw: the observed variables, drawn anew given the latent ones, and derived
   * quantities.
   *
   * @param model whose data is not used; with another input it predicts elsewhere
   * @param draws of all its latent variables
   * @param redrawn latent variables to draw from their priors given the others, although the draws
   *     have them: effects of new groups, or discrete variables, which draws lack
   * @throws IllegalArgumentException if the draws lack a latent variable
   */
  public static Predictive posterior(Model<?, ?> model, Draws draws, Seed seed, String... redrawn) {
    Model<?, ?> exact = model.in(DataType.FLOAT64);
    Set<String> given = new LinkedHashSet<>(exact.latentNames());
    for (String name : redrawn) {
      if (!given.remove(name)) {
        throw new IllegalArgumentException(
            "\"" + name + "\" cannot be redrawn: the model has only the latent variables " + given);
      }
    }
    requireAll(draws, given);
    return new Predictive(
        (values, key) -> exact.predict(values, key),
        draws,
        0,
        List.copyOf(given),
        seed.key().at("posterior"),
        name -> !given.contains(name),
        null);
  }

  /** Checks that draws have some variables. */
  static void requireAll(Draws draws, Iterable<String> latents) {
    Set<String> lacking = new TreeSet<>();
    latents.forEach(lacking::add);
    lacking.removeAll(draws.names());
    if (!lacking.isEmpty()) {
      throw new IllegalArgumentException(
          draws
              + " lack the latent variables "
              + lacking
              + " of the model; predictions can redraw them from their priors:"
              + " posterior(model, draws, seed, names)");
    }
  }

  /**
   * Draws of all variables from the prior, of the observed ones, too, and derived quantities: one
   * chain.
   *
   * @param draws how many, at least 1
   */
  public static Predictive prior(Model<?, ?> model, int draws, Seed seed) {
    if (draws < 1) {
      throw new IllegalArgumentException(draws + " draws, expected at least 1");
    }
    Model<?, ?> exact = model.in(DataType.FLOAT64);
    return new Predictive(
        (values, key) -> exact.samplePrior(key),
        null,
        draws,
        List.of(),
        seed.key().at("prior"),
        name -> true,
        null);
  }

  /**
   * Some of the results only.
   *
   * @param names of variables or derived quantities, or {@code output}
   */
  public Predictive only(String... names) {
    Set<String> chosen = Set.of(names);
    Predicate<String> both = name -> chosen.contains(name) && kept.test(name);
    return new Predictive(run, latents, count, given, key, both, backEnd);
  }

  /** The same on one back-end, or for null on the one that suits it. */
  public Predictive withBackEnd(@Nullable BackEnd other) {
    return new Predictive(run, latents, count, given, key, kept, other);
  }

  // ---- computing it

  /**
   * Computes the draws one after the other.
   *
   * @throws java.util.concurrent.CancellationException if this thread is interrupted, which it
   *     stays
   * @throws IllegalArgumentException if there is nothing to compute
   * @throws org.borch.tensor.TracingException if a back-end is asked for that lacks an operation
   */
  public void each(Consumer consumer) {
    each(new Results(site -> true), consumer);
  }

  private void each(Results results, Consumer consumer) {
    RunProgram<String> program =
        new RunProgram<>("predictions run", Device.cpu(), backEnd, trace -> kept(results, trace));
    RunProgram.Run once = (arrays, own) -> run.run(named(arrays), own);
    long total = (long) chains() * perChain();
    for (int chain = 0; chain < chains(); chain++) {
      Key own = key.at(chain);
      for (int draw = 0; draw < perChain(); draw++) {
        Interruption.check("draws", (long) chain * perChain() + draw, total);
        Map<String, NDArray> values = program.run(once, values(chain, draw), own.at(draw));
        if (values.isEmpty()) {
          throw new IllegalArgumentException(
              "nothing to compute: the model has no such derived quantity, variable or output; name"
                  + " quantities with deterministic(name, value)");
        }
        consumer.accept(chain, draw, values);
      }
    }
  }

  private Map<String, NDArray> kept(Results results, Trace trace) {
    Map<String, NDArray> all = results.withOutputs(trace);
    all.keySet().removeIf(kept.negate());
    return all;
  }

  /** The values of the latent variables in a draw. */
  private List<NDArray> values(int chain, int draw) {
    Draws from = latents;
    return from == null ? List.of() : List.copyOf(from.at(chain, draw, given).values());
  }

  private Map<String, NDArray> named(List<? extends NDArray> arrays) {
    Map<String, NDArray> values = new LinkedHashMap<>();
    for (int i = 0; i < arrays.size(); i++) {
      values.put(given.get(i), arrays.get(i));
    }
    return values;
  }

  private int chains() {
    return latents == null ? 1 : latents.chainCount();
  }

  private int perChain() {
    return latents == null ? count : latents.drawCount();
  }

  /**
   * All of them, in memory. Where a draw lacks a name that another one has, there is NaN.
   *
   * @throws IllegalArgumentException if the shape of a result differs between draws, or there is
   *     nothing to compute
   */
  public Draws draws() {
    Results results = new Results(site -> true);
    DrawBuffer buffer = new DrawBuffer(chains(), perChain());
    each(results, (chain, draw, values) -> buffer.add(values));
    return buffer.draws(results);
  }
}
