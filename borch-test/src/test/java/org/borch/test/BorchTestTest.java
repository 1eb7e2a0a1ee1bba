package org.borch.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class BorchTestTest {

  private static final ConcurrentLinkedQueue<Object> SEEN = new ConcurrentLinkedQueue<>();

  private static boolean isLaunched;

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  private static TestExecutionSummary run(Class<?> cases) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    isLaunched = true;
    try {
      LauncherFactory.create().execute(request().selectors(selectClass(cases)).build(), listener);
    } finally {
      isLaunched = false;
    }
    return listener.getSummary();
  }

  /** Whoever else finds the cases, which fail on purpose, does not run them. */
  static boolean isLaunched() {
    return isLaunched;
  }

  private static String message(TestExecutionSummary summary) {
    assertThat(summary.getFailures()).hasSize(1);
    return summary.getFailures().get(0).getException().getMessage();
  }

  @EnabledIf("org.borch.test.BorchTestTest#isLaunched")
  static class Parameters {
    @BorchTest(seed = 7)
    void parameters(Seed seed, Key key, Scope scope, Path folder) throws IOException {
      assertThat(seed).isEqualTo(Seed.of(7));
      assertThat(key).isEqualTo(Seed.of(7).key());
      assertThat(Scope.current()).isSameAs(scope);
      SEEN.add(Files.writeString(folder.resolve("model"), "m"));
      SEEN.add(scope);
    }
  }

  @Test
  void parametersAreItsOwnAndGoWithIt() {
    assertThat(run(Parameters.class).getTestsSucceededCount()).isEqualTo(1);
    Path file = (Path) SEEN.poll();
    assertThat(file).doesNotExist();
    assertThat(file.getParent()).doesNotExist();
    assertThat(Scope.current()).isNull();
  }

  @EnabledIf("org.borch.test.BorchTestTest#isLaunched")
  static class Fails {
    @BorchTest(seed = 11)
    void fails(Seed seed) {
      fail("too far from %s", seed);
    }
  }

  @Test
  void aFailureNamesItsSeedWhichCanBeReplayed() {
    assertThat(message(run(Fails.class)))
        .contains("too far from", "seed", "11", "-Dborch.test.seed=11");
    System.setProperty(BorchExtension.SEED, "5");
    try {
      assertThat(message(run(Fails.class))).contains("-Dborch.test.seed=5");
    } finally {
      System.clearProperty(BorchExtension.SEED);
    }
  }

  @EnabledIf("org.borch.test.BorchTestTest#isLaunched")
  static class Often {
    @BorchTest(repeats = 20, allowedFailures = 0.05)
    void everyFourthFails(Seed seed) {
      SEEN.add(seed);
      assertThat(SEEN.size() % 4).as("run %d", SEEN.size()).isNotZero();
    }
  }

  @EnabledIf("org.borch.test.BorchTestTest#isLaunched")
  static class Seldom {
    @BorchTest(repeats = 20, allowedFailures = 0.05)
    void oneFails(Seed seed) {
      SEEN.add(seed);
      assertThat(SEEN.size()).isNotEqualTo(4);
    }
  }

  @Test
  void aRepeatedTestIsJudgedByItsRate() {
    TestExecutionSummary often = run(Often.class);
    assertThat(often.getTestsStartedCount()).isEqualTo(21);
    assertThat(SEEN.stream().distinct()).hasSize(20);
    // Quantiles of Beta(5, 16) and Beta(6, 15) are 0.08657 and 0.49105 in SciPy 1.17.1.
    assertThat(message(often))
        .contains(
            "5 of 20 runs failed: 25.0 %, with 95 % confidence 8.7 % to 49.1 %",
            "at most 5.0 %", "[4, 8, 12, 16, 20]", "run 4");
    forget();
    assertThat(run(Seldom.class).getTestsFailedCount()).isZero();
  }

  @EnabledIf("org.borch.test.BorchTestTest#isLaunched")
  static class Slow {
    @BorchTest(seconds = 0.01)
    void sleeps() throws InterruptedException {
      Thread.sleep(30);
    }
  }

  @Test
  void aTestOverItsTimeFails() {
    assertThat(message(run(Slow.class))).contains("took too long", "at most 0.01 s");
  }

  @EnabledIf("org.borch.test.BorchTestTest#isLaunched")
  static class Leaks {
    private static final List<NDArray> KEPT = new ArrayList<>();

    @BorchTest(findsLeaks = true)
    void keeps(Scope scope) {
      NDArray large = BorchArray.full(new Shape(300, 300), 0.1, DataType.FLOAT64);
      KEPT.add(scope.keep(large.matMul(large)));
    }
  }

  @EnabledIf("org.borch.test.BorchTestTest#isLaunched")
  static class Clean {
    private static final List<NDArray> KEPT = new ArrayList<>();

    @BorchTest(findsLeaks = true)
    void keepsTheFirst(Scope scope) {
      NDArray large = BorchArray.full(new Shape(300, 300), 0.1, DataType.FLOAT64);
      NDArray product = large.matMul(large);
      if (KEPT.isEmpty()) {
        KEPT.add(scope.keep(product));
      }
    }
  }

  @Test
  void whatStaysInTheEnginesMemoryAfterASecondRunIsALeak() {
    assertThat(message(run(Leaks.class))).contains("leaves arrays in the engine's memory");
    assertThat(run(Clean.class).getTestsFailedCount()).isZero();
  }

  @EnabledIf("org.borch.test.BorchTestTest#isLaunched")
  static class Open {
    @BorchTest
    void opens() {
      SEEN.add(Scope.open());
    }
  }

  @Test
  void aScopeThatIsLeftOpenFailsAndIsClosed() {
    assertThat(message(run(Open.class))).contains("still open");
    assertThat(Scope.current()).isNull();
  }

  @EnabledIf("org.borch.test.BorchTestTest#isLaunched")
  static class Assumes {
    @BorchTest
    void assumes() {
      Assumptions.assumeTrue(false);
    }
  }

  @Test
  void anAssumptionAbortsIt() {
    assertThat(run(Assumes.class).getTestsAbortedCount()).isEqualTo(1);
  }
}
