package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/** A chain of a {@link StepAlgorithm}. */
final class StepChain implements Chain {

  /** As samplers do. */
  private static final int TRIES = 100;

  static final String ARRAYS = "arrays";
  private static final String UPDATES = "updates";
  private static final String SKIPPED = "skipped";
  private static final String FELL_BACK = "fellBack";

  private final StepAlgorithm algorithm;
  private final Key key;
  private @Nullable StepMachine machine;

  StepChain(StepAlgorithm algorithm, Key key) {
    this.algorithm = algorithm;
    this.key = key;
  }

  @Override
  public List<String> columns() {
    return algorithm.columns();
  }

  @Override
  public void start() {
    try (HostComputation host = HostComputation.open()) {
      FlatState state = algorithm.init(beginning(key.at("start")), key.at("init"));
      machine = new StepMachine(algorithm.code(), key, state, 0, 0);
    }
  }

  /** The first of the starting points with a finite log density; if there is none, the first. */
  private NDArray beginning(Key starts) {
    NDArray first = algorithm.start(starts);
    NDArray position = first;
    for (int attempt = 1; attempt < TRIES; attempt++) {
      if (isFinite(position)) {
        return position;
      }
      position = algorithm.start(starts.at(attempt));
    }
    return first;
  }

  private boolean isFinite(NDArray position) {
    try (Scope scope = Scope.open()) {
      NDArray value = algorithm.density().value(position, algorithm.data(key.at(0)));
      return Block.allFinite(Block.values(value));
    }
  }

  @Override
  public void advance(long from, long to, KeptDraws kept) {
    int count = Math.toIntExact(to - from);
    Block block = machine().run(count, kept::keeps, kept.skipLimit());
    int draw = 0;
    for (int i = 0; i < count; i++) {
      if (kept.keeps(from + i)) {
        int step = i;
        double[] noted = columns().stream().mapToDouble(name -> block.info(name, step)).toArray();
        kept.add(block.positions().get(draw++), noted);
      }
    }
  }

  private StepMachine machine() {
    return Objects.requireNonNull(machine, "started or restored");
  }

  @Override
  public void save(SavedState memory) {
    StepMachine own = machine();
    SavedState arrays = memory.at(ARRAYS);
    own.state().arrays().forEach(arrays::put);
    memory.put(UPDATES, (double) own.state().step().value());
    memory.put(SKIPPED, (double) own.skipped());
    // Data may have come since that no program could be made for.
    BackEnd chosen = algorithm.code().execution().backEnd();
    memory.put(FELL_BACK, own.execution().backEnd() == chosen ? 0 : 1);
  }

  @Override
  public void restore(SavedState memory, long steps) {
    FlatState state = algorithm.state(memory);
    StepCode code = algorithm.code();
    machine =
        new StepMachine(
            memory.number(FELL_BACK) == 1 ? code.eager() : code,
            key,
            state,
            steps,
            (long) memory.number(SKIPPED));
  }

  /** What {@link #save} has kept, of the arrays of some names. */
  static FlatState state(SavedState memory, Set<String> names) {
    SavedState saved = memory.at(ARRAYS);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    names.forEach(name -> arrays.put(name, saved.array(name)));
    return new FlatState(arrays, StepNumber.of((long) memory.number(UPDATES)));
  }
}
