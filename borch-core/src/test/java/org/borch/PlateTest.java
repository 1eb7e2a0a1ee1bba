package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.normal;
import static org.borch.posterior.Posteriors.automatic;
import static org.borch.posterior.Posteriors.normal;
import static org.borch.posterior.Posteriors.pointMass;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.borch.nn.Linear;
import org.borch.posterior.Posterior;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class PlateTest {

  private static final Seed SEED = Seed.of(4);
  private static final int N = 10;
  private static final int B = 4;
  private static final double[] X = IntStream.range(0, N).mapToDouble(i -> i).toArray();
  private static final double[] Y = IntStream.range(0, N).mapToDouble(i -> 2 * i + 1).toArray();

  /** Local z for each row, y around z, x and y by the plate's rows. */
  private static final Module<NDArray, NDArray> LOCAL =
      Module.of(
          (m, x) -> {
            Plate rows = m.plate("row", N, B);
            NDArray own = rows.rows(x);
            NDArray z = rows.rv("z", normal(own, 1));
            m.deterministic("index", rows.index());
            return rows.rv("y", normal(z, 2));
          });

  @Test
  void aPlateExpandsPriorsToItsRows() {
    Trace draw =
        Module.<NDArray, NDArray>of((m, x) -> m.plate("row", 3).rv("a", normal(0, 1)))
            .on()
            .samplePrior(SEED.key());
    assertThat(draw.get("a").value().getShape()).isEqualTo(new Shape(3));
    assertThat(draw.get("a").logPrior().getShape()).isEqualTo(new Shape(3));
    assertThat(draw.get("a").scale()).isEqualTo(1);
  }

  @Test
  void platesNestWithTheOuterOneLeft() {
    Module<NDArray, NDArray> model =
        Module.of(
            (m, x) -> {
              Plate school = m.plate("school", 3);
              Plate student = school.plate("student", 2);
              NDArray mean = school.rv("mean", normal(0, 1));
              return student.rv("score", normal(mean.expandDims(1), 1).toEvent(0));
            });
    Trace draw = model.on().samplePrior(SEED.key());
    assertThat(draw.get("mean").value().getShape()).isEqualTo(new Shape(3));
    assertThat(draw.get("score").value().getShape()).isEqualTo(new Shape(3, 2));
  }

  @Test
  void eventsStayRightOfThePlates() {
    Module<NDArray, NDArray> model =
        Module.of(
            (m, x) -> m.plate("row", 3).rv("a", normal(BorchArray.of(0, 0, 0, 0), 1).toEvent(1)));
    Trace draw = model.on().samplePrior(SEED.key());
    assertThat(draw.get("a").value().getShape()).isEqualTo(new Shape(3, 4));
    assertThat(draw.get("a").logPrior().getShape()).isEqualTo(new Shape(3));
  }

  @Test
  void dataLocalVariablesAndTheirApproximationsUseTheSameRows() {
    Model<NDArray, NDArray> model =
        LOCAL.on(BorchArray.of(X)).observe("y", Y).in(DataType.FLOAT64).withPosterior(normal());
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      assertThat(params.shape("z|loc")).isEqualTo(new Shape(N));
      params.update(
          BorchArray.of(
              IntStream.range(0, 2 * N).mapToDouble(i -> i < N ? 10 * i : -20).toArray()));
      Trace draw = model.sample(params, SEED.at(1));
      long[] rows = draw.deterministics().get("index").toLongArray();
      assertThat(rows).hasSize(B).doesNotHaveDuplicates();
      double[] z = values(draw.get("z").value());
      double[] priorOfZ = values(draw.get("z").logPrior());
      double[] likelihood = values(draw.get("y").logPrior());
      for (int i = 0; i < B; i++) {
        int row = (int) rows[i];
        assertThat(z[i]).as("q of row " + row).isCloseTo(10 * row, within(1e-7));
        assertThat(priorOfZ[i]).isCloseTo(logNormal(z[i], X[row], 1), within(1e-9));
        assertThat(likelihood[i]).isCloseTo(logNormal(Y[row], z[i], 2), within(1e-9));
      }
      assertThat(draw.get("z").scale()).isEqualTo(2.5);
      assertThat(draw.get("y").scale()).isEqualTo(2.5);
      double[] gradient = values(params.gradient(TestModels.negativeElbo(draw)));
      long[] touched = LongStream.range(0, N).filter(i -> gradient[(int) i] != 0).toArray();
      assertThat(touched).containsExactly(Arrays.stream(rows).sorted().toArray());
    }
  }

  @Test
  void aWeightedBatchIsUnbiasedForAllRows() {
    Model<NDArray, NDArray> model = LOCAL.on(BorchArray.of(X)).observe("y", Y);
    Map<String, NDArray> z = Map.of("z", BorchArray.of(X));
    double all = values(model.in(DataType.FLOAT64).replay(z).get("y").logPrior().sum())[0];
    int[] counts = new int[N];
    int draws = 2000;
    for (int s = 0; s < draws; s++) {
      Trace draw = model.samplePrior(SEED.at(s));
      for (long row : draw.deterministics().get("index").toLongArray()) {
        counts[(int) row]++;
      }
    }
    double expected = (double) draws * B / N;
    double sd = Math.sqrt(expected * (1 - (double) B / N));
    for (int count : counts) {
      assertThat((double) count).isCloseTo(expected, within(4.5 * sd));
    }
    double hand = IntStream.range(0, N).mapToDouble(i -> logNormal(Y[i], X[i], 2)).sum();
    assertThat(all).isCloseTo(hand, within(1e-9));
  }

  @Test
  void nestedSubsampledPlatesTakeRowsOfBoth() {
    double[] table = IntStream.range(0, 15).mapToDouble(i -> i).toArray();
    Module<NDArray, NDArray> body =
        Module.of(
            (m, x) -> {
              Plate outer = m.plate("outer", 5, 2);
              Plate inner = outer.plate("inner", 3, 2);
              m.deterministic("i", outer.index());
              m.deterministic("j", inner.index());
              m.deterministic("x", inner.rows(x));
              NDArray z = inner.rv("z", normal(0, 1));
              return inner.rv("y", normal(z, 1));
            });
    BorchArray x = BorchArray.of(new Shape(5, 3), table);
    Model<NDArray, NDArray> model = body.on(x).observe("y", x).withPosterior(normal());
    try (Params params = model.init(SEED)) {
      Trace draw = model.sample(params, SEED.at(0));
      long[] i = draw.deterministics().get("i").toLongArray();
      long[] j = draw.deterministics().get("j").toLongArray();
      double[] expected = {
        table[(int) (3 * i[0] + j[0])], table[(int) (3 * i[0] + j[1])],
        table[(int) (3 * i[1] + j[0])], table[(int) (3 * i[1] + j[1])]
      };
      assertThat(values(draw.deterministics().get("x"))).containsExactly(expected);
      assertThat(values(draw.get("y").value())).containsExactly(expected);
      assertThat(draw.get("y").scale()).isEqualTo(5.0 / 2 * 3 / 2);
      assertThat(params.shape("z|loc")).isEqualTo(new Shape(5, 3));
    }
  }

  @Test
  void aMinibatchBringsThePlatesSizeAndRows() {
    Module<NDArray, NDArray> body =
        Module.of(
            (m, x) -> {
              NDArray w = m.rv("w", normal(0, 1));
              return m.plate("image").rv("label", normal(x.mul(w), 1));
            });
    Batches<NDArray> batches =
        key -> {
          long row = Long.remainderUnsigned(key.bits(), N - 1);
          int r = (int) row;
          return new Batch<>(
              BorchArray.of(X[r], X[r + 1]),
              "image",
              N,
              BorchArray.ofLongs(row, row + 1),
              Map.of("label", BorchArray.of(Y[r], Y[r + 1])));
        };
    Model<NDArray, NDArray> model = body.on(batches);
    try (Params params = model.init(SEED)) {
      Trace draw = model.sample(params, SEED.at(0));
      assertThat(draw.get("label").isObserved()).isTrue();
      assertThat(draw.get("label").scale()).isEqualTo(5);
      assertThat(values(model.sample(params, SEED.at(0)).get("label").value()))
          .isEqualTo(values(draw.get("label").value()));
      assertThat(params.names()).allMatch(name -> name.startsWith("w|"));
      Trace elsewhere = model.on(BorchArray.of(1, 2, 3)).predict(params, SEED.at(0));
      assertThat(elsewhere.get("label").value().getShape()).isEqualTo(new Shape(3));
    }
  }

  @Test
  void aNetworkLearnsFromMinibatches() {
    Module<NDArray, NDArray> net =
        new Module<>() {
          private final Linear out = child("out", new Linear(1, 1));

          @Override
          protected NDArray forward(NDArray x) {
            NDArray mean = deterministic("mean", out.call(x)); // [B, 1]
            return plate("row").rv("y", normal(mean.squeeze(-1), 1));
          }
        };
    NDArray x = BorchArray.of(new Shape(N, 1), X);
    Model<NDArray, NDArray> model =
        net.on(minibatches(x, 3).plate("row").observing("y", BorchArray.of(Y)));
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      Trace draw = model.sample(params, SEED.at(0));
      assertThat(draw.get("y").scale()).isEqualTo(10.0 / 3);
      double[] mean = values(draw.deterministics().get("mean"));
      double weight = values(draw.get("out.weight").value())[0];
      double bias = values(draw.get("out.bias").value())[0];
      double[] y = values(draw.get("y").value());
      for (int i = 0; i < 3; i++) {
        assertThat(mean[i]).isCloseTo(weight * (y[i] - 1) / 2 + bias, within(1e-4));
      }
      assertThat(params.names()).allMatch(name -> name.startsWith("out."));
    }
    assertThatThrownBy(() -> model.replay(Map.of()))
        .hasMessageContainingAll("all rows", "Minibatches(plate row", "on(batch)");
    assertThatThrownBy(
            () -> net.on(minibatches(x, 3).plate("row").observing("z", BorchArray.of(Y))))
        .hasMessageContainingAll("observing(\"z\")", "\"y\"");
  }

  @Test
  void localVariablesOfASubsampledPlateStartInEveryRow() {
    for (Posterior posterior : List.of(normal(), automatic(), pointMass())) {
      Model<NDArray, NDArray> model =
          LOCAL.on(BorchArray.of(X)).observe("y", Y).withPosterior(posterior);
      try (Params params = model.init(SEED)) {
        for (String name : params.names()) {
          assertThat(params.shape(name)).as(name).isEqualTo(new Shape(N));
        }
      }
    }
  }

  @Test
  void aPlateAskedForTwiceHasTheSameRows() {
    Module<NDArray, NDArray> model =
        Module.of(
            (m, x) -> {
              m.deterministic("a", m.plate("row", N, B).index());
              m.deterministic("b", m.plate("row", N, B).index());
              return x;
            });
    Trace draw = model.on(BorchArray.of(X)).samplePrior(SEED.at(0));
    assertThat(values(draw.deterministics().get("a")))
        .isEqualTo(values(draw.deterministics().get("b")));
    assertThat(model.on(BorchArray.of(X)).replay(Map.of()).deterministics().get("b").size())
        .isEqualTo(N);
  }

  @Test
  void allRowsOfTheDataAreCheckedNotOnlyABatch() {
    for (int bad = 0; bad < N; bad++) {
      double[] data = Y.clone();
      data[bad] = Double.NaN;
      String element = "element " + bad;
      assertThatThrownBy(() -> LOCAL.on(BorchArray.of(X)).observe("y", data))
          .hasMessageContainingAll("y", "NaN", element);
    }
  }

  static double logNormal(double x, double loc, double scale) {
    double z = (x - loc) / scale;
    return -0.5 * z * z - Math.log(scale) - 0.5 * Math.log(2 * Math.PI);
  }
}
