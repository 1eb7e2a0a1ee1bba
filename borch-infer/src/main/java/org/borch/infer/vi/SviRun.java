package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.borch.ArrayFile;
import org.borch.Model;
import org.borch.Params;
import org.borch.infer.fit.Fit;
import org.borch.infer.joint.SummedOut;
import org.borch.infer.run.Block;
import org.borch.infer.run.Execution;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Interruption;
import org.borch.infer.run.Pace;
import org.borch.infer.run.ProgressLine;
import org.borch.infer.run.StepCode;
import org.borch.infer.run.StepMachine;
import org.borch.infer.run.Stop;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@link Svi}, in blocks of steps. At the end of a block its losses are read, and
 * everything that depends on them happens: report, convergence, checkpoint.
 *
 * <pre>
 *   step   0 | 1 ... 49 | 50 ... 99 | 100 ...      blocks of 50
 *            ^          ^           ^              ends: multiples of the block, whatever happened
 * </pre>
 */
final class SviRun {

  /** After so many the usual running means, of factor 0.9, have forgotten where they began. */
  private static final int BUFFER_DRAWS = 100;

  private final Svi settings;
  private final Model<?, ?> model;
  private final Seed seed;
  private final Params params;
  private final LossHistory history;
  private final SviTransform<?> transform;
  private final StepMachine machine;
  private final Pace pace = new Pace();
  private final @Nullable Identity identity;

  private SviRun(
      Model<?, ?> model,
      Seed seed,
      Params params,
      SviTransform<?> transform,
      FlatState state,
      LossHistory history,
      @Nullable Execution execution,
      @Nullable Identity known) {
    this.settings = transform.settings();
    this.model = model;
    this.seed = seed;
    this.params = params;
    this.transform = transform;
    this.history = history;
    Svi.Checkpoint checkpoint = settings.checkpoint();
    if (checkpoint != null) {
      ArrayFile.requireWritable(checkpoint.file());
    }
    this.identity = checkpoint == null || known != null ? known : Identity.of(model);
    Key next = seed.at(history.size());
    StepCode code =
        execution == null
            ? StepCode.of(transform, state, next, settings.backEnd())
            : StepCode.again(transform, state, next, settings.backEnd(), execution);
    this.machine = new StepMachine(code, seed.key(), state, history.size(), history.skipped());
  }

  /**
   * A run from its first step.
   *
   * @param initial whose values the parameters take that are there; null: none
   * @throws IllegalArgumentException if none of them is there
   */
  static SviRun begin(Model<?, ?> given, Svi settings, Seed seed, @Nullable Params initial) {
    Model<?, ?> model = SummedOut.of(FirstGuess.of(given, settings.start(), seed), seed);
    Params params = model.init(seed);
    try {
      requireParameters(model, params);
      if (initial != null && params.takeFrom(initial).taken().isEmpty()) {
        throw new IllegalArgumentException(
            "parameters to begin with: "
                + initial.names()
                + ", of which none is one of this model and posterior, "
                + params.names()
                + ", by name and shape");
      }
      SviTransform<?> transform = new SviTransform<>(model, settings, params);
      return new SviRun(
          model, seed, params, transform, transform.init(), new LossHistory(), null, null);
    } catch (RuntimeException e) {
      params.close();
      throw e;
    }
  }

  private static void requireParameters(Model<?, ?> model, Params params) {
    if (params.size() == 0 && model.posterior() instanceof SummedOut summedOut) {
      throw new IllegalArgumentException(
          summedOut.names()
              + ": all latent variables of this model are discrete and summed out, so that a fit"
              + " has nothing to learn, expected a continuous one or a parameter; their exact"
              + " probabilities are JointDensity.of(model, seed).discreteProbabilities(new"
              + " double[0]), or approximate one by name: withPosterior(at(\""
              + summedOut.names().iterator().next()
              + "\", automatic()))");
    }
  }

  static SviRun resume(Model<?, ?> given, Svi settings, Path file) {
    SavedRun saved = SavedRun.load(file);
    if (saved.particles() != settings.particles()) {
      throw new IllegalArgumentException(
          file
              + ": checkpoint of a run with "
              + saved.particles()
              + " particles, but the settings"
              + " say "
              + settings.particles());
    }
    if (settings.backEnd() != null && settings.backEnd() != saved.execution().backEnd()) {
      throw new IllegalArgumentException(
          file
              + ": checkpoint of a run on "
              + saved.execution().backEnd()
              + ", but the settings say "
              + settings.backEnd()
              + ", which rounds differently");
    }
    Model<?, ?> model = SummedOut.of(given, saved.seed());
    Identity identity = Identity.of(model);
    saved.identity().require(identity, model.type(), file);
    Params params = model.init(saved.seed());
    try {
      restore(params, saved.params(), file);
      SviTransform<?> transform = new SviTransform<>(model, settings, params);
      FlatState state = transform.state(params.flat(), saved.optimizerStep(), saved.moments());
      return new SviRun(
          model,
          saved.seed(),
          params,
          transform,
          state,
          saved.losses(),
          saved.execution(),
          identity);
    } catch (RuntimeException e) {
      params.close();
      throw e;
    }
  }

  private static void restore(Params params, Map<String, NDArray> values, Path file) {
    values.forEach((name, value) -> params.declare(name, value.getShape(), () -> value));
    if (!List.copyOf(params.names()).equals(List.copyOf(values.keySet()))) {
      throw new IllegalArgumentException(
          file
              + ": checkpoint with parameters "
              + values.keySet()
              + ", but the model has "
              + params.names());
    }
    try (Params saved = Params.of(params.type(), params.seed(), values)) {
      params.update(saved.flat());
    }
  }

  // ---- blocks

  Fit run() {
    try (ProgressLine progress = new ProgressLine("SVI", settings.steps(), settings.progress())) {
      Optional<Stop> stop = Optional.empty();
      while (stop.isEmpty() && history.size() < settings.steps()) {
        stop = block(progress);
        if (stop.isEmpty() && Interruption.isRequested() && history.size() < settings.steps()) {
          stop = Optional.of(new Stop.Interrupted(history.size()));
        }
      }
      Stop reason = stop.orElseGet(() -> new Stop.Completed(history.size()));
      end();
      return Fit.of(model, params, history.toArray(), reason, machine.execution());
    } catch (RuntimeException | Error e) {
      params.close();
      throw e;
    }
  }

  private Optional<Stop> block(ProgressLine progress) {
    int begin = history.size();
    int end = Math.toIntExact(Math.min(settings.steps(), endAfter(begin)));
    machine.set(transform.withBaseline(machine.state(), baseline(begin)));
    do {
      part(end);
    } while (history.size() < end && !Interruption.isRequested());
    if (history.size() < end) {
      return Optional.empty(); // a resumed run makes the rest of the block
    }
    double loss = history.mean(begin, end);
    if (progress.isShown()) {
      progress.at(end, String.format(Locale.ROOT, "loss %.4g", loss));
    }
    save(begin, end);
    Svi.Callback callback = settings.callback();
    if (callback != null && !callback.onLoss(end, loss)) {
      return Optional.of(new Stop.Requested(end));
    }
    return converged(begin, end);
  }

  /** As many of a block's steps as do not take long. */
  private void part(int end) {
    int count = pace.next(end - history.size());
    long began = System.nanoTime();
    Block steps = machine.run(count, step -> false, settings.skipLimit());
    pace.made(count, began);
    for (int i = 0; i < count; i++) {
      history.add(steps.info(SviTransform.LOSS, i));
    }
  }

  /** Gives the parameters their values. */
  private FlatState write() {
    FlatState state = transform.extended(machine.state());
    params.update(state.position());
    return state;
  }

  /** The first step is a block of its own: it gives a baseline, and errors at once. */
  private long endAfter(int step) {
    if (step == 0) {
      return 1;
    }
    long end = (step / settings.block() + 1L) * settings.block();
    Svi.Rounds rounds = settings.rounds();
    for (int round = 1; rounds != null && round <= rounds.most(); round++) {
      if (rounds.end(round) > step) {
        return Math.min(end, rounds.end(round));
      }
    }
    return end;
  }

  /** The mean loss of the last whole block, which a resumed run knows, too. */
  private double baseline(int step) {
    int block = settings.block();
    int to = Math.max(Math.min(step, 1), step / block * block);
    double mean = history.mean(Math.max(0, to - block), to);
    return Double.isNaN(mean) ? 0 : mean;
  }

  private void save(int begin, int end) {
    Svi.Checkpoint checkpoint = settings.checkpoint();
    if (checkpoint != null && crossed(begin, end, checkpoint.every())) {
      save(checkpoint);
    }
  }

  private void save(Svi.Checkpoint checkpoint) {
    FlatState state = write();
    SavedRun.of(
            seed,
            settings.particles(),
            Objects.requireNonNull(identity),
            params,
            state,
            history,
            machine.execution())
        .save(checkpoint.file());
  }

  /** Gives the parameters their values, and saves what the last steps came to. */
  private void end() {
    Svi.Checkpoint checkpoint = settings.checkpoint();
    if (checkpoint == null) {
      write();
    } else {
      save(checkpoint);
    }
    model.refresh(params, seed.key().at("buffers"), BUFFER_DRAWS);
  }

  /** At the end of a round, beside the end of the one before. */
  private Optional<Stop> over(Svi.Rounds rounds, int end) {
    int round = rounds.over(end);
    if (round < 2) {
      return Optional.empty();
    }
    int window = rounds.window(round);
    int before = Math.toIntExact(rounds.end(round - 1));
    double fall = history.mean(before - window, before) - history.mean(end - window, end);
    double error =
        Math.sqrt(
            history.varianceOfMean(before - window, before)
                + history.varianceOfMean(end - window, end));
    if (fall < Math.max(rounds.tolerance(), error)) {
      return Optional.of(new Stop.Converged(end, fall));
    }
    return round == rounds.most() ? Optional.of(new Stop.Unconverged(end, fall)) : Optional.empty();
  }

  private Optional<Stop> converged(int begin, int end) {
    Svi.Rounds rounds = settings.rounds();
    if (rounds != null) {
      return over(rounds, end);
    }
    Svi.Convergence convergence = settings.convergence();
    if (convergence == null
        || end < 2L * convergence.window()
        || !crossed(begin, end, convergence.window())) {
      return Optional.empty();
    }
    double last = history.mean(end - convergence.window(), end);
    double before = history.mean(end - 2 * convergence.window(), end - convergence.window());
    double improvement = before - last;
    return improvement < convergence.tolerance() * Math.max(1, Math.abs(last))
        ? Optional.of(new Stop.Converged(end, improvement))
        : Optional.empty();
  }

  private static boolean crossed(int begin, int end, long interval) {
    return begin / interval < end / interval;
  }
}
