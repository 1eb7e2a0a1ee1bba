package org.borch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.TestModels.eightSchools;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.posterior.Posteriors.at;
import static org.borch.posterior.Posteriors.manual;
import static org.borch.posterior.Posteriors.normal;
import static org.borch.posterior.Posteriors.pointMass;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.borch.distributions.Distributions;
import org.borch.nn.Linear;
import org.borch.posterior.Posterior;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong use: what the message must name. */
class BadInputTest {

  private static final Seed SEED = Seed.of(0);

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theMessageNamesTheVariableAndBothSides(
      String what, ThrowingCallable wrongUse, String[] named) {
    assertThatThrownBy(wrongUse)
        .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class)
        .hasMessageContainingAll(named);
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        wrong(
            "f27 a misspelt observed name",
            () -> eightSchools().observe("thets", 1),
            "observe(\"thets\")",
            "did you mean \"theta\"?"),
        wrong(
            "a misspelt name in condition",
            () -> eightSchools().condition(Map.of("tay", scalar(1))),
            "condition(\"tay\")",
            "\"tau\""),
        wrong(
            "a misspelt name in intervene",
            () -> eightSchools().intervene("nu", 1),
            "intervene(\"nu\")",
            "\"mu\""),
        wrong(
            "data of the wrong size",
            () -> eightSchools().observe("y", 1, 2, 3),
            "y",
            "(3)",
            "8 rows",
            "plate \"school\""),
        wrong(
            "f27 data that would broadcast",
            () -> line().observe("y", BorchArray.of(new Shape(3, 1), new double[] {1, 2, 3})),
            "y",
            "(3, 1)",
            "(3)"),
        wrong("data for a scalar", () -> eightSchools().observe("mu", 1, 2), "mu", "(2)", "()"),
        wrong(
            "a value outside the support",
            () -> eightSchools().observe("tau", -1),
            "tau",
            "-1.0",
            ">= 0",
            "HalfCauchy"),
        wrong(
            "a count that is no integer",
            () -> of((m, x) -> m.rv("k", poisson(3))).observe("k", 1.5),
            "k",
            "1.5",
            "Poisson"),
        wrong(
            "NaN in data",
            () -> line().observe("y", 1, Double.NaN, 3),
            "y",
            "NaN",
            "element 1",
            "Normal",
            "mask"),
        wrong("a duplicate name", () -> prior((m, x) -> twice(m)), "mu", "already"),
        wrong(
            "a negative scale",
            () -> prior((m, x) -> m.rv("mu", normal(0, -1))),
            "Normal",
            "-1.0",
            "> 0"),
        wrong(
            "a negative scale in an array",
            () -> of((m, x) -> m.rv("mu", normal(0, BorchArray.of(1, -2)))).init(SEED),
            "mu",
            "Normal",
            "-2.0",
            "> 0"),
        wrong("use after close", BadInputTest::useAfterClose, "close"),
        wrong(
            "an unattached child",
            () -> prior((m, x) -> new Linear(1, 1).call(BorchArray.of(1))),
            "Linear",
            "child(\"name\", module)"),
        wrong(
            "rv outside a draw",
            () -> Module.of((m, x) -> x).rv("mu", normal(0, 1)),
            "rv(\"mu\")",
            "no draw is running"),
        wrong("rv in a foreign thread", BadInputTest::foreignThread, "rv(\"mu\")", "thread"),
        wrong("a plate of another draw", BadInputTest::keptPlate, "plate \"row\"", "another draw"),
        wrong(
            "two sizes of one plate",
            () ->
                prior(
                    (m, x) ->
                        m.plate("row", 3)
                            .plate("row", 2)
                            .rv("a", normal(0, 1))
                            .add(m.plate("row", 4).index())),
            "plate \"row\"",
            "4",
            "3"),
        wrong(
            "a batch larger than its plate",
            () -> prior((m, x) -> m.plate("row", 3, 4).rv("a", normal(0, 1))),
            "row",
            "3",
            "4"),
        wrong(
            "a prior that does not fit its plate",
            () -> prior((m, x) -> m.plate("row", 3).rv("a", normal(BorchArray.of(1, 2), 1))),
            "a",
            "(2)",
            "row",
            "3"),
        wrong(
            "rows of data of another size",
            () -> prior((m, x) -> m.plate("row", 3).rows(BorchArray.of(1, 2))),
            "row",
            "(2)",
            "3"),
        wrong(
            "a plate of unknown size",
            () -> prior((m, x) -> m.plate("row").rv("a", normal(0, 1))),
            "row",
            "size"),
        wrong(
            "two posteriors for one variable",
            () -> init(at("t*", normal()).at("theta", pointMass()).otherwise(normal())),
            "theta",
            "\"t*\"",
            "Normal",
            "PointMass"),
        wrong(
            "a posterior that cannot host a support",
            () -> of((m, x) -> m.rv("k", poisson(3))).withPosterior(normal()).init(SEED),
            "k",
            "Normal",
            "Poisson",
            "a whole number >= 0"),
        wrong(
            "a guide without a variable",
            () -> init(at("tau", manual(guide("mu"))).otherwise(normal())),
            "tau",
            "[mu]"),
        wrong(
            "a guide with a variable too many",
            () -> init(at("tau", manual(guide("tau", "taw"))).otherwise(normal())),
            "taw",
            "\"tau\""),
        wrong(
            "a guide of another shape",
            () -> init(at("theta", manual(guide("theta"))).otherwise(normal())),
            "theta",
            "()",
            "(8)"),
        wrong(
            "replay without a value",
            () -> eightSchools().replay(Map.of("mu", scalar(0))),
            "tau",
            "[mu]"),
        wrong("parameters of another type", BadInputTest::anotherType, "float64", "float32"),
        wrong("runs in integers", () -> eightSchools().in(DataType.INT64), "int64", "FLOAT32"),
        wrong("a child attached twice", () -> new TwoNames(), "second", "attached already"),
        wrong(
            "an input of another width",
            () -> new Linear(2, 1).on(BorchArray.of(1, 2, 3)).samplePrior(SEED.key()),
            "Linear(2, 1)",
            "(3)",
            "2"),
        wrong("a blank name", () -> prior((m, x) -> m.rv(" ", normal(0, 1))), "rv", "blank"));
  }

  private static Arguments wrong(String what, ThrowingCallable wrongUse, String... named) {
    return Arguments.of(what, wrongUse, named);
  }

  private static Model<NDArray, NDArray> of(
      BiFunction<Module<NDArray, NDArray>, NDArray, NDArray> body) {
    return Module.of(body).on();
  }

  private static void prior(BiFunction<Module<NDArray, NDArray>, NDArray, NDArray> body) {
    of(body).samplePrior(SEED.key());
  }

  private static Model<NDArray, NDArray> line() {
    Module<NDArray, NDArray> line =
        Module.of((m, x) -> m.rv("y", normal(x.mul(m.rv("slope", normal(0, 1))), 1)));
    return line.on(BorchArray.of(1, 2, 3));
  }

  private static NDArray scalar(double value) {
    return BorchArray.scalar(value, DataType.FLOAT64);
  }

  private static NDArray twice(Module<NDArray, NDArray> m) {
    m.rv("mu", normal(0, 1));
    return m.rv("mu", normal(0, 1));
  }

  private static Module<NDArray, NDArray> guide(String... names) {
    return Module.of(
        (m, x) -> {
          for (String name : names) {
            m.rv(name, Distributions.halfNormal(1));
          }
          return x;
        });
  }

  private static void init(Posterior posterior) {
    eightSchools().withPosterior(posterior).init(SEED).close();
  }

  private static void useAfterClose() {
    Params params = eightSchools().init(SEED);
    params.close();
    eightSchools().sample(params, SEED.key());
  }

  private static void anotherType() {
    try (Params params = eightSchools().init(SEED)) {
      eightSchools().in(DataType.FLOAT64).sample(params, SEED.key());
    }
  }

  private static void foreignThread() {
    prior(
        (m, x) -> {
          try {
            return CompletableFuture.supplyAsync(() -> m.rv("mu", normal(0, 1))).join();
          } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
          }
        });
  }

  private static void keptPlate() {
    Plate[] kept = new Plate[1];
    prior(
        (m, x) -> {
          kept[0] = m.plate("row", 3);
          return kept[0].index();
        });
    prior((m, x) -> kept[0].rv("a", normal(0, 1)));
  }

  private static final class TwoNames extends Module<NDArray, NDArray> {
    private final Linear first = child("first", new Linear(1, 1));

    TwoNames() {
      child("second", first);
    }

    @Override
    protected NDArray forward(NDArray x) {
      return first.call(x);
    }
  }
}
