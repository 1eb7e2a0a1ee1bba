package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.ArrayFile;
import org.borch.Params;
import org.borch.infer.run.Execution;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.OptimizerStep;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/**
 * What a run needs to go on, all in one file so that its parts always fit together.
 *
 * @param seed of the run
 * @param particles of each step
 * @param identity of the model and its data
 * @param params by name, in the order of the flat array
 * @param optimizerStep the number of the optimiser's updates
 * @param moments the optimiser's, by name
 * @param losses of the steps made
 * @param execution what ran them
 */
record SavedRun(
    Seed seed,
    int particles,
    Identity identity,
    Map<String, NDArray> params,
    long optimizerStep,
    Map<String, NDArray> moments,
    LossHistory losses,
    Execution execution) {

  private static final String KIND = "svi";
  private static final String PARAMS = "params/";
  private static final String MOMENTS = "moments/";
  private static final String IDENTITY = "identity";
  private static final String LOSSES = "losses";

  static SavedRun of(
      Seed seed,
      int particles,
      Identity identity,
      Params params,
      FlatState state,
      LossHistory losses,
      Execution execution) {
    return new SavedRun(
        seed,
        particles,
        identity,
        params.values(),
        state.step().value(),
        OptimizerStep.moments(state),
        losses,
        execution);
  }

  void save(Path file) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    params.forEach((name, values) -> arrays.put(PARAMS + name, values));
    moments.forEach((name, values) -> arrays.put(MOMENTS + name, values));
    arrays.put(LOSSES, BorchArray.of(losses.toArray()));
    arrays.put(
        IDENTITY, BorchArray.of(identity.logDensities().stream().mapToDouble(x -> x).toArray()));
    Map<String, String> notes = new LinkedHashMap<>(execution.notes());
    notes.put("seed", Long.toString(seed.value()));
    notes.put("particles", Integer.toString(particles));
    notes.put(IDENTITY, identity.text());
    notes.put("optimizerStep", Long.toString(optimizerStep));
    ArrayFile.of(KIND, arrays, notes).save(file);
  }

  static SavedRun load(Path file) {
    ArrayFile content = ArrayFile.load(file, KIND);
    return new SavedRun(
        Seed.of(content.number("seed")),
        (int) Math.min(Integer.MAX_VALUE, content.number("particles")),
        Identity.saved(content.note(IDENTITY), content.vector(IDENTITY)),
        content.under(PARAMS),
        content.number("optimizerStep"),
        content.under(MOMENTS),
        LossHistory.of(content.vector(LOSSES)),
        Execution.of(content));
  }
}
