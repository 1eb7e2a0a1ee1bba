package org.borch.infer.fit;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.borch.Model;
import org.borch.Params;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.infer.density.Start;
import org.borch.infer.draws.Draws;
import org.borch.infer.joint.SummedOut;
import org.borch.infer.loss.Losses;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Interruption;
import org.borch.infer.run.Stop;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/**
 * A model with the parameters that an algorithm found: the approximate posterior, ready to be
 * summarised and to predict. Nothing here changes it.
 *
 * <p>Draws lie in Java memory, as one chain of {@link Draws}; draw i depends on the seed and i
 * alone. They are made one by one, so that they need no more of the engine's memory than one draw
 * does, by one program for all of them where the model can be traced.
 */
public final class Fit implements AutoCloseable {

  /** What keys of draws from q come from. */
  static final String DRAWS = "draws";

  private static final int SUMMARY_DRAWS = 1_000;

  /** Nothing is learned in fewer steps. */
  private static final int FEW_STEPS = 100;

  /** Enough for the limit of k-hat to be 0.7. */
  private static final int CHECK_DRAWS = 2_500;

  private final Model<?, ?> model;
  private final Params params;
  private final double[] losses;
  private final Stop stop;
  private final Execution execution;

  private Fit(Model<?, ?> model, Params params, double[] losses, Stop stop, Execution execution) {
    this.model = model;
    this.params = params;
    this.losses = losses.clone();
    this.stop = stop;
    this.execution = execution;
  }

  /**
   * The result of an algorithm.
   *
   * @param params become the fit's own, are sealed, and close with it
   * @param losses of each step; NaN for a step that was left out
   * @param execution what ran the steps
   */
  public static Fit of(
      Model<?, ?> model, Params params, double[] losses, Stop stop, Execution execution) {
    return new Fit(model, params.seal(), losses, stop, execution);
  }

  // ---- files

  /**
   * Writes the fit to one file of any name: parameters, losses, how the run ended, and the identity
   * of the model. Libraries for the safetensors format read it, too. A file that was there before
   * stays whole until the new one is complete.
   *
   * @throws IllegalArgumentException if a parameter is not finite
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void save(Path file) {
    SavedFit.save(this, file);
  }

  /**
   * Reads what {@link #save} wrote, without a run of the model.
   *
   * @param model as in the fit: module, posterior, decentred variables; with the same data, or
   *     without data and on any input, for predictions
   * @return the fit, which the caller closes
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else, such as the fit of another model, saying in what it differs; nothing of it is used
   *     then
   */
  public static Fit load(Path file, Model<?, ?> model) {
    return SavedFit.load(file, model);
  }

  /** The model that was fitted, with data and posterior. */
  public Model<?, ?> model() {
    return model;
  }

  /** The parameters; they close with this fit. */
  public Params params() {
    return params;
  }

  /** The loss of each step; NaN for a step that was left out because it was not finite. */
  public double[] losses() {
    return losses.clone();
  }

  /** How many steps were left out because loss or gradient were not finite. */
  public long skipped() {
    return Arrays.stream(losses).filter(loss -> !Double.isFinite(loss)).count();
  }

  /** Why the algorithm ended. */
  public Stop stop() {
    return stop;
  }

  /** What ran the algorithm's steps, and why. */
  public Execution execution() {
    return execution;
  }

  // ---- the posterior

  /** {@link #summary(int, Seed)} of 1,000 draws. */
  public Summary summary() {
    return summary(SUMMARY_DRAWS, Seed.of(0));
  }

  /**
   * Mean, standard deviation and quantiles of each latent variable under q, and of each derived
   * quantity.
   *
   * @param n the number of draws, at least 2
   */
  public Summary summary(int n, Seed seed) {
    return Summary.of(model, params, n, seed.key().at(DRAWS));
  }

  /**
   * The evidence lower bound: the mean of {@link Losses#logWeight} over draws.
   *
   * @param n the number of draws, at least 2
   */
  public Estimate elbo(int n, Seed seed) {
    if (n < 2) {
      throw new IllegalArgumentException("estimate from " + n + " draws, expected at least 2");
    }
    double[] bounds = new double[n];
    Key key = seed.key().at(DRAWS);
    DrawProgram<String> program =
        DrawProgram.of(
            model, params, Model::sample, draw -> Map.of("bound", Losses.logWeight(draw)), null);
    for (int i = 0; i < n; i++) {
      Interruption.check("draws", i, n);
      bounds[i] = number(requireNonNull(program.run(key.at(i)).get("bound")));
    }
    return Estimate.of(bounds);
  }

  private static double number(NDArray scalar) {
    return BorchArray.wrap(scalar).values()[0];
  }

  /** {@link #check(int, Seed)} of 2,500 draws. */
  public Check check() {
    return check(CHECK_DRAWS, Seed.of(0));
  }

  /**
   * Judges q by importance weights: k-hat with its advice, and what means and standard deviations
   * become when draws are weighted towards the posterior. The draws are those of {@link #draws},
   * made by one program where the model can be traced.
   *
   * <p>A fit whose loss fell still when its steps were over, or of fewer than 100 steps, is never
   * called good.
   *
   * @param n the number of draws, at least 2; from 2,200 on, k-hat up to 0.7 can be relied on
   * @throws IllegalStateException if q gives every latent variable a single point, or the model has
   *     minibatches of some rows only
   * @throws ArithmeticException if a density is NaN or infinite, naming the variable
   */
  public Check check(int n, Seed seed) {
    return check(model, n, seed);
  }

  /**
   * As {@link #check(int, Seed)}, with all data for a fit of minibatches.
   *
   * @param all this fit's module and posterior, bound to all rows
   */
  public Check check(Model<?, ?> all, int n, Seed seed) {
    Model<?, ?> own = SummedOut.like(model, all);
    return FitCheck.of(own, params, unsettled(), n, seed.key().at(DRAWS));
  }

  /** Why the steps did not come to an end, a sentence; empty if they did, or are not known. */
  private String unsettled() {
    if (stop instanceof Stop.Unconverged) {
      return stop.message();
    }
    return losses.length > 0 && losses.length < FEW_STEPS
        ? "Only " + losses.length + " steps were made, too few to be called good."
        : "";
  }

  /**
   * Draws of the latent variables and derived quantities from q, given the data: one chain.
   * Discrete variables that were summed out, and what depends on them, are not among them; {@link
   * #drawsWithDiscrete} has them, too.
   *
   * @param n how many, at least 1
   */
  public Draws draws(int n, Seed seed) {
    return draws(model, n, seed.key().at(DRAWS), Model::sample, Fit::isDerived);
  }

  /**
   * As {@link #draws}, with the discrete variables that the fit summed out, each draw from their
   * exact joint distribution given the others and the data, and the quantities that depend on them.
   *
   * @throws IllegalStateException if a variable that rows share was summed out, and the model has
   *     minibatches of those rows
   */
  public Draws drawsWithDiscrete(int n, Seed seed) {
    DrawProgram.Sampler sampler =
        model.posterior() instanceof SummedOut summedOut ? summedOut::sampleAll : Model::sample;
    return draws(model, n, seed.key().at(DRAWS), sampler, Fit::isDerived);
  }

  /** Whether a site is no data. */
  static boolean isDerived(Site site) {
    return !(site instanceof RandomVariable variable && variable.isObserved());
  }

  /**
   * Hands draws from q, given the data, to a consumer one by one.
   *
   * @param consumer must not keep a draw's arrays, which die with it
   */
  public void each(int n, Seed seed, Consumer<Trace> consumer) {
    requireDraws(n);
    Key key = seed.key().at(DRAWS);
    for (int i = 0; i < n; i++) {
      Interruption.check("draws", i, n);
      try (Scope scope = Scope.open()) {
        consumer.accept(model.sample(params, key.at(i)));
      }
    }
  }

  /**
   * Draws from q as places where chains start: {@code run.withStart(fit.asStart())}. The fit must
   * stay open until the chains have started.
   */
  public Start asStart() {
    return (density, chain, key) -> {
      try (Scope scope = Scope.open()) {
        Trace draw = model.sample(params, key);
        return density
            .variables()
            .unconstrain(draw.latentValues(), new double[density.dimension()]);
      }
    };
  }

  // ---- predictions

  /** Draws of all variables from the prior, of the observed ones, too, and derived quantities. */
  public Draws priorPredictive(int n, Seed seed) {
    return draws(model, n, seed.key().at("prior"), Model::samplePrior, site -> true);
  }

  /**
   * Draws of all variables and derived quantities under q: the observed variables, drawn anew given
   * the latent ones; discrete ones that the fit summed out are drawn from their exact distribution
   * given the others and the data.
   */
  public Draws posteriorPredictive(int n, Seed seed) {
    Key key = seed.key().at("posterior");
    return draws(
        model, n, key, (own, view, each) -> prediction(own, own, view, each), site -> true);
  }

  /**
   * As {@link #posteriorPredictive}, for another input. Plates without a stated size have as many
   * rows as the new data; discrete variables of those rows that the fit summed out are drawn from
   * their priors, others given the data of the fit. For one small input after the other take a
   * {@link Predictor}.
   *
   * @param input of the type of the module's input
   */
  public Draws predict(Object input, int n, Seed seed) {
    Key key = seed.key().at("posterior");
    return draws(on(model, input), n, key, this::prediction, site -> true);
  }

  /** One predictive draw of this fit's model on another input. */
  Trace prediction(Model<?, ?> own, Params view, Key key) {
    return prediction(model, own, view, key);
  }

  private static Trace prediction(Model<?, ?> fitted, Model<?, ?> own, Params view, Key key) {
    return fitted.posterior() instanceof SummedOut summedOut
        ? summedOut.predict(fitted, own, view, key)
        : own.predict(view, key);
  }

  /** In the fit's type, whatever the new input's is. */
  @SuppressWarnings("unchecked") // a wrong type fails in forward, as the module's own cast
  private static <I> Model<I, ?> on(Model<I, ?> model, Object input) {
    return model.in(model.type()).on((I) input);
  }

  private Draws draws(
      Model<?, ?> own, int n, Key key, DrawProgram.Sampler sampler, Predicate<Site> kept) {
    requireDraws(n);
    Results results = new Results(kept);
    DrawProgram<String> program = DrawProgram.of(own, params, sampler, results::of, null);
    DrawBuffer buffer = new DrawBuffer(1, n);
    for (int i = 0; i < n; i++) {
      Interruption.check("draws", i, n);
      buffer.add(program.run(key.at(i)));
    }
    return buffer.draws(results);
  }

  /** Checks a number of draws. */
  static void requireDraws(int n) {
    if (n < 1) {
      throw new IllegalArgumentException(n + " draws, expected at least 1");
    }
  }

  /** Closes the parameters. */
  @Override
  public void close() {
    params.close();
  }

  /** The model's tree, how the algorithm ended; reads no values. */
  @Override
  public String toString() {
    return "Fit\n" + model + "\n" + stop.message();
  }
}
