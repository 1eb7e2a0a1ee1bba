package org.borch.infer;

import ai.djl.ndarray.NDArray;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.diagnostics.Loo;
import org.borch.infer.diagnostics.Waic;
import org.borch.infer.draws.DiscreteDraws;
import org.borch.infer.draws.DrawPositions;
import org.borch.infer.draws.Draws;
import org.borch.infer.evidence.BridgeSampling;
import org.borch.infer.evidence.Evidence;
import org.borch.infer.evidence.ParallelTempering;
import org.borch.infer.evidence.Smc;
import org.borch.infer.evidence.Tempered;
import org.borch.infer.fit.Fit;
import org.borch.infer.fit.PointwiseLogLikelihood;
import org.borch.infer.fit.Predictive;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.joint.SummedOut;
import org.borch.infer.laplace.Laplace;
import org.borch.infer.laplace.LaplaceFit;
import org.borch.infer.laplace.Lbfgs;
import org.borch.infer.laplace.Mode;
import org.borch.infer.loss.Losses;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.run.Algorithm;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.Run;
import org.borch.infer.run.SavedChains;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/**
 * Losses on draws of a model, for a loop of your own, and whole algorithms in one call.
 *
 * <p>Every loss is a scalar; {@code params.gradient(loss)} is its derivative in the scope in which
 * the draw was made.
 */
public final class Infer {

  private static final Logger LOGGER = System.getLogger(Infer.class.getName());

  private Infer() {}

  // ---- losses

  /** The negative evidence lower bound of one draw: {@link Losses#viLoss(Trace)}. */
  public static NDArray viLoss(Trace draw) {
    return Losses.viLoss(draw);
  }

  /** With a baseline for the score function: {@link Losses#viLoss(Trace, double)}. */
  public static NDArray viLoss(Trace draw, double baseline) {
    return Losses.viLoss(draw, baseline);
  }

  /** With a baseline that is a scalar array: {@link Losses#viLoss(Trace, NDArray)}. */
  public static NDArray viLoss(Trace draw, NDArray baseline) {
    return Losses.viLoss(draw, baseline);
  }

  /** The average over independent draws: {@link Losses#viLoss(List)}. */
  public static NDArray viLoss(List<Trace> draws) {
    return Losses.viLoss(draws);
  }

  /** The average over draws made at once: {@link Losses#viLoss(Model, Params, Key, int)}. */
  public static NDArray viLoss(Model<?, ?> model, Params params, Key key, int draws) {
    return Losses.viLoss(model, params, key, draws);
  }

  /** The same with the key of each draw: {@link Losses#viLoss(Model, Params, NDArray)}. */
  public static NDArray viLoss(Model<?, ?> model, Params params, NDArray keys) {
    return Losses.viLoss(model, params, keys);
  }

  /** The negative log joint density of one draw: {@link Losses#mapLoss(Trace)}. */
  public static NDArray mapLoss(Trace draw) {
    return Losses.mapLoss(draw);
  }

  /** The log importance weight of one draw: {@link Losses#logWeight(Trace)}. */
  public static NDArray logWeight(Trace draw) {
    return Losses.logWeight(draw);
  }

  // ---- algorithms

  /**
   * Fits the model's posterior by stochastic variational inference. Discrete latent variables with
   * few values are summed out, as {@link #summedOut} says; {@link Fit#drawsWithDiscrete} has them.
   *
   * @return the fit, which the caller closes
   * @throws ArithmeticException if a loss or gradient is not finite and the settings do not allow
   *     to skip it; the message names the first variable that is wrong
   */
  public static Fit fit(Model<?, ?> model, Svi settings, Seed seed) {
    warnWithoutData(model);
    return settings.fit(model, seed);
  }

  /**
   * The model with its discrete latent variables summed out, as {@link #fit} and {@link #map} fit
   * it, for a loop of your own: its draws and their losses are those of the other variables, with a
   * factor for the sum over all states, row by row inside plates, and its parameters have no q of
   * the discrete ones. Without this, a loss takes a draw as it is: discrete variables in it have a
   * q and are scored.
   *
   * <p>A variable keeps its q where the posterior names it, {@code at("z", automatic())}. One that
   * cannot be summed out keeps it, too: a warning says why.
   *
   * @param seed of the points where this looks at how the model depends on its discrete variables
   * @return the same model if it has none
   */
  public static <I, O> Model<I, O> summedOut(Model<I, O> model, Seed seed) {
    return SummedOut.of(model, seed);
  }

  /**
   * As {@link #fit(Model, Svi, Seed)}, from the parameters of another fit or a file on: those that
   * the model and its posterior have by the same names and shapes, whatever else was changed.
   * {@link Params#takeFrom} says which these are.
   *
   * @param initial is only read
   * @throws IllegalArgumentException if none of them is one of this model and posterior
   */
  public static Fit fit(Model<?, ?> model, Svi settings, Seed seed, Params initial) {
    warnWithoutData(model);
    return settings.fit(model, seed, initial);
  }

  /**
   * Fits one point for each latent variable by steps on {@link #mapLoss}: maximum a posteriori
   * estimation, in the variables' own coordinates. The same as {@link #fit} with the posterior
   * {@code pointMass()}, under which both losses are equal.
   *
   * @return the fit, which the caller closes
   * @throws ArithmeticException as {@link #fit}
   */
  public static Fit map(Model<?, ?> model, Svi settings, Seed seed) {
    warnWithoutData(model);
    return settings.fit(model.withPosterior(Posteriors.pointMass()), seed);
  }

  /**
   * Finds the point for all latent variables where the density is largest, to the last digits:
   * {@code Infer.map(model, Lbfgs.defaults(), seed)} in the variables' own coordinates (maximum a
   * posteriori).
   *
   * @param model all latent variables must be continuous; bound to all data
   * @return the mode; if there is none, {@link Mode#message} says why
   * @throws IllegalArgumentException if a latent variable is discrete, or no start has a finite
   *     density; the message names the variables
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public static Mode map(Model<?, ?> model, Lbfgs settings, Seed seed) {
    warnWithoutData(model);
    JointDensity density =
        settings.jacobian()
            ? JointDensity.of(model, seed)
            : JointDensity.ofOwnCoordinates(model, seed);
    return settings.mode(density, seed);
  }

  /**
   * Approximates the posterior by a normal distribution around its mode in unconstrained
   * coordinates: {@code Infer.laplace(model, Laplace.defaults(), seed)}.
   *
   * @param model as for {@link #map(Model, Lbfgs, Seed)}
   * @return the approximation; if there is none, {@link LaplaceFit#fault} says why
   * @throws IllegalArgumentException as {@link #map(Model, Lbfgs, Seed)}
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public static LaplaceFit laplace(Model<?, ?> model, Laplace settings, Seed seed) {
    warnWithoutData(model);
    return settings.approximate(JointDensity.of(model, seed), seed);
  }

  /**
   * Samples the model's exact posterior: {@code Infer.sample(model, Nuts.defaults(), seed)}. The
   * draws have the latent variables and the quantities that the model names with {@code
   * deterministic}; {@link Predictive} computes more, and what does not fit in memory. Discrete
   * latent variables with few values are summed out; {@link #withDiscrete} draws them.
   *
   * @throws IllegalArgumentException if a discrete latent variable cannot be summed out, or no
   *     point is found from which a chain can start; the message names the variables
   * @throws ArithmeticException if the posterior is improper or not continuous
   */
  public static Draws sample(Model<?, ?> model, Sampler settings, Seed seed) {
    warnWithoutData(model);
    JointDensity density = JointDensity.of(model, seed);
    return settings.sample(density, seed).toDraws(density);
  }

  /**
   * Draws by any algorithm, a user's own too: {@code Infer.run(model, settings::on,
   * Run.defaults().withSteps(20_000), seed)}. Nothing but the algorithm says that they are of the
   * posterior.
   *
   * @param algorithm from the model's density to the algorithm that is bound to it
   * @throws java.util.concurrent.CancellationException if the run ends early, before each chain has
   *     a draw
   */
  public static Draws run(
      Model<?, ?> model, Function<? super JointDensity, Algorithm> algorithm, Run run, Seed seed) {
    JointDensity density = JointDensity.of(model, seed);
    return Draws.of(density, ChainRun.begin(algorithm.apply(density), run, seed));
  }

  /**
   * Walks from the model's prior to its posterior: draws, and the evidence. For models whose
   * posterior may have several modes, or that are compared with {@link
   * org.borch.infer.evidence.BayesFactors}: {@code Infer.temper(model, Smc.defaults(), seed)}.
   *
   * @param model with proper priors
   * @throws IllegalArgumentException if a discrete latent variable cannot be summed out, or the
   *     likelihood is nowhere finite
   * @throws IllegalStateException if a prior is none that can be drawn from
   */
  public static Tempered temper(Model<?, ?> model, Smc settings, Seed seed) {
    warnWithoutData(model);
    return settings.sample(JointDensity.of(model, seed).tempered(), seed);
  }

  /**
   * As {@link #temper(Model, Smc, Seed)}, by parallel tempering: {@code Infer.temper(model,
   * ParallelTempering.defaults(), seed)}.
   *
   * @throws ArithmeticException if there is no step size to begin with
   */
  public static Tempered temper(Model<?, ?> model, ParallelTempering settings, Seed seed) {
    warnWithoutData(model);
    return settings.sample(JointDensity.of(model, seed).tempered(), seed);
  }

  /** A posterior without data is the prior, which is a mistake to most who ask for it. */
  private static void warnWithoutData(Model<?, ?> model) {
    if (!model.hasData()) {
      LOGGER.log(
          Level.WARNING,
          "{0}: nothing is observed, so that the posterior is the prior; give variables data,"
              + " model.observe(name, data), or draw from the prior, model.samplePrior(key)",
          model.module());
    }
  }

  /**
   * The draws with the discrete latent variables, which were summed out when the others were drawn:
   * each draw gets one of them from their exact distribution given the others and the data.
   *
   * @param model that was sampled, with its data
   * @param draws of all its continuous latent variables
   * @throws IllegalArgumentException if the draws lack a latent variable, or have the discrete ones
   *     already
   */
  public static Draws withDiscrete(Model<?, ?> model, Draws draws, Seed seed) {
    return DiscreteDraws.of(JointDensity.of(model, seed), draws, seed);
  }

  // ---- judging models

  /**
   * Leave-one-out cross-validation of a model by draws from its posterior, of a sampler, a fit or
   * {@link #laplace}. Models are compared by {@code Comparison.of(Map.of("level", Infer.loo(level,
   * levelDraws), "line", Infer.loo(line, lineDraws)))}.
   *
   * @param model with the data of the draws
   * @param draws of all its latent variables; discrete ones that they lack are summed out
   * @throws IllegalArgumentException if the draws lack a latent variable, nothing is observed, or a
   *     log likelihood is not finite
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public static Loo loo(Model<?, ?> model, Draws draws) {
    return Loo.of(PointwiseLogLikelihood.of(model, draws));
  }

  /** The older estimate of the same as {@link #loo}. */
  public static Waic waic(Model<?, ?> model, Draws draws) {
    return Waic.of(PointwiseLogLikelihood.of(model, draws));
  }

  /**
   * The evidence of a model by draws from its posterior, of any sampler: {@code
   * Infer.evidence(model, draws, BridgeSampling.defaults(), seed)}.
   *
   * @param model with proper priors, and the data of the draws
   * @param draws of all its continuous latent variables
   * @param seed decides the proposals
   * @throws IllegalArgumentException if the draws lack a latent variable, or are too few
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public static Evidence evidence(
      Model<?, ?> model, Draws draws, BridgeSampling settings, Seed seed) {
    JointDensity density = JointDensity.of(model, seed);
    DrawPositions at = new DrawPositions(density, draws);
    double[][][] positions = new double[draws.chainCount()][draws.drawCount()][];
    for (int chain = 0; chain < positions.length; chain++) {
      int own = chain;
      Arrays.setAll(positions[chain], draw -> at.at(own, draw));
    }
    return settings.evidence(density, positions, seed);
  }

  // ---- going on

  /**
   * Goes on with a run that was interrupted after a checkpoint, to the same result bit for bit.
   *
   * @param model and settings as in the interrupted run
   * @param checkpoint the file named in its settings
   * @throws IllegalArgumentException if model, data, particles or back-end are not those of the
   *     interrupted run; the message names the first difference
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else
   */
  public static Fit resume(Model<?, ?> model, Svi settings, Path checkpoint) {
    return settings.resume(model, checkpoint);
  }

  /**
   * Goes on with a sampling run after its last checkpoint, to the same draws bit for bit as without
   * a stop; see {@link Sampler#resume}.
   *
   * @param model as in the interrupted run
   * @param settings as in the interrupted run, but for the number of draws, threads and control
   * @throws IllegalArgumentException if model or settings are not those of the interrupted run
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else
   */
  public static Draws resume(Model<?, ?> model, Sampler settings, Path checkpoint) {
    SavedChains saved = SavedChains.load(checkpoint);
    JointDensity density = JointDensity.of(model, saved.seed());
    return settings.resume(density, saved).toDraws(density);
  }

  /**
   * Goes on with a walk from prior to posterior after its last checkpoint, to the same bits as
   * without a stop.
   *
   * @param model as in the interrupted run
   * @param settings as in the interrupted run, but for threads and control
   * @throws IllegalArgumentException if model or settings are not those of the interrupted run
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else
   */
  public static Tempered resume(Model<?, ?> model, Smc settings, Path checkpoint) {
    SavedChains saved = SavedChains.load(checkpoint);
    return settings.resume(JointDensity.of(model, saved.seed()).tempered(), checkpoint);
  }

  /** As {@link #resume(Model, Smc, Path)}, with a run of parallel tempering. */
  public static Tempered resume(Model<?, ?> model, ParallelTempering settings, Path checkpoint) {
    SavedChains saved = SavedChains.load(checkpoint);
    return settings.resume(JointDensity.of(model, saved.seed()).tempered(), checkpoint);
  }

  /**
   * Goes on with a run of any algorithm after its last checkpoint, to the same draws bit for bit as
   * without a stop; see {@link ChainRun#resume}.
   *
   * @param model as in the interrupted run
   * @param algorithm as in the interrupted run, with the same settings
   * @param run as in the interrupted run, but for the number of steps, threads and control
   * @throws IllegalArgumentException if model or settings are not those of the interrupted run; the
   *     message names the first setting that differs
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else
   */
  public static Draws resume(
      Model<?, ?> model,
      Function<? super JointDensity, Algorithm> algorithm,
      Run run,
      Path checkpoint) {
    SavedChains saved = SavedChains.load(checkpoint);
    JointDensity density = JointDensity.of(model, saved.seed());
    return Draws.of(density, ChainRun.resume(algorithm.apply(density), run, saved));
  }
}
