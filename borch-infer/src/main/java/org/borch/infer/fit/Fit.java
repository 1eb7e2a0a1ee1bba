package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.density.Start;
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
 * <p>Draws are named arrays in Java memory, whose leading axis counts the draws; draw i depends on
 * the seed and i alone. They are made one by one, so that they need no more of the engine's memory
 * than one draw does.
 */
public final class Fit implements AutoCloseable {

  private static final int SUMMARY_DRAWS = 1_000;

  /** Enough for the limit of k-hat to be 0.7. */
  private static final int CHECK_DRAWS = 2_500;

  /** Fewer draws than these take less time than to trace the model. */
  private static final int WORTH_A_PROGRAM = 200;

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
    return Summary.of(n, consumer -> each(n, seed, consumer));
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
    int[] next = {0};
    Key key = seed.key().at("draws");
    if (n < WORTH_A_PROGRAM || model.batch(key).isPresent()) {
      each(n, seed, draw -> bounds[next[0]++] = number(Losses.logWeight(draw)));
    } else {
      DrawProgram program = DrawProgram.of(model, params, draw -> List.of(Losses.logWeight(draw)));
      for (int i = 0; i < n; i++) {
        Interruption.check("draws", i, n);
        try (Scope scope = Scope.open()) {
          bounds[i] = number(program.run(key.at(i)).get(0));
        }
      }
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
    return FitCheck.of(all, params, n, seed.key().at("draws"));
  }

  /** Draws of the latent variables and derived quantities from q, given the data. */
  public Map<String, NDArray> draws(int n, Seed seed) {
    return collect(n, draws -> each(n, seed, draw -> draws.addUnobserved(draw)));
  }

  /**
   * Hands draws from q, given the data, to a consumer one by one.
   *
   * @param consumer must not keep a draw's arrays, which die with it
   */
  public void each(int n, Seed seed, Consumer<Trace> consumer) {
    run(n, seed, "draws", key -> model.sample(params, key), consumer);
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
  public Map<String, NDArray> priorPredictive(int n, Seed seed) {
    return predictions(n, seed, "prior", key -> model.samplePrior(params, key));
  }

  /**
   * Draws of all variables and derived quantities under q: the observed variables, drawn anew given
   * the latent ones.
   */
  public Map<String, NDArray> posteriorPredictive(int n, Seed seed) {
    return predictions(n, seed, "posterior", key -> model.predict(params, key));
  }

  /**
   * As {@link #posteriorPredictive}, for another input. Plates without a stated size have as many
   * rows as the new data.
   *
   * @param input of the type of the module's input
   */
  public Map<String, NDArray> predict(Object input, int n, Seed seed) {
    Model<?, ?> elsewhere = on(model, input);
    return predictions(n, seed, "posterior", key -> elsewhere.predict(params, key));
  }

  /** In the fit's type, whatever the new input's is. */
  @SuppressWarnings("unchecked") // a wrong type fails in forward, as the module's own cast
  private static <I> Model<I, ?> on(Model<I, ?> model, Object input) {
    return model.in(model.type()).on((I) input);
  }

  private Map<String, NDArray> predictions(int n, Seed seed, String kind, Sampler sampler) {
    return collect(n, draws -> run(n, seed, kind, sampler, draw -> draws.addAll(draw)));
  }

  @FunctionalInterface
  private interface Sampler {
    Trace draw(Key key);
  }

  private static Map<String, NDArray> collect(int n, Consumer<DrawBuffer> fill) {
    DrawBuffer buffer = new DrawBuffer(n);
    fill.accept(buffer);
    return buffer.arrays();
  }

  private static void run(
      int n, Seed seed, String kind, Sampler sampler, Consumer<Trace> consumer) {
    if (n < 1) {
      throw new IllegalArgumentException(n + " draws, expected at least 1");
    }
    Key key = seed.key().at(kind);
    for (int i = 0; i < n; i++) {
      Interruption.check("draws", i, n);
      try (Scope scope = Scope.open()) {
        consumer.accept(sampler.draw(key.at(i)));
      }
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
