package org.borch.infer.fit;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.borch.Inputs;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.diagnostics.Quantile;
import org.borch.infer.draws.Draws;
import org.borch.infer.run.Execution;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;
import org.borch.tensor.Spec;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/**
 * Predictions at one input after the other, for a service: the input is the argument of one program
 * over all draws, which is traced at the first input of each shape. Small models need no native
 * engine. Threads share it.
 *
 * <p>Numbers that are drawn depend on the seed, the draw and the variable's name alone, so that an
 * input always has the same prediction, the one of {@link Predictive#posterior} or {@link
 * Fit#predict} with this seed. Inputs are what the module's {@code forward} takes: an array, an
 * NDList, or a record.
 */
public final class Predictor {

  /** How one draw's run goes. */
  @FunctionalInterface
  private interface Run {

    /**
     * Runs a model.
     *
     * @param own the values of the draw
     */
    Trace at(Model<?, ?> model, List<? extends NDArray> own, Key key);
  }

  private final Model<?, ?> model;
  private final Shape leading;
  private final DrawBatch batch;
  private final Run run;
  private final Predicate<String> isPredicted;
  private final PredictorPrograms programs;

  private Predictor(
      Model<?, ?> model,
      Shape leading,
      DrawBatch batch,
      Run run,
      Predicate<String> isPredicted,
      @Nullable BackEnd forced) {
    this.model = model;
    this.leading = leading;
    this.batch = batch;
    this.run = run;
    this.isPredicted = isPredicted;
    this.programs = new PredictorPrograms(batch, forced);
  }

  /**
   * Predictions from draws; in FLOAT64.
   *
   * @param model on any input, whose data are not used
   * @param draws of all its latent variables, of one draw at least
   * @throws IllegalArgumentException if the draws lack a latent variable
   */
  public static Predictor of(Model<?, ?> model, Draws draws, Seed seed) {
    Model<?, ?> exact = model.in(DataType.FLOAT64);
    List<String> given = List.copyOf(exact.latentNames());
    Predictive.requireAll(draws, given);
    Shape leading = new Shape(draws.chainCount(), draws.drawCount());
    List<NDArray> values = new ArrayList<>();
    for (String name : given) {
      Shape all = new Shape(leading.size()).addAll(draws.shape(name));
      values.add(BorchArray.of(all, draws.values(name)));
    }
    Key key = seed.key().at("posterior");
    List<Key> keys = new ArrayList<>();
    for (int chain = 0; chain < draws.chainCount(); chain++) {
      for (int draw = 0; draw < draws.drawCount(); draw++) {
        keys.add(key.at(chain).at(draw));
      }
    }
    Run run =
        (own, latents, drawn) -> {
          Map<String, NDArray> named = new LinkedHashMap<>();
          for (int i = 0; i < given.size(); i++) {
            named.put(given.get(i), latents.get(i));
          }
          return own.predict(named, drawn);
        };
    return new Predictor(
        exact, leading, new DrawBatch(values, keys), run, name -> !given.contains(name), null);
  }

  /**
   * Predictions from draws of a fit's q, in the fit's type.
   *
   * @param fit must stay open while there are inputs of shapes that were not met yet
   * @param n how many draws, at least 1
   */
  public static Predictor of(Fit fit, int n, Seed seed) {
    Fit.requireDraws(n);
    Model<?, ?> model = fit.model().in(fit.model().type());
    Params params = fit.params();
    NDArray constant = BorchArray.wrap(params.flat()).inJavaMemory();
    Key key = seed.key().at("posterior");
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      keys.add(key.at(i));
    }
    Run run = (own, none, drawn) -> fit.prediction(own, params.over(constant), drawn);
    Predicate<String> isPredicted = model.observed()::contains;
    return new Predictor(
        model, new Shape(1, n), new DrawBatch(List.of(), keys), run, isPredicted, null);
  }

  /** The same on one back-end, or for null on the one that suits it. */
  public Predictor withBackEnd(@Nullable BackEnd backEnd) {
    return new Predictor(model, leading, batch, run, isPredicted, backEnd);
  }

  // ---- predictions

  /**
   * The mean of a variable or derived quantity over the draws: of a variable that is predicted of
   * its own means, where its distribution has one, so that nothing is drawn.
   *
   * @return of its shape, in Java memory
   * @throws IllegalArgumentException if there is no such name
   */
  public NDArray mean(String name, Object input) {
    return one(new Asked(Asked.Kind.MEAN, name), input);
  }

  /**
   * The probabilities of the whole numbers that a predicted variable can be, averaged over the
   * draws.
   *
   * @return its shape + [states], from the smallest number on, in Java memory
   * @throws IllegalArgumentException if there is no such name, or it is not predicted or has no or
   *     too many states
   */
  public NDArray probabilities(String name, Object input) {
    return one(new Asked(Asked.Kind.PROBABILITIES, name), input);
  }

  /**
   * Quantiles of a variable or derived quantity over the draws, linear between order statistics.
   *
   * @param levels each from 0 to 1
   * @return [levels] + its shape, FLOAT64, in Java memory
   * @throws IllegalArgumentException if there is no such name, or a level is out of range
   */
  public NDArray quantiles(String name, Object input, double... levels) {
    for (double level : levels) {
      if (!(level >= 0 && level <= 1)) {
        throw new IllegalArgumentException("quantile at level " + level + ", expected 0 to 1");
      }
    }
    BorchArray all = BorchArray.wrap(one(new Asked(Asked.Kind.DRAWS, name), input));
    Shape shape = all.getShape().slice(1);
    int size = Math.toIntExact(shape.size());
    double[] values = all.values();
    double[] quantiles = new double[levels.length * size];
    double[] column = new double[batch.size()];
    for (int i = 0; i < size; i++) {
      for (int draw = 0; draw < column.length; draw++) {
        column[draw] = values[draw * size + i];
      }
      Arrays.sort(column);
      for (int level = 0; level < levels.length; level++) {
        quantiles[level * size + i] = Quantile.ofSorted(column, levels[level]);
      }
    }
    return BorchArray.of(new Shape(levels.length).addAll(shape), quantiles);
  }

  /**
   * All variables and derived quantities in each draw, with the chains of the given draws and the
   * labels of plates.
   */
  public Draws draws(Object input) {
    PredictorPrograms.Found found = found(new Asked(Asked.Kind.DRAWS, ""), input);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    found
        .values()
        .forEach(
            (name, all) ->
                arrays.put(
                    name,
                    BorchArray.of(
                        Shapes.concat(leading, all.getShape().slice(1)),
                        BorchArray.wrap(all).values())));
    return found.results().draws(arrays);
  }

  /** What computed the latest new sort of prediction, and why. */
  public Execution execution() {
    return programs.execution();
  }

  // ---- running it

  private NDArray one(Asked asked, Object input) {
    return requireNonNull(found(asked, input).values().get(asked.name()));
  }

  private PredictorPrograms.Found found(Asked asked, Object input) {
    List<BorchArray> arrays = new ArrayList<>();
    for (NDArray array : Inputs.arrays(input)) {
      BorchArray given = BorchArray.wrap(array);
      boolean isOther = given.getDataType().isFloating() && given.getDataType() != model.type();
      arrays.add(isOther ? typed(given) : given);
    }
    List<Spec> specs = arrays.stream().map(BorchArray::spec).toList();
    PredictorPrograms.Signature signature =
        new PredictorPrograms.Signature(asked, specs, Inputs.others(input));
    return programs.run(
        signature,
        arrays,
        (given, results) -> {
          Model<?, ?> bound = on(model, Inputs.with(input, given));
          return (own, key) -> asked.of(run.at(bound, own, key), isPredicted, results);
        });
  }

  private BorchArray typed(BorchArray given) {
    return BorchArray.of(given.spec().with(model.type()), given.values());
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // a wrong type fails in forward; null stays null
  private static <I> Model<I, ?> on(Model<I, ?> model, @Nullable Object input) {
    return model.on((I) input);
  }

  /** How many draws there are. */
  @Override
  public String toString() {
    return "Predictor of " + model.module() + " from " + batch.size() + " draws";
  }
}
