package org.borch.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.values;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.posterior.Posteriors;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Program;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every layer on batches keeps; a new layer is a row here. */
class LayersTest {

  private static final Seed SEED = Seed.of(8);
  private static final int ROWS = 3;

  /** For the rounding of sums of some dozens of numbers in another order. */
  private static final double TOLERANCE = 1e-10;

  /**
   * A layer.
   *
   * @param layer makes it anew
   * @param in the shape of one row of its input
   * @param out the shape of one row of its output
   * @param wrong the shape of one row that it refuses
   */
  private record Case(
      String name, Supplier<Module<NDArray, NDArray>> layer, Shape in, Shape out, Shape wrong) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(
      String name, Supplier<Module<NDArray, NDArray>> layer, Shape in, Shape out, Shape wrong) {
    return new Case(name, layer, in, out, wrong);
  }

  /** A layer of another input, made of an array. */
  private static final class From<I> extends Module<NDArray, NDArray> {

    private final Module<I, NDArray> layer;
    private final Function<NDArray, I> input;

    From(Module<I, NDArray> layer, Function<NDArray, I> input) {
      this.layer = child("layer", layer);
      this.input = input;
    }

    @Override
    protected NDArray forward(NDArray x) {
      return layer.call(input.apply(x));
    }
  }

  private static Module<NDArray, NDArray> decoder(TransformerSettings settings) {
    return new From<>(
        new TransformerDecoder(settings, 2),
        x -> new TransformerDecoder.Input(Tokens.of(x).causal(), Tokens.of(x.mul(2))));
  }

  static Stream<Case> cases() {
    Shape line = new Shape(4, 7);
    Shape image = new Shape(2, 5, 6);
    Shape sequence = new Shape(4, 6);
    TransformerSettings settings = TransformerSettings.of(6, 2, 5);
    return Stream.of(
        of(
            "Bilinear",
            () -> new From<>(new Bilinear(3, 3, 2), x -> new NDList(x, ArrayMath.exp(x))),
            new Shape(3),
            new Shape(2),
            new Shape(4)),
        of(
            "Convolution of a line",
            () ->
                new Convolution(4, 6, new Shape(3))
                    .withGroups(2)
                    .withDilation(2)
                    .withPadding(Padding.CIRCULAR, 1),
            line,
            new Shape(6, 5),
            new Shape(3, 7)),
        of(
            "Convolution of an image",
            () ->
                new Convolution(2, 3, new Shape(3, 2))
                    .withStride(2, 1)
                    .withPadding(1, 0)
                    .withoutBias(),
            image,
            new Shape(3, 3, 5),
            new Shape(3, 5, 6)),
        of(
            "Convolution of a volume",
            () -> new Convolution(1, 2, new Shape(2, 2, 2)),
            new Shape(1, 3, 3, 3),
            new Shape(2, 2, 2, 2),
            new Shape(2, 3, 3, 3)),
        of(
            "TransposedConvolution",
            () ->
                new TransposedConvolution(2, 4, new Shape(3, 3))
                    .withStride(2, 2)
                    .withPadding(1, 1)
                    .withOutPadding(1, 1)
                    .withGroups(2),
            image,
            new Shape(4, 10, 12),
            new Shape(3, 5, 6)),
        of(
            "LayerNorm",
            () -> new LayerNorm(6, Priors.normal(1, 0.1), Priors.normal(0, 0.1)),
            sequence,
            sequence,
            new Shape(4, 5)),
        of(
            "GroupNorm",
            () -> new GroupNorm(2, 4, Priors.normal(1, 0.1), Priors.normal(0, 0.1)),
            line,
            line,
            new Shape(3, 7)),
        of(
            "BatchNorm",
            () -> new BatchNorm(4, Priors.normal(1, 0.1), Priors.normal(0, 0.1)),
            line,
            line,
            new Shape(3, 7)),
        of(
            "an Elman network",
            () -> Recurrent.rnn(6, 3).withLayers(2),
            sequence,
            new Shape(4, 3),
            line),
        of("GRU", () -> Recurrent.gru(6, 3).inBothDirections(), sequence, new Shape(4, 6), line),
        of("LSTM", () -> Recurrent.lstm(6, 3), sequence, new Shape(4, 3), line),
        of(
            "MultiHeadAttention",
            () ->
                new From<>(
                    new MultiHeadAttention(6, 2),
                    x -> MultiHeadAttention.Input.self(Tokens.of(x).causal())),
            sequence,
            sequence,
            line),
        of(
            "TransformerEncoder",
            () -> new From<>(new TransformerEncoder(settings, 2), Tokens::of),
            sequence,
            sequence,
            line),
        of("TransformerDecoder", () -> decoder(settings), sequence, sequence, line),
        of(
            "TransformerDecoder with norms first",
            () -> decoder(settings.withNormFirst().withActivation(ArrayMath::tanh)),
            sequence,
            sequence,
            line),
        of(
            "Sequential",
            () -> Sequential.of(new Linear(6, 3)).then(ArrayMath::tanh).then(new Linear(3, 2)),
            new Shape(6),
            new Shape(2),
            new Shape(5)),
        of(
            "Residual",
            () -> new Residual(new Linear(6, 6)),
            new Shape(6),
            new Shape(6),
            new Shape(5)),
        of(
            "Concurrent",
            () -> new Concurrent(1, List.of(new Linear(6, 2), new Linear(6, 3))),
            new Shape(6),
            new Shape(5),
            new Shape(5)));
  }

  private static BorchArray input(Shape row) {
    Shape shape = new Shape(ROWS).addAll(row);
    double[] all = new double[Math.toIntExact(shape.size())];
    Arrays.setAll(all, i -> Math.sin(1 + 1.3 * i));
    return BorchArray.of(shape, all);
  }

  private static Trace draw(Case row, NDArray x, int step) {
    return row.layer().get().on(x).samplePrior(SEED.at(step));
  }

  private static NDArray output(Trace draw) {
    return draw.output(NDArray.class);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rowsDoNotSeeEachOther(Case row) {
    BorchArray x = input(row.in());
    NDArray all = output(draw(row, x, 0));
    assertThat(all.getShape()).isEqualTo(new Shape(ROWS).addAll(row.out()));
    for (int i = 0; i < ROWS; i++) {
      double[] own = values(output(draw(row, x.get(i + ":" + (i + 1)), 0)));
      assertThat(own).containsExactly(values(all.get(i)), within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aKeyDecidesTheWeights(Case row) {
    BorchArray x = input(row.in());
    double[] first = values(output(draw(row, x, 0)));
    assertThat(values(output(draw(row, x, 0)))).isEqualTo(first);
    assertThat(values(output(draw(row, x, 1)))).isNotEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyWeightIsLearnedAndDecidesTheOutput(Case row) {
    Model<NDArray, NDArray> model =
        row.layer().get().on(input(row.in())).withPosterior(Posteriors.normal());
    try (Scope scope = Scope.open();
        Params params = model.init(SEED)) {
      Trace draw = model.sample(params, SEED.at(0));
      assertThat(draw.latents()).isNotEmpty();
      NDArray y = output(draw);
      double[] weights = new double[Math.toIntExact(y.size())];
      Arrays.setAll(weights, i -> Math.cos(2.1 * i + 0.3));
      NDArray gradient = params.gradient(y.mul(BorchArray.of(y.getShape(), weights)).sum());
      for (RandomVariable weight : draw.latents()) {
        assertThat(weight.divergence()).as(weight.name()).isPresent();
        long from = params.offset(weight.name() + "|loc");
        long to = from + params.shape(weight.name() + "|loc").size();
        double[] own = values(gradient.get("{}:{}", from, to));
        if (!weight.name().endsWith("key.bias")) { // which adds the same to all of a row's scores
          assertThat(Arrays.stream(own).map(Math::abs).max().orElseThrow())
              .as(weight.name())
              .isGreaterThan(1e-8);
        }
        assertThat(own).as(weight.name()).doesNotContain(Double.NaN);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theProgramOfADrawIsTheDraw(Case row) {
    Model<NDArray, NDArray> model =
        row.layer().get().on(input(row.in())).withPosterior(Posteriors.normal());
    try (Params params = model.init(SEED)) {
      Graph graph =
          Graph.trace(
              flat -> List.of(output(model.sample(params.over(flat.get(0)), SEED.at(3)))),
              List.of(BorchArray.wrap(params.flat()).spec()));
      Plan plan = Program.of(graph).plan();
      double[] flat = values(params.flat());
      System.arraycopy(flat, 0, plan.input(0), 0, flat.length);
      plan.run();
      assertThat(plan.output(0))
          .containsExactly(values(output(model.sample(params, SEED.at(3)))), within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anInputOfAnotherSizeIsAnErrorThatSaysWhatIsExpected(Case row) {
    assertThatThrownBy(() -> draw(row, input(row.wrong()), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got an input of shape")
        .hasMessageContaining("expected");
  }
}
