package org.borch.infer.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.borch.distributions.Distributions.normal;
import static org.borch.posterior.Posteriors.automatic;

import ai.djl.ndarray.NDArray;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.infer.density.LogDensity.Evaluator;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/**
 * What a scalar variable costs in memory that is allocated, however many there are: the count of
 * what is done, which no clock disturbs. Of four times as many, copies of what there is for each
 * new one come to sixteen times as much.
 */
class ManyVariablesTest {

  private static final int FEW = 300;
  private static final int MANY = 4 * FEW;
  private static final int LIMIT = 6; // times as much; linear is 4

  private static Model<Object, NDArray> chain(int n) {
    Module<Object, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray last = m.rv("x0", normal(0, 1));
              for (int i = 1; i < n; i++) {
                last = m.rv("x" + i, normal(last, 1));
                m.deterministic("twice" + i, last.mul(2));
                m.factor("weight" + i, last.mul(0.01));
              }
              return m.rv("y", normal(last, 1));
            });
    return module.on(0).observe("y", 0.5);
  }

  /** Bytes by what was done. */
  private static Map<String, Long> bytes(int n) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    long at = allocated();
    Model<Object, NDArray> model = chain(n);
    at = lap(bytes, "binding", at);
    try (Params params = model.withPosterior(automatic()).init(Seed.of(1))) {
      assertThat(params.names()).hasSizeGreaterThan(n);
      at = lap(bytes, "parameters", at);
      assertThat(params.flat().size()).isEqualTo(params.size());
      at = lap(bytes, "flat array", at);
    }
    JointDensity density = JointDensity.of(model, Seed.of(1));
    at = lap(bytes, "density", at);
    Evaluator evaluator = density.evaluator();
    at = lap(bytes, "program", at);
    double[] point = new double[density.dimension()];
    assertThat(evaluator.valueAndGradient(point, point.clone())).isFinite();
    at = lap(bytes, "gradient", at);
    assertThat(density.quantities(point)).hasSizeGreaterThan(n);
    at = lap(bytes, "values", at);
    density.unconstrain(Map.of("x7", BorchArray.of(1)), point);
    lap(bytes, "start", at);
    return bytes;
  }

  private static long lap(Map<String, Long> bytes, String what, long since) {
    long now = allocated();
    bytes.put(what, now - since);
    return now;
  }

  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  @Test
  void aVariableCostsTheSameHoweverManyThereAre() {
    bytes(FEW); // loads classes
    Map<String, Long> few = bytes(FEW);
    Map<String, Long> many = bytes(MANY);
    // A gradient allocates next to nothing.
    many.forEach(
        (what, bytes) ->
            assertThat(bytes)
                .as("%s of %s: %s; of %s: %s", what, FEW, few, MANY, many)
                .isLessThan(LIMIT * few.getOrDefault(what, 0L) + 100_000));
  }
}
