package org.borch.infer.vi;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import org.borch.Model;
import org.borch.Params;
import org.borch.infer.fit.Fit;
import org.borch.infer.laplace.Pathfinder;
import org.borch.infer.loss.Loss;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.LearningRate;
import org.borch.infer.optim.Optimizer;
import org.borch.infer.optim.Schedule;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic variational inference: steps of an optimiser on {@link org.borch.infer.Infer#viLoss}.
 * The first choice for approximate inference, and the only one that scales to minibatches and
 * networks; for exact answers in small models use a sampler.
 *
 * <p>Hoffman et al. 2013 (stochastic variational inference), Kingma and Welling 2014
 * (reparameterised gradients), Ranganath et al. 2014 (score-function gradients).
 *
 * @param steps how many
 * @param particles draws from q in each step, over which the loss is averaged
 * @param loss what is made small
 * @param optimizer makes the steps; the default one's learning rate falls to 0 in each round
 * @param start finds where a joint posterior starts; null: where the prior is
 * @param rounds at whose ends the run may be at its own; null: all steps are one round
 * @param convergence when to stop within steps of one learning rate; null: never
 * @param skipLimit how many steps without a finite loss and gradient may be left out; with 0 the
 *     first one ends the run with an error that says where it came from
 * @param block the loss is read from the device after each block of so many steps
 * @param progress whether a progress bar is shown, if there is a terminal
 * @param checkpoint where and how often to save; null: nowhere
 * @param callback sees the loss and may end the run; null: none
 * @param backEnd what runs the steps; null: what suits the model, eager operations if it cannot be
 *     traced
 */
public record Svi(
    long steps,
    int particles,
    Loss loss,
    Optimizer optimizer,
    @Nullable Pathfinder start,
    @Nullable Rounds rounds,
    @Nullable Convergence convergence,
    int skipLimit,
    int block,
    boolean progress,
    @Nullable Checkpoint checkpoint,
    @Nullable Callback callback,
    @Nullable BackEnd backEnd) {

  private static final long STEPS = 10_000;
  private static final double LEARNING_RATE = 0.02;

  /**
   * A q as wide as its prior meets gradients far above those to come. Adam's usual 0.999 remembers
   * them for thousands of steps, in which nothing moves.
   */
  private static final double BETA2 = 0.99;

  /**
   * Rounds of steps, each twice as long as the one before. In a round the learning rate falls to 0
   * along a cosine, and begins anew in the next (Loshchilov and Hutter 2017, SGDR). The run is at
   * its end when the loss at a round's end is hardly below that at the end of the round before;
   * when no round is left before that, the fit says that it has not converged.
   *
   * @param first steps of the first round
   * @param most how many rounds at most, at least 2
   * @param tolerance the fall of the mean loss, in nats, that does not count; nor does one within
   *     its Monte Carlo standard error
   */
  public record Rounds(int first, int most, double tolerance) {

    /** The mean loss is of this share of a round, at its end. */
    private static final int SHARE = 10;

    /** Checks the numbers. */
    public Rounds {
      require("first round", first, SHARE);
      require("rounds", most, 2);
      if (most > 20 || !(tolerance >= 0) || Double.isInfinite(tolerance)) {
        throw new IllegalArgumentException(
            "rounds = "
                + most
                + " with tolerance = "
                + tolerance
                + ", expected at most 20, and a finite number >= 0");
      }
    }

    /** 3,500 steps in the first of at most 4 rounds, and a tolerance of 0.05. */
    public static Rounds defaults() {
      return new Rounds(3_500, 4, 0.05);
    }

    /** After how many steps a number of rounds is over. */
    long end(int rounds) {
      return first * ((1L << rounds) - 1);
    }

    /** The number of rounds that are over after some steps, if one is just then; else 0. */
    int over(long steps) {
      for (int rounds = 1; rounds <= most; rounds++) {
        if (end(rounds) == steps) {
          return rounds;
        }
      }
      return 0;
    }

    /** Of how many steps the mean loss at the end of two rounds is compared, the last of these. */
    int window(int rounds) {
      return Math.toIntExact((end(rounds - 1) - end(rounds - 2)) / SHARE);
    }
  }

  /**
   * When the loss counts as converged: its mean over a window of steps is hardly below its mean
   * over the window before. Under a falling learning rate a stop before the end costs accuracy.
   *
   * @param window number of steps
   * @param tolerance the improvement below which the run stops, relative to the loss's size or 1,
   *     whichever is larger
   */
  public record Convergence(int window, double tolerance) {

    /** Checks the numbers. */
    public Convergence {
      require("convergence window", window, 2);
      if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
        throw new IllegalArgumentException(
            "convergence tolerance = " + tolerance + ", expected a finite number >= 0");
      }
    }
  }

  /**
   * Where a run saves what it needs to go on.
   *
   * @param file see {@link org.borch.ArrayFile}
   * @param every number of steps, rounded up to a multiple of {@link Svi#block}
   */
  public record Checkpoint(Path file, long every) {

    /** Checks the interval. */
    public Checkpoint {
      require("checkpoint interval", every, 1);
    }
  }

  /** Sees a run's progress. */
  @FunctionalInterface
  public interface Callback {

    /**
     * Called each time the loss has been read.
     *
     * @param step the number of steps made
     * @param loss the mean over the steps since the last call; NaN if all were skipped
     * @return whether to go on
     */
    boolean onLoss(long step, double loss);
  }

  /** Checks the settings. */
  public Svi {
    require("steps", steps, 1);
    require("particles", particles, 1);
    require("skipLimit", skipLimit, 0);
    require("block", block, 1);
  }

  private static void require(String what, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " = " + value + ", expected at least " + least);
    }
  }

  /**
   * Adam (betas 0.9 and 0.99) with one particle, in rounds of 3,500, 7,000, 14,000 and 28,000 steps
   * until the loss falls no more. In each round the learning rate falls from 0.02 to 0. Joint
   * posteriors start where {@link Pathfinder} finds the posterior. A progress bar.
   */
  public static Svi defaults() {
    Rounds rounds = Rounds.defaults();
    return new Svi(
        rounds.end(rounds.most()),
        1,
        Loss.elbo(),
        adam(restarts(LEARNING_RATE, rounds)),
        Pathfinder.defaults(),
        rounds,
        null,
        0,
        50,
        true,
        null,
        null,
        null);
  }

  private static Optimizer adam(Schedule schedule) {
    return Adam.defaults().withBetas(0.9, BETA2).withLearningRate(schedule);
  }

  private static Schedule restarts(double learningRate, Rounds rounds) {
    return Schedule.restarts(learningRate, 0, rounds.first());
  }

  /** A copy that can be changed. */
  private static final class Copy {

    private long steps;
    private int particles;
    private Loss loss;
    private Optimizer optimizer;
    private @Nullable Pathfinder start;
    private @Nullable Rounds rounds;
    private @Nullable Convergence convergence;
    private int skipLimit;
    private int block;
    private boolean progress;
    private @Nullable Checkpoint checkpoint;
    private @Nullable Callback callback;
    private @Nullable BackEnd backEnd;

    Copy(Svi from) {
      steps = from.steps;
      particles = from.particles;
      loss = from.loss;
      optimizer = from.optimizer;
      start = from.start;
      rounds = from.rounds;
      convergence = from.convergence;
      skipLimit = from.skipLimit;
      block = from.block;
      progress = from.progress;
      checkpoint = from.checkpoint;
      callback = from.callback;
      backEnd = from.backEnd;
    }

    Svi settings() {
      return new Svi(
          steps,
          particles,
          loss,
          optimizer,
          start,
          rounds,
          convergence,
          skipLimit,
          block,
          progress,
          checkpoint,
          callback,
          backEnd);
    }
  }

  private Svi with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.settings();
  }

  /**
   * This many steps, in one round: the learning rate of the default optimiser falls to 0 over all
   * of them.
   */
  public Svi withSteps(long steps) {
    require("steps", steps, 1);
    return with(
        copy -> {
          copy.steps = steps;
          copy.rounds = null;
          copy.optimizer = scheduled(rate -> Schedule.cosine(rate, 0, steps));
        });
  }

  /** In rounds until the loss falls no more. */
  public Svi withRounds(Rounds other) {
    return with(
        copy -> {
          copy.steps = other.end(other.most());
          copy.rounds = other;
          copy.convergence = null;
          copy.optimizer = scheduled(rate -> restarts(rate, other));
        });
  }

  /** The optimiser with another schedule, if it has one that depends on the steps. */
  private Optimizer scheduled(DoubleFunction<Schedule> schedule) {
    if (!(optimizer instanceof Adam adam)) {
      return optimizer;
    }
    Schedule own = adam.learningRate().schedule();
    double initial = own.at(0);
    boolean isOwn =
        own.equals(Schedule.cosine(initial, 0, steps))
            || (rounds != null && own.equals(restarts(initial, rounds)));
    return isOwn
        ? adam.withLearningRate(
            new LearningRate(schedule.apply(initial), adam.learningRate().factors()))
        : optimizer;
  }

  /** With another number of draws in each step. */
  public Svi withParticles(int particles) {
    return with(copy -> copy.particles = particles);
  }

  /** With another loss: {@code withLoss(Loss.pathDerivative())}. */
  public Svi withLoss(Loss loss) {
    return with(copy -> copy.loss = loss);
  }

  /** With another search for a start, or none: null. */
  public Svi withStart(@Nullable Pathfinder start) {
    return with(copy -> copy.start = start);
  }

  /**
   * With another optimiser, whose schedule is its own: the steps are one round, of 10,000 where
   * there were several.
   */
  public Svi withOptimizer(Optimizer optimizer) {
    return with(
        copy -> {
          copy.optimizer = optimizer;
          copy.steps = rounds == null ? steps : STEPS;
          copy.rounds = null;
        });
  }

  /** With Adam whose learning rate falls from this one to 0 along a cosine, in each round. */
  public Svi withLearningRate(double learningRate) {
    Rounds own = rounds;
    return with(
        copy ->
            copy.optimizer =
                adam(
                    own == null
                        ? Schedule.cosine(learningRate, 0, steps)
                        : restarts(learningRate, own)));
  }

  /** Stopping early on convergence, or not; all steps are one round. */
  public Svi withConvergence(@Nullable Convergence convergence) {
    return withSteps(steps).with(copy -> copy.convergence = convergence);
  }

  /** Leaving out up to so many steps without a finite loss and gradient. */
  public Svi withSkipLimit(int skipLimit) {
    return with(copy -> copy.skipLimit = skipLimit);
  }

  /** Reading the loss after each block of so many steps. */
  public Svi withBlock(int block) {
    return with(copy -> copy.block = block);
  }

  /** With a progress bar where there is a terminal, or without. */
  public Svi withProgress(boolean progress) {
    return with(copy -> copy.progress = progress);
  }

  /** Saving what is needed to go on; see {@link org.borch.infer.Infer#resume}. */
  public Svi withCheckpoint(Path file, long every) {
    Checkpoint checkpoint = new Checkpoint(file, every);
    return with(copy -> copy.checkpoint = checkpoint);
  }

  /** With a callback. */
  public Svi withCallback(@Nullable Callback callback) {
    return with(copy -> copy.callback = callback);
  }

  /**
   * On one back-end, or null for the one that suits the model. A model that it cannot run is an
   * error then.
   */
  public Svi withBackEnd(@Nullable BackEnd backEnd) {
    return with(copy -> copy.backEnd = backEnd);
  }

  /**
   * Fits a model; see {@link org.borch.infer.Infer#fit}. If this thread is interrupted, the fit is
   * what the steps until then came to, and {@link Fit#stop} says so; the thread stays interrupted.
   *
   * @return the fit, which the caller closes
   */
  public Fit fit(Model<?, ?> model, Seed seed) {
    return SviRun.begin(model, this, seed, null).run();
  }

  /**
   * As {@link #fit(Model, Seed)}, from other parameters on; see {@link
   * org.borch.infer.Infer#fit(Model, Svi, Seed, Params)}.
   */
  public Fit fit(Model<?, ?> model, Seed seed, Params initial) {
    return SviRun.begin(model, this, seed, initial).run();
  }

  /**
   * Goes on after a checkpoint; see {@link org.borch.infer.Infer#resume}.
   *
   * @throws IllegalArgumentException if model, data, particles or back-end are not those of the
   *     interrupted run; the message names the first difference
   */
  public Fit resume(Model<?, ?> model, Path file) {
    return SviRun.resume(model, this, file).run();
  }
}
