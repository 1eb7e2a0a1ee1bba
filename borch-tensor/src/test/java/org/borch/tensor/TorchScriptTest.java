package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TorchScriptTest {
  private static final String PROGRAM =
      """
      def both(self, x: Tensor, y: Tensor) -> Tuple[Tensor, Tensor]:
        return torch.add(x, y), torch.sub(x, y)

      def total(self, terms: List[Tensor], times: str) -> Tensor:
        return torch.mul(torch.sum(torch.stack(terms)), int(times))

      def same(self, x: Tensor) -> Tensor:
        return torch.exp(torch.log(x))
      """;

  private final NDManager manager = Engine.getEngine("PyTorch").newBaseManager();
  private final TorchScript program = TorchScript.load(manager, PROGRAM);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void callsReturnTuplesAndTakeLists() {
    NDArray x = manager.create(new double[] {1, 2});
    NDArray y = manager.create(new double[] {3, 5});
    NDList both = program.callList("both", x, y);
    assertThat(both.get(0).toDoubleArray()).containsExactly(4, 7);
    assertThat(both.get(1).toDoubleArray()).containsExactly(-2, -3);
    assertThat(program.call("total", new NDList(x, y, x), "10").getDouble()).isEqualTo(140);
  }

  @Test
  void namesOfArraysMeanNothing() {
    for (String name : List.of("module_method:both", "layer.weight", "x[]", "x()", "x(2,2)")) {
      NDArray x = manager.create(new double[] {1});
      x.setName(name);
      assertThat(program.call("same", x).toDoubleArray()).containsExactly(1);
      assertThat(x.getName()).isEqualTo(name);
    }
  }

  @Test
  void wrongUseIsExplained() {
    NDArray x = manager.create(new double[] {1, 2});
    assertThatThrownBy(() -> program.call("nope", x))
        .hasMessage("TorchScript: got method nope, expected one of [both, same, total]");
    assertThatThrownBy(() -> program.call("both", x, x))
        .hasMessage("TorchScript both: got 2 arrays, expected 1");
    assertThatThrownBy(() -> program.call("same", 3)).hasMessageContaining("no native array");
    assertThatThrownBy(() -> program.call("both", x, 3)).hasMessageContaining("java.lang.Integer");
    assertThatThrownBy(() -> program.call("same", x, x)).isInstanceOf(EngineException.class);
    assertThatThrownBy(() -> TorchScript.load(manager, "def f(self) -> Tensor:\n  return nothing"))
        .isInstanceOf(EngineException.class);
  }

  @Test
  void closedProgramsRefuseCalls() {
    NDArray x = manager.create(new double[] {1});
    program.close();
    assertThatThrownBy(() -> program.call("same", x))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("same(float64(1))")
        .hasMessageContaining("released");
  }

  @Test
  void resultsBelongToTheRunningScope() {
    NDArray x = manager.create(new double[] {1});
    NDArray y;
    NDArray kept;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      y = program.call("same", x);
      kept = program.call("same", x);
      NDScope.unregister(kept);
    }
    assertThat(((PtNDArray) y).isReleased()).isTrue();
    assertThat(kept.toDoubleArray()).containsExactly(1);
  }

  @Test
  void freshlyLoadedProgramsRunInEightThreadsAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Boolean> work =
          () -> {
            for (int i = 0; i < 500; i++) {
              try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray x = manager.create(new double[] {i, 1});
                if (program.call("total", new NDList(x, x), "2").getDouble() != 4 * (i + 1)) {
                  return false;
                }
              }
            }
            return true;
          };
      List<Future<Boolean>> all = threads.invokeAll(Collections.nCopies(8, work));
      for (Future<Boolean> one : all) {
        assertThat(one.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void twentyThousandCallsLeaveNothingBehind() throws Exception {
    NDArray x = manager.ones(new Shape(10_000));
    NDArray named = manager.ones(new Shape(10_000));
    named.setName("weight[]");
    run(x, named, 2_000); // fills the caches
    int arrays = resources();
    long before = residentKilobytes();
    run(x, named, 20_000); // leaked, these would be more than 1 GB
    assertThat(resources()).isEqualTo(arrays);
    assertThat(residentKilobytes() - before).isLessThan(400_000);
  }

  private void run(NDArray x, NDArray named, int calls) {
    for (int i = 0; i < calls; i += 100) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        for (int j = 0; j < 100; j += 4) {
          program.call("same", x);
          program.call("same", named);
          program.callList("both", x, named);
          NDArray input = NativeGradient.input(x);
          NDArray output = NativeGradient.recorded(() -> program.call("same", input));
          NativeGradient.of(output, new NDArray[] {input}, x);
        }
      }
    }
  }

  private int resources() throws ReflectiveOperationException {
    Field field = BaseNDManager.class.getDeclaredField("resources");
    field.setAccessible(true);
    return ((Map<?, ?>) field.get(manager)).size();
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
