package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.borch.TestModels.eightSchools;
import static org.borch.TestModels.negativeElbo;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class DeterminismTest {

  private static final Seed SEED = Seed.of(11);
  private static final int THREADS = 8;
  private static final int STEPS = 5;

  /** Values and gradients of some steps, as bits. */
  private static String bits(Model<NDArray, NDArray> model, Params params) {
    StringBuilder bits = new StringBuilder();
    for (int step = 0; step < STEPS; step++) {
      try (Scope scope = Scope.open()) {
        Trace draw = model.sample(params, SEED.at(step));
        bits.append(bits(draw.get("theta").value()));
        bits.append(bits(params.gradient(negativeElbo(draw))));
      }
    }
    return bits.toString();
  }

  private static String bits(NDArray array) {
    return Arrays.stream(values(array))
        .mapToObj(value -> Long.toHexString(Double.doubleToRawLongBits(value)))
        .collect(Collectors.joining(" "));
  }

  @Test
  void eightThreadsGiveTheBitsOfOne() throws Exception {
    Model<NDArray, NDArray> model = eightSchools();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Params params = model.init(SEED)) {
      String alone = bits(model, params);
      List<Future<String>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(() -> bits(model, params)));
      }
      for (Future<String> result : running) {
        assertThat(result.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void threadsThatMeetANewVariableAtOnceGiveItOneStart() throws Exception {
    Model<NDArray, NDArray> model = eightSchools().withPosterior(Posteriors.normal());
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Params expected = model.init(SEED);
        Params shared = Params.empty(expected.type(), expected.seed())) {
      List<Future<Trace>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(() -> model.sample(shared, SEED.at(0))));
      }
      for (Future<Trace> result : running) {
        result.get();
      }
      assertThat(shared.values().keySet())
          .containsExactlyInAnyOrderElementsOf(expected.values().keySet());
    } finally {
      threads.shutdown();
    }
  }

  /** Prints the bits; run in a second process. */
  public static void main(String[] arguments) {
    Model<NDArray, NDArray> model = eightSchools();
    try (Params params = model.init(SEED)) {
      System.out.println(bits(params.flat()) + " " + bits(model, params));
    }
  }

  @Test
  void f38ASecondProcessWithTheSameSeedGivesTheSameBits() throws Exception {
    String java =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    Process process =
        new ProcessBuilder(
                java,
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-cp",
                System.getProperty("java.class.path"),
                DeterminismTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    Model<NDArray, NDArray> model = eightSchools();
    try (Params params = model.init(SEED)) {
      assertThat(printed.strip()).isEqualTo(bits(params.flat()) + " " + bits(model, params));
    }
  }

  @Test
  void addingAVariableChangesNoOtherDraw() {
    Module<NDArray, NDArray> larger =
        Module.of(
            (m, x) -> {
              m.rv("first", gamma(2, 1));
              NDArray mu = m.rv("mu", normal(0, 5));
              m.plate("row", 7, 3).rv("rows", normal(0, 1));
              return m.rv("y", normal(mu, 1));
            });
    Module<NDArray, NDArray> smaller =
        Module.of((m, x) -> m.rv("y", normal(m.rv("mu", normal(0, 5)), 1)));
    Model<NDArray, NDArray> one = larger.on().observe("y", 3);
    Model<NDArray, NDArray> other = smaller.on().observe("y", 3);
    try (Params some = one.init(SEED);
        Params few = other.init(SEED)) {
      assertThat(bits(some.get("mu|loc"))).isEqualTo(bits(few.get("mu|loc")));
      for (int step = 0; step < STEPS; step++) {
        assertThat(bits(one.sample(some, SEED.at(step)).get("mu").value()))
            .isEqualTo(bits(other.sample(few, SEED.at(step)).get("mu").value()));
        assertThat(bits(one.samplePrior(SEED.at(step)).get("y").value()))
            .isEqualTo(bits(other.samplePrior(SEED.at(step)).get("y").value()));
      }
    }
  }

  @Test
  void f40ViewsAndCopiesShareNothingThatChanges() {
    Model<NDArray, NDArray> model = eightSchools();
    try (Params params = model.init(SEED);
        Params copy = params.copy()) {
      String before = bits(model, copy);
      params.update(BorchArray.wrap(params.flat()).mul(0));
      assertThat(bits(model, copy)).isEqualTo(before);
      assertThat(bits(model.withPosterior(Posteriors.automatic()), copy)).isEqualTo(before);
    }
  }

  @Test
  void f39ParamsLoadIntoAModelThatHasNotRun(
      @org.junit.jupiter.api.io.TempDir java.nio.file.Path folder) {
    java.nio.file.Path file = folder.resolve("params.json");
    String expected;
    try (Params params = eightSchools().init(SEED)) {
      params.save(file);
      expected = bits(eightSchools(), params);
    }
    try (Params loaded = Params.load(file)) {
      assertThat(bits(eightSchools(), loaded)).isEqualTo(expected);
    }
  }
}
