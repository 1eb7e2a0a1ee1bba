package org.borch.infer.vi;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.borch.Model;
import org.borch.infer.fit.Fit;
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
 * @param optimizer makes the steps; the default one's learning rate falls to 0 over all of them
 * @param convergence when to stop before all steps are made; null: never
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
    Optimizer optimizer,
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
   * 10,000 steps of Adam (betas 0.9 and 0.99) with one particle; its learning rate falls from 0.02
   * to 0 along a cosine. A progress bar, no early stop.
   */
  public static Svi defaults() {
    return new Svi(STEPS, 1, adam(LEARNING_RATE, STEPS), null, 0, 50, true, null, null, null);
  }

  private static Optimizer adam(double learningRate, long steps) {
    return Adam.defaults()
        .withBetas(0.9, BETA2)
        .withLearningRate(Schedule.cosine(learningRate, 0, steps));
  }

  /** A copy that can be changed. */
  private static final class Copy {

    private long steps;
    private int particles;
    private Optimizer optimizer;
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
      optimizer = from.optimizer;
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
          optimizer,
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

  /** With another number of steps; a cosine schedule over all of them is stretched. */
  public Svi withSteps(long steps) {
    return with(
        copy -> {
          copy.steps = steps;
          copy.optimizer = stretched(steps);
        });
  }

  private Optimizer stretched(long to) {
    require("steps", to, 1);
    if (optimizer instanceof Adam adam
        && adam.learningRate().schedule() instanceof Schedule.Cosine cosine
        && cosine.steps() == steps) {
      Schedule schedule = Schedule.cosine(cosine.initial(), cosine.last(), to);
      return adam.withLearningRate(new LearningRate(schedule, adam.learningRate().factors()));
    }
    return optimizer;
  }

  /** With another number of draws in each step. */
  public Svi withParticles(int particles) {
    return with(copy -> copy.particles = particles);
  }

  /** With another optimiser. */
  public Svi withOptimizer(Optimizer optimizer) {
    return with(copy -> copy.optimizer = optimizer);
  }

  /** With Adam whose learning rate falls from this one to 0 along a cosine over all steps. */
  public Svi withLearningRate(double learningRate) {
    return withOptimizer(adam(learningRate, steps));
  }

  /** Stopping early on convergence, or not. */
  public Svi withConvergence(@Nullable Convergence convergence) {
    return with(copy -> copy.convergence = convergence);
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
    return SviRun.begin(model, this, seed).run();
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
