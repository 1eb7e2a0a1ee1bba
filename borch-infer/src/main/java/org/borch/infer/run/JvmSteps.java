package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.LongToDoubleFunction;
import org.borch.infer.density.StepData;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Signatures;

/**
 * Steps as one program on Java arrays. The state stays in the program's own buffers from the first
 * step of a block to its last.
 */
final class JvmSteps implements Steps {

  private static final long LOWER = 0xFFFFFFFFL;

  /** The program for data of one size, with buffers of this run. */
  private record Own(StepGraph graph, Plan plan) {}

  private final StepCode code;
  private final Key root;
  private final Signatures<Own> plans = new Signatures<>();
  private List<Spec> specs = List.of();
  private final double[] number = new double[1];

  JvmSteps(StepCode code, Key root) {
    this.code = code;
    this.root = root;
  }

  @Override
  public Optional<Block> run(FlatState before, long begin, int count, LongPredicate wanted) {
    if (!specs.equals(before.specs())) {
      plans.clear();
      specs = before.specs();
    }
    Map<String, double[]> infos = new LinkedHashMap<>();
    List<double[]> positions = new ArrayList<>();
    Own current = null;
    for (int i = 0; i < count; i++) {
      Key key = root.at(begin + i);
      StepData data = code.data(key);
      Own next =
          plans.get(data.specs(code.transform().type()), () -> own(code.jvm(before, key, data)));
      if (next.equals(current)) {
        carry(next);
      } else {
        writeState(next, current == null ? before : after(current, before, i));
        current = next;
      }
      writeArguments(next, key, data, before.step().value() + i);
      next.plan.run();
      readInfo(next, infos, i, count);
      if (wanted.test(begin + i)) {
        positions.add(next.plan.read(next.graph.position()).values());
      }
    }
    if (current == null) {
      return Optional.of(new Block(before, infos, positions));
    }
    Block block = new Block(after(current, before, count), infos, positions);
    return block.isFinite() && current.plan.isFinite(current.graph.position())
        ? Optional.of(block)
        : Optional.empty();
  }

  private static Own own(StepCode.Jvm program) {
    return new Own(program.graph(), program.program().plan());
  }

  private static void carry(Own own) {
    List<Integer> changed = own.graph.changed();
    for (int result = 0; result < changed.size(); result++) {
      own.plan.carry(result, changed.get(result));
    }
  }

  /** The state that a plan's buffers hold. */
  private static FlatState after(Own own, FlatState before, int steps) {
    Map<String, NDArray> arrays = new LinkedHashMap<>(before.arrays());
    List<Integer> changed = own.graph.changed();
    for (int result = 0; result < changed.size(); result++) {
      arrays.put(own.graph.names().get(changed.get(result)), own.plan.read(result));
    }
    return new FlatState(arrays, before.step().after(steps));
  }

  private static void writeState(Own own, FlatState state) {
    int place = 0;
    for (NDArray array : state.arrays().values()) {
      own.plan.write(place++, BorchArray.wrap(array));
    }
  }

  private void writeArguments(Own own, Key key, StepData data, long step) {
    double[] halves = own.plan.input(own.graph.keys());
    int half = 0;
    for (Key each : code.transform().keys(key)) {
      halves[half++] = each.bits() >>> 32;
      halves[half++] = each.bits() & LOWER;
    }
    int place = own.graph.data();
    for (NDArray array : data.arrays()) {
      own.plan.write(place++, BorchArray.wrap(array));
    }
    for (LongToDoubleFunction each : own.graph.numbers()) {
      number[0] = each.applyAsDouble(step);
      own.plan.write(place++, number);
    }
  }

  private void readInfo(Own own, Map<String, double[]> infos, int step, int count) {
    int result = own.graph.changed().size();
    for (String name : own.graph.infos()) {
      own.plan.read(result++, number);
      infos.computeIfAbsent(name, same -> new double[count])[step] = number[0];
    }
  }
}
