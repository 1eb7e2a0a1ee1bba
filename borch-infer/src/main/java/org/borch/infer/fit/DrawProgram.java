package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.borch.Batch;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.run.Execution;
import org.borch.tensor.HostComputation;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a model's draws with one set of parameters: a program of parameters, key and
 * the draw's minibatch, if the model has minibatches.
 *
 * @param <K> what a result is called
 */
final class DrawProgram<K> {

  /** One draw from a model. */
  @FunctionalInterface
  interface Sampler {

    /** Draws with a key. */
    Trace draw(Model<?, ?> model, Params params, Key key);
  }

  private final Bound<?> bound;
  private final RunProgram<K> program;

  private DrawProgram(Bound<?> bound, RunProgram<K> program) {
    this.bound = bound;
    this.program = program;
  }

  /**
   * Draws to come; the first one is traced.
   *
   * @param results of a draw, by name
   * @param forced the only back-end that will do, or null
   */
  static <K> DrawProgram<K> of(
      Model<?, ?> model,
      Params params,
      Sampler sampler,
      Function<Trace, Map<K, NDArray>> results,
      @Nullable BackEnd forced) {
    return new DrawProgram<>(
        new Bound<>(model.in(model.type()), params, sampler),
        new RunProgram<>("draws from a fit run", params.device(), forced, results));
  }

  /** The results of the draw with a key, in Java memory. */
  Map<K, NDArray> run(Key key) {
    return bound.run(program, key);
  }

  /** What runs it, and why; known after the first draw. */
  Execution execution() {
    return program.execution();
  }

  /** A model with its parameters. */
  private record Bound<I>(Model<I, ?> model, Params params, Sampler sampler) {

    <K> Map<K, NDArray> run(RunProgram<K> program, Key key) {
      Batch<I> batch = batch(key);
      List<NDArray> arrays = new ArrayList<>();
      arrays.add(params.flat());
      if (batch != null) {
        arrays.addAll(batch.arrays());
      }
      return program.run((given, own) -> draw(batch, given, own), arrays, key);
    }

    private Trace draw(@Nullable Batch<I> batch, List<? extends NDArray> arrays, Key key) {
      Params view = params.over(arrays.get(0));
      Model<I, ?> own =
          batch == null ? model : model.on(batch.with(arrays.subList(1, arrays.size())));
      return sampler.draw(own, view, key);
    }

    /** Gathered without the engine where the data is in Java memory; in the run's type. */
    private @Nullable Batch<I> batch(Key key) {
      try (HostComputation host = HostComputation.open()) {
        return model.batch(key).map(this::typed).orElse(null);
      }
    }

    private Batch<I> typed(Batch<I> batch) {
      DataType type = model.type();
      return batch.with(
          batch.arrays().stream()
              .map(array -> array.getDataType().isFloating() ? array.toType(type, false) : array)
              .map(
                  array -> params.device().isGpu() ? array.toDevice(params.device(), false) : array)
              .toList());
    }
  }
}
