package org.borch.infer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.trace.Scan.scan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Fallback;
import org.borch.infer.run.Stop;
import org.borch.infer.vi.CapturedLog;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Scan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Draws are the same numbers as a program and one operation after the other. */
class DrawProgramTest {

  private static final Key KEY = Seed.of(6).key();
  private static final int N = 20;

  /** Hierarchy, loop, missing row, discrete variable, and an own parameter. */
  private static final Module<NDArray, NDArray> MODULE =
      Module.of(
          (m, x) -> {
            NDArray rate = m.rv("rate", halfNormal(2));
            NDArray level = m.rv("level", normal(m.parameter("centre", BorchArray.of(0.4)), rate));
            m.rv("kind", bernoulli(0.3));
            Scan.Result path =
                scan(
                    5,
                    List.of(level.squeeze()),
                    List.of(),
                    (carry, row) -> {
                      NDArray next = carry.get(0).mul(0.9).add(0.1);
                      return Scan.next(next).emit(next);
                    });
            m.deterministic("path", path.emitted().get(0));
            m.plate("row").rv("y", normal(x.mul(level), 1));
            return level;
          });

  private static Model<?, ?> model(DataType type) {
    return MODULE.on(BorchArray.of(1, 2, 3)).in(type).observeWithMissing("y", 1.5, Double.NaN, 2.5);
  }

  private static void assertSame(Map<?, NDArray> found, Map<?, NDArray> expected, DataType type) {
    double rounding = type == DataType.FLOAT64 ? 1e-13 : 1e-5;
    assertThat(found.keySet()).hasToString(expected.keySet().toString());
    expected.forEach(
        (name, array) -> {
          double[] numbers = values(array);
          double size = 1 + Arrays.stream(numbers).map(Math::abs).max().orElse(0);
          assertThat(values(found.get(name)))
              .as("%s", name)
              .containsExactly(numbers, within(rounding * size));
        });
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  private static void assertBothWays(Model<?, ?> model, BackEnd backEnd) {
    List<DrawProgram.Sampler> samplers = List.of(Model::sample, Model::predict, Model::samplePrior);
    try (Params params = model.init(Seed.of(1)).seal()) {
      for (DrawProgram.Sampler sampler : samplers) {
        Results names = new Results(site -> true);
        DrawProgram<String> program = DrawProgram.of(model, params, sampler, names::of, backEnd);
        DrawProgram<String> eager =
            DrawProgram.of(model, params, sampler, names::of, BackEnd.EAGER);
        for (int i = 0; i < N; i++) {
          assertSame(program.run(KEY.at(i)), eager.run(KEY.at(i)), model.type());
        }
        assertThat(program.execution().backEnd()).isEqualTo(backEnd);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = BackEnd.class,
      names = {"JVM", "TORCHSCRIPT"})
  void aProgramHasTheNumbersOfSingleOperations(BackEnd backEnd) {
    assertBothWays(model(DataType.FLOAT64), backEnd);
    assertBothWays(model(DataType.FLOAT32), backEnd);
  }

  @ParameterizedTest
  @EnumSource(
      value = BackEnd.class,
      names = {"JVM", "TORCHSCRIPT"})
  void drawsOfMinibatchesSeeTheRowsThatTheirKeysDecide(BackEnd backEnd) {
    Module<NDArray, NDArray> line =
        Module.of(
            (m, x) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              NDArray noise = m.rv("noise", halfNormal(1));
              NDArray mean = m.deterministic("mean", x.mul(slope));
              return m.plate("row").rv("y", normal(mean, noise));
            });
    NDArray x = BorchArray.of(1, 2, 3, 4, 5, 6, 7);
    assertBothWays(line.on(minibatches(x, 3).plate("row").observing("y", x)), backEnd);
  }

  @ParameterizedTest
  @EnumSource(
      value = BackEnd.class,
      names = {"JVM", "TORCHSCRIPT"})
  void theSummaryIsTheSameOnAllBackEnds(BackEnd backEnd) {
    Model<?, ?> model = model(DataType.FLOAT64);
    try (Params params = model.init(Seed.of(1)).seal()) {
      Summary summary = Summary.of(model, params, N, KEY, backEnd);
      Summary eager = Summary.of(model, params, N, KEY, BackEnd.EAGER);
      assertThat(summary.execution().backEnd()).isEqualTo(backEnd);
      assertThat(summary.rows()).hasSameSizeAs(eager.rows());
      assertThat(summary.rows())
          .extracting(Summary.Row::name)
          .contains("rate", "level[1]", "kind", "path[5]", "y[2]");
      for (Summary.Row row : eager.rows()) {
        Summary.Row same = summary.row(row.name());
        assertThat(new double[] {same.mean(), same.sd(), same.q5(), same.median(), same.q95()})
            .containsExactly(
                new double[] {row.mean(), row.sd(), row.q5(), row.median(), row.q95()},
                within(1e-12 * (1 + Math.abs(row.mean()) + row.sd())));
      }
    }
  }

  @Test
  void whatCannotBeTracedIsDrawnOneOperationAfterTheOtherAndSaysSo() {
    Module<NDArray, NDArray> looking =
        Module.of(
            (m, x) -> {
              NDArray level = m.rv("level", normal(0, 1));
              assertThat(values(level)).hasSize(1);
              return m.plate("row").rv("y", normal(x.mul(level), 1));
            });
    Model<?, ?> model = looking.on(BorchArray.of(1, 2)).observe("y", 1, 2);
    Execution none = new Execution(BackEnd.EAGER, "nothing ran");
    try (Fit fit =
            Fit.of(model, model.init(Seed.of(1)), new double[0], new Stop.Completed(0), none);
        CapturedLog log = new CapturedLog(Fallback.class)) {
      Summary summary = fit.summary(10, Seed.of(1));
      assertThat(summary.execution().backEnd()).isEqualTo(BackEnd.EAGER);
      assertThat(summary.execution().reason()).contains("level");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("draws from a fit run one operation after the other");
    }
  }

  @Test
  void anInterruptEndsDraws() {
    Model<?, ?> model = model(DataType.FLOAT64);
    try (Params params = model.init(Seed.of(1)).seal()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> Summary.of(model, params, N, KEY))
          .isInstanceOf(CancellationException.class)
          .hasMessageContaining("Interrupted");
      assertThat(Thread.interrupted()).isTrue(); // and the mark stays for the caller
    }
  }

  @Test
  void drawsOfVaryingShapeHaveNoArray() {
    DrawBuffer buffer = new DrawBuffer(1, 2);
    buffer.add(Map.of("x", BorchArray.of(1)));
    assertThatThrownBy(() -> buffer.add(Map.of("x", BorchArray.of(1, 2))))
        .hasMessageContaining("x: shape (2) in draw 1, but (1) before");
  }
}
