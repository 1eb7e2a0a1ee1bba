package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.Execution;
import org.borch.infer.Fit;
import org.borch.infer.ProgressLine;
import org.borch.infer.Stop;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@link Svi}, in blocks of steps. At the end of a block its losses are read, and
 * everything that depends on them happens: report, convergence, checkpoint. A block that has met a
 * number that is not finite is undone and made again with a look at each step.
 *
 * <pre>
 *   step   0 | 1 ... 49 | 50 ... 99 | 100 ...      blocks of 50
 *            ^          ^           ^              ends: multiples of the block, whatever happened
 * </pre>
 */
final class SviRun {

  private final Svi settings;
  private final Params params;
  private final LossHistory history;
  private final SviStep step;
  private Optimizer.State state;
  private Chosen chosen;

  private SviRun(
      Model<?, ?> model,
      Svi settings,
      Seed seed,
      Params params,
      Optimizer.State state,
      LossHistory history,
      @Nullable Execution execution) {
    this.settings = settings;
    this.params = params;
    this.state = state;
    this.history = history;
    this.step = new SviStep(model, params, seed, settings.particles(), settings.optimizer());
    this.chosen =
        execution == null
            ? Chosen.of(step, state, settings.backEnd())
            : Chosen.again(step, state, history.size(), execution);
  }

  static SviRun begin(Model<?, ?> model, Svi settings, Seed seed) {
    Params params = model.init(seed);
    try {
      Optimizer.State state = settings.optimizer().init(params);
      return new SviRun(model, settings, seed, params, state, new LossHistory(), null);
    } catch (RuntimeException e) {
      params.close();
      throw e;
    }
  }

  static SviRun resume(Model<?, ?> model, Svi settings, Path file) {
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
    Params params = model.init(saved.seed());
    try {
      restore(params, saved.params(), file);
      Optimizer.State state = Optimizer.State.of(params, saved.optimizerStep(), saved.moments());
      return new SviRun(
          model, settings, saved.seed(), params, state, saved.losses(), saved.execution());
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
      }
      Stop reason = stop.orElseGet(() -> new Stop.Completed(history.size()));
      return Fit.of(step.model(), params, history.toArray(), reason, chosen.execution());
    } catch (RuntimeException | Error e) {
      params.close();
      throw e;
    }
  }

  private Optional<Stop> block(ProgressLine progress) {
    int begin = history.size();
    int end = Math.toIntExact(Math.min(settings.steps(), endAfter(begin)));
    double baseline = baseline(begin);
    if (!makes(end, baseline)) {
      while (history.size() < end) {
        carefulStep(baseline);
      }
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

  /** Makes the steps up to {@code end}, or changes nothing. */
  private boolean makes(int end, double baseline) {
    Optional<Optimizer.State> after;
    try {
      after = chosen.steps().run(state, history, end, baseline);
    } catch (TracingException e) {
      // A minibatch of another size is another trace, which may fail where the first one did not.
      chosen = Chosen.instead(step, settings.backEnd(), e);
      after = chosen.steps().run(state, history, end, baseline);
    }
    state = after.orElse(state);
    return after.isPresent();
  }

  /** The first step is a block of its own: it gives a baseline, and errors at once. */
  private long endAfter(int step) {
    return step == 0 ? 1 : (step / settings.block() + 1L) * settings.block();
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
      SavedRun.of(step.seed(), settings.particles(), params, state, history, chosen.execution())
          .save(checkpoint.file());
    }
  }

  private Optional<Stop> converged(int begin, int end) {
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

  // ---- steps

  /** One step alone, which is left out if it is not finite. */
  private void carefulStep(double baseline) {
    if (!makes(history.size() + 1, baseline)) {
      if (history.skipped() >= settings.skipLimit()) {
        throw notFinite(history.size(), baseline);
      }
      history.add(Double.NaN);
    }
  }

  /** Makes the step again by the engine, to see where it goes wrong. */
  private ArithmeticException notFinite(int number, double baseline) {
    try (Scope scope = Scope.open()) {
      Key key = step.seed().at(number);
      NDArray loss = step.loss(key, BorchArray.scalar(baseline, params.type()));
      double value = BorchArray.wrap(loss).values()[0];
      return notFinite(number, value, step.draws(key), params.gradient(loss));
    }
  }

  private ArithmeticException notFinite(
      int number, double loss, List<Trace> draws, NDArray gradient) {
    String fault = FirstFault.in(draws).orElseGet(() -> FirstFault.inGradient(params, gradient));
    String skipped =
        settings.skipLimit() == 0 ? "" : ", after " + history.skipped() + " skipped steps";
    return new ArithmeticException(
        "step "
            + number
            + " of SVI: the loss is "
            + loss
            + skipped
            + "; the first fault is at "
            + fault
            + ". Check prior and data there, lower the learning rate, or skip such steps"
            + " with withSkipLimit(n)");
  }
}
