package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.borch.infer.density.StepData;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;

/**
 * Steps as a TorchScript program, in one call of the engine as long as their data are of one size.
 * What differs from step to step goes there as rows.
 */
final class TorchSteps implements Steps {

  /** How many numbers of positions a call may collect: 32 MB. */
  private static final long COLLECTED = 1L << 22;

  private final StepCode code;
  private final Key root;
  private final StateMemory memory = new StateMemory();

  TorchSteps(StepCode code, Key root) {
    this.code = code;
    this.root = root;
  }

  /** A block that is being made. */
  private static final class Making {

    private final Map<String, double[]> infos = new LinkedHashMap<>();
    private final List<double[]> positions = new ArrayList<>();
    private final int count;
    private FlatState now;

    Making(FlatState before, int count) {
      this.now = before;
      this.count = count;
    }
  }

  @Override
  public Optional<Block> run(FlatState before, long begin, int count, LongPredicate wanted) {
    try (Scope scope = Scope.open()) {
      Making made = new Making(before, count);
      StepData data = code.data(root.at(begin));
      for (int i = 0; i < count; ) {
        boolean collects = anyWanted(wanted, begin + i, begin + count);
        StepCode.Torch program = code.torch(before, root.at(begin + i), data, collects);
        TorchRows rows = new TorchRows(program.graph());
        int from = i;
        int most = collects ? most(before) : count;
        do {
          Key key = root.at(begin + i);
          rows.add(code.transform().keys(key), data, before.step().value() + i);
          i++;
          data = i < count ? code.data(root.at(begin + i)) : data;
        } while (i < count && i - from < most && fits(data, program));
        List<NDArray> results = program.program().run(rows.arguments(made.now));
        read(program.graph(), results, made, from, rows.steps());
        if (collects) {
          collect(results, made, begin + from, i - from, wanted);
        }
      }
      memory.turn();
      FlatState after = memory.write(before, made.now);
      Block block = new Block(after, made.infos, made.positions);
      if (block.isFinite() && Block.allFinite(Block.values(after.position().sum()))) {
        return Optional.of(block);
      }
      memory.turn();
      return Optional.empty();
    }
  }

  private static boolean anyWanted(LongPredicate wanted, long from, long to) {
    for (long step = from; step < to; step++) {
      if (wanted.test(step)) {
        return true;
      }
    }
    return false;
  }

  private static int most(FlatState state) {
    return (int) Math.max(1, COLLECTED / Math.max(1, state.position().size()));
  }

  private boolean fits(StepData data, StepCode.Torch program) {
    return data.specs(code.transform().type()).equals(program.graph().sizes());
  }

  private static void read(
      StepGraph graph, List<NDArray> results, Making made, int from, int steps) {
    Map<String, NDArray> arrays = new LinkedHashMap<>(made.now.arrays());
    int next = 0;
    for (int place : graph.changed()) {
      arrays.put(graph.names().get(place), results.get(next++));
    }
    for (String name : graph.infos()) {
      double[] part = Block.values(results.get(next++));
      double[] all = made.infos.computeIfAbsent(name, same -> new double[made.count]);
      System.arraycopy(part, 0, all, from, part.length);
    }
    made.now = new FlatState(arrays, made.now.step().after(steps));
  }

  private static void collect(
      List<NDArray> results, Making made, long begin, int steps, LongPredicate wanted) {
    double[] all = Block.values(results.get(results.size() - 1));
    int size = all.length / steps;
    for (int i = 0; i < steps; i++) {
      if (wanted.test(begin + i)) {
        made.positions.add(Arrays.copyOfRange(all, i * size, (i + 1) * size));
      }
    }
  }
}
