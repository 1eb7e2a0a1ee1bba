package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.ArrayFile;
import org.borch.Params;
import org.borch.infer.Execution;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;

/**
 * What a run needs to go on, all in one pair of files so that its parts always fit together.
 *
 * @param seed of the run
 * @param particles of each step
 * @param params by name, in the order of the flat array
 * @param optimizerStep the number of the optimiser's updates
 * @param moments the optimiser's, by name
 * @param losses of the steps made
 * @param execution what ran them
 */
record SavedRun(
    Seed seed,
    int particles,
    Map<String, NDArray> params,
    long optimizerStep,
    Map<String, NDArray> moments,
    LossHistory losses,
    Execution execution) {

  private static final String KIND = "svi";
  private static final String PARAMS = "params/";
  private static final String MOMENTS = "moments/";
  private static final String LOSSES = "losses";
  private static final String BACK_END = "backEnd";
  private static final String REASON = "reason";

  static SavedRun of(
      Seed seed,
      int particles,
      Params params,
      Optimizer.State state,
      LossHistory losses,
      Execution execution) {
    return new SavedRun(
        seed, particles, params.values(), state.step(), state.arrays(), losses, execution);
  }

  void save(Path file) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    params.forEach((name, values) -> arrays.put(PARAMS + name, values));
    moments.forEach((name, values) -> arrays.put(MOMENTS + name, values));
    arrays.put(LOSSES, BorchArray.of(losses.toArray()));
    Map<String, String> notes =
        Map.of(
            "seed",
            Long.toString(seed.value()),
            "particles",
            Integer.toString(particles),
            "optimizerStep",
            Long.toString(optimizerStep),
            BACK_END,
            execution.backEnd().name(),
            REASON,
            execution.reason());
    ArrayFile.of(KIND, arrays, notes).save(file);
  }

  static SavedRun load(Path file) {
    ArrayFile content = ArrayFile.load(file, KIND);
    return new SavedRun(
        Seed.of(Long.parseLong(content.note("seed"))),
        Integer.parseInt(content.note("particles")),
        under(PARAMS, content),
        Long.parseLong(content.note("optimizerStep")),
        under(MOMENTS, content),
        LossHistory.of(losses(content)),
        new Execution(BackEnd.valueOf(content.note(BACK_END)), content.note(REASON)));
  }

  private static double[] losses(ArrayFile content) {
    NDArray losses = content.arrays().get(LOSSES);
    if (losses == null) {
      throw new IllegalArgumentException(
          "checkpoint without " + LOSSES + ", only with " + content.arrays().keySet());
    }
    return BorchArray.wrap(losses).values();
  }

  private static Map<String, NDArray> under(String prefix, ArrayFile content) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    content
        .arrays()
        .forEach(
            (name, values) -> {
              if (name.startsWith(prefix)) {
                arrays.put(name.substring(prefix.length()), values);
              }
            });
    return arrays;
  }
}
