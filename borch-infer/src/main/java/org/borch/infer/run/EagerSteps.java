package org.borch.infer.run;

import static org.borch.tensor.ArrayMath.stack;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.borch.infer.density.StepData;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;

/**
 * Steps as operations of the engine, one after the other. Inside a block nothing is read on the
 * host but positions that are kept.
 */
final class EagerSteps implements Steps {

  private final StepCode code;
  private final Key root;
  private final StateMemory memory = new StateMemory();

  EagerSteps(StepCode code, Key root) {
    this.code = code;
    this.root = root;
  }

  @Override
  public Optional<Block> run(FlatState before, long begin, int count, LongPredicate wanted) {
    try (Scope scope = Scope.open()) {
      memory.turn();
      FlatState now = before;
      Map<String, List<NDArray>> infos = new LinkedHashMap<>();
      List<double[]> positions = new ArrayList<>();
      for (long number = begin; number < begin + count; number++) {
        try (Scope own = Scope.open()) {
          Key key = root.at(number);
          StepData data = code.data(key);
          Update made = code.transform().update(now, data, key);
          now = memory.write(now, made.state());
          made.info()
              .forEach(
                  (name, value) ->
                      infos.computeIfAbsent(name, same -> new ArrayList<>()).add(own.keep(value)));
          if (wanted.test(number)) {
            positions.add(Block.values(now.position()));
          }
        }
      }
      Map<String, double[]> columns = new LinkedHashMap<>();
      infos.forEach(
          (name, values) ->
              columns.put(name, Block.values(stack(0, values.toArray(new NDArray[0])))));
      Block block = new Block(now, columns, positions);
      if (block.isFinite() && Block.allFinite(Block.values(now.position().sum()))) {
        return Optional.of(block);
      }
      memory.turn();
      return Optional.empty();
    }
  }
}
