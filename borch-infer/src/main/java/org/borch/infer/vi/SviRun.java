package org.borch.infer.vi;

import static org.borch.tensor.ArrayMath.stack;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.Fit;
import org.borch.infer.Infer;
import org.borch.infer.Stop;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.Seed;

/**
 * One run of {@link Svi}, in blocks of steps. Inside a block nothing is read on the host; at its
 * end the losses are, and everything that depends on them happens: report, convergence, checkpoint.
 * A block that has met a number that is not finite is undone and made again with a look at each
 * step.
 *
 * <pre>
 *   step   0 | 1 ... 49 | 50 ... 99 | 100 ...      blocks of 50
 *            ^          ^           ^              ends: multiples of the block, whatever happened
 * </pre>
 */
final class SviRun {

  private final Model<?, ?> model;
  private final Svi settings;
  private final Seed seed;
  private final Params params;
  private final LossHistory history;
  private Optimizer.State state;

  private SviRun(
      Model<?, ?> model,
      Svi settings,
      Seed seed,
      Params params,
      Optimizer.State state,
      LossHistory history) {
    this.model = model;
    this.settings = settings;
    this.seed = seed;
    this.params = params;
    this.state = state;
    this.history = history;
  }

  static SviRun begin(Model<?, ?> model, Svi settings, Seed seed) {
    Params params = model.init(seed);
    try {
      Optimizer.State state = settings.optimizer().init(params);
      return new SviRun(model, settings, seed, params, state, new LossHistory());
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
    Params params = model.init(saved.seed());
    try {
      restore(params, saved.params(), file);
      Optimizer.State state = Optimizer.State.of(params, saved.optimizerStep(), saved.moments());
      return new SviRun(model, settings, saved.seed(), params, state, saved.losses());
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
    try (Progress progress = new Progress(settings.progress(), settings.steps())) {
      Optional<Stop> stop = Optional.empty();
      while (stop.isEmpty() && history.size() < settings.steps()) {
        stop = block(progress);
      }
      Stop reason = stop.orElseGet(() -> new Stop.Completed(history.size()));
      return Fit.of(model, params, history.toArray(), reason);
    } catch (RuntimeException | Error e) {
      params.close();
      throw e;
    }
  }

  private Optional<Stop> block(Progress progress) {
    int begin = history.size();
    int end = Math.toIntExact(Math.min(settings.steps(), endAfter(begin)));
    double baseline = baseline(begin);
    try (Scope scope = Scope.open()) {
      Snapshot before = new Snapshot(params, state);
      List<NDArray> losses = new ArrayList<>();
      for (int step = begin; step < end; step++) {
        losses.add(step(step, baseline, before));
      }
      double[] values = BorchArray.wrap(stack(0, losses.toArray(new NDArray[0]))).values();
      if (allFinite(values) && allFinite(BorchArray.wrap(params.flat().sum()).values())) {
        Arrays.stream(values).forEach(history::add);
      } else {
        state = before.restore();
        for (int step = begin; step < end; step++) {
          history.add(carefulStep(step, baseline));
        }
      }
    }
    double loss = history.mean(begin, end);
    progress.at(end, loss);
    save(begin, end);
    Svi.Callback callback = settings.callback();
    if (callback != null && !callback.onLoss(end, loss)) {
      return Optional.of(new Stop.Requested(end));
    }
    return converged(begin, end);
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
      SavedRun.of(seed, settings.particles(), params, state, history).save(checkpoint.file());
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

  private List<Trace> draw(int step) {
    return model.sample(params, seed.at(step), settings.particles());
  }

  private static NDArray loss(List<Trace> draws, double baseline) {
    return draws.size() == 1 ? Infer.viLoss(draws.get(0), baseline) : Infer.viLoss(draws);
  }

  private NDArray step(int step, double baseline, Snapshot before) {
    try (Scope scope = Scope.open()) {
      NDArray loss = loss(draw(step), baseline);
      before.extend(scope);
      state = settings.optimizer().update(state, params, params.gradient(loss));
      return scope.keep(loss);
    }
  }

  /** The same step, with a look at loss and gradient before the update. */
  private double carefulStep(int step, double baseline) {
    try (Scope scope = Scope.open()) {
      List<Trace> draws = draw(step);
      NDArray loss = loss(draws, baseline);
      double value = BorchArray.wrap(loss).values()[0];
      NDArray gradient = params.gradient(loss);
      if (Double.isFinite(value) && allFinite(BorchArray.wrap(gradient).values())) {
        state = settings.optimizer().update(state, params, gradient);
        return value;
      }
      if (history.skipped() >= settings.skipLimit()) {
        throw notFinite(step, value, draws, gradient);
      }
      return Double.NaN;
    }
  }

  private ArithmeticException notFinite(
      int step, double loss, List<Trace> draws, NDArray gradient) {
    String fault = FirstFault.in(draws).orElseGet(() -> FirstFault.inGradient(params, gradient));
    String skipped =
        settings.skipLimit() == 0 ? "" : ", after " + history.skipped() + " skipped steps";
    return new ArithmeticException(
        "step "
            + step
            + " of SVI: the loss is "
            + loss
            + skipped
            + "; the first fault is at "
            + fault
            + ". Check prior and data there, lower the learning rate, or skip such steps"
            + " with withSkipLimit(n)");
  }

  private static boolean allFinite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }
}
