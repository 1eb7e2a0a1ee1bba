package org.borch.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.values;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv2dTranspose;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Trace;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.BorchManager;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Layers beside DJL's Blocks of the same weights, and beside loops. */
class LayerNumbersTest {

  private static final Seed SEED = Seed.of(4);
  private static final double TOLERANCE = 1e-9;

  private final BorchManager manager = BorchManager.create();

  @AfterEach
  void close() {
    manager.close();
  }

  private static BorchArray wave(long... sizes) {
    Shape shape = new Shape(sizes);
    double[] all = new double[Math.toIntExact(shape.size())];
    Arrays.setAll(all, i -> Math.sin(1 + 1.3 * i));
    return BorchArray.of(shape, all);
  }

  private static Trace draw(Module<NDArray, NDArray> layer, NDArray x) {
    return layer.on(x).samplePrior(SEED.at(0));
  }

  private static double[] output(Trace draw) {
    return values(draw.output(NDArray.class));
  }

  /** What the Block computes with the layer's weights, in the order of both. */
  private void assertIsTheBlock(Module<NDArray, NDArray> layer, Block block, BorchArray x) {
    block.initialize(manager, DataType.FLOAT64, x.getShape());
    Trace own = draw(layer, x);
    Borchified<NDArray> reference = Borchify.with(Priors.normal(0, 1)).of(block);
    Map<String, NDArray> values = new LinkedHashMap<>();
    int next = 0;
    for (Weight weight : reference.weights()) {
      values.put(weight.name(), own.latents().get(next).value().reshape(weight.shape()));
      next++;
    }
    assertThat(own.latents()).hasSize(next);
    double[] expected = values(reference.on(x).replay(values).output(NDArray.class));
    assertThat(output(own)).containsExactly(expected, within(TOLERANCE));
  }

  @Test
  void convolutionsAreDjls() {
    assertIsTheBlock(
        new Convolution(2, 4, new Shape(3, 2))
            .withStride(2, 1)
            .withPadding(1, 2)
            .withDilation(1, 2)
            .withGroups(2),
        Conv2d.builder()
            .setFilters(4)
            .setKernelShape(new Shape(3, 2))
            .optStride(new Shape(2, 1))
            .optPadding(new Shape(1, 2))
            .optDilation(new Shape(1, 2))
            .optGroups(2)
            .build(),
        wave(2, 2, 5, 6));
    assertIsTheBlock(
        new TransposedConvolution(2, 4, new Shape(3, 2))
            .withStride(2, 1)
            .withPadding(1, 0)
            .withOutPadding(1, 0)
            .withGroups(2),
        Conv2dTranspose.builder()
            .setFilters(4)
            .setKernelShape(new Shape(3, 2))
            .optStride(new Shape(2, 1))
            .optPadding(new Shape(1, 0))
            .optOutPadding(new Shape(1, 0))
            .optGroups(2)
            .build(),
        wave(2, 2, 3, 4));
  }

  @Test
  void recurrentLayersAreDjls() {
    BorchArray x = wave(2, 5, 4);
    assertIsTheBlock(
        Recurrent.lstm(4, 3).withLayers(2),
        LSTM.builder().setStateSize(3).setNumLayers(2).build(),
        x);
    assertIsTheBlock(
        Recurrent.gru(4, 3).inBothDirections(),
        GRU.builder().setStateSize(3).setNumLayers(1).optBidirectional(true).build(),
        x);
    assertIsTheBlock(
        Recurrent.rnn(4, 3),
        RNN.builder().setStateSize(3).setNumLayers(1).setActivation(RNN.Activation.TANH).build(),
        x);
  }

  @Test
  void paddingsAreThoseOfTheirDrawings() {
    BorchArray x = BorchArray.of(1, 2, 3, 4);
    assertThat(values(Padding.ZEROS.pad(x, 0, 2, 1))).containsExactly(0, 0, 1, 2, 3, 4, 0);
    assertThat(values(Padding.REFLECT.pad(x, 0, 2, 2))).containsExactly(3, 2, 1, 2, 3, 4, 3, 2);
    assertThat(values(Padding.REPLICATE.pad(x, -1, 2, 2))).containsExactly(1, 1, 1, 2, 3, 4, 4, 4);
    assertThat(values(Padding.CIRCULAR.pad(x, 0, 2, 2))).containsExactly(3, 4, 1, 2, 3, 4, 1, 2);
    assertThat(Padding.CIRCULAR.pad(x, 0, 0, 0)).isSameAs(x);
    assertThatThrownBy(() -> Padding.REFLECT.pad(x, 0, 4, 0))
        .hasMessageContaining("axis of 4")
        .hasMessageContaining("0 to 3");
  }

  @Test
  void aConvolutionSeesWhatItsPaddingAdds() {
    BorchArray x = wave(1, 1, 5);
    Trace draw = draw(new Convolution(1, 1, new Shape(3)).withPadding(Padding.CIRCULAR, 1), x);
    double[] w = values(draw.get("weight").value());
    double bias = values(draw.get("bias").value())[0];
    double[] in = values(x);
    double[] expected = new double[5];
    for (int i = 0; i < 5; i++) {
      expected[i] = bias + w[0] * in[(i + 4) % 5] + w[1] * in[i] + w[2] * in[(i + 1) % 5];
    }
    assertThat(output(draw)).containsExactly(expected, within(TOLERANCE));
  }

  @Test
  void fansCountWhatReachesAnOutput() {
    Trace plain = draw(new Convolution(4, 6, new Shape(3, 2)).withGroups(2), wave(1, 4, 5, 5));
    assertThat(scale(plain, "weight")).isEqualTo(1 / Math.sqrt(2 * 6));
    assertThat(scale(plain, "bias")).isEqualTo(1 / Math.sqrt(2 * 6));
    Trace transposed =
        draw(new TransposedConvolution(4, 6, new Shape(4, 4)).withStride(2, 2), wave(1, 4, 3, 3));
    assertThat(scale(transposed, "weight")).isEqualTo(1 / Math.sqrt(4 * 16 / 4));
    assertThat(scale(draw(Recurrent.lstm(5, 3), wave(1, 2, 5)), "weight_hh_l0"))
        .isEqualTo(1 / Math.sqrt(5 + 3));
    BorchArray items = BorchArray.of(new Shape(2), new long[] {0, 2});
    assertThat(scale(draw(new Embedding(3, 4), items), "weight")).isEqualTo(1);
  }

  private static double scale(Trace draw, String name) {
    return draw.get(name).prior().parameters().get(1).value().number();
  }

  @Test
  void anEmbeddingTakesRows() {
    Trace draw = draw(new Embedding(3, 2), BorchArray.of(new Shape(2, 2), new long[] {2, 0, 1, 2}));
    double[] w = values(draw.get("weight").value());
    assertThat(output(draw)).containsExactly(w[4], w[5], w[0], w[1], w[2], w[3], w[4], w[5]);
  }

  @Test
  void aBilinearMapIsTheSumOfProducts() {
    BorchArray a = wave(2, 3);
    BorchArray b = wave(2, 2);
    Trace draw = new Bilinear(3, 2, 2).on(new NDList(a, b)).samplePrior(SEED.at(0));
    double[] w = values(draw.get("weight").value());
    double[] bias = values(draw.get("bias").value());
    double[] expected = new double[4];
    for (int row = 0; row < 2; row++) {
      for (int k = 0; k < 2; k++) {
        expected[2 * row + k] = bias[k];
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 2; j++) {
            expected[2 * row + k] +=
                values(a)[3 * row + i] * w[(k * 3 + i) * 2 + j] * values(b)[2 * row + j];
          }
        }
      }
    }
    assertThat(output(draw)).containsExactly(expected, within(TOLERANCE));
  }

  @Test
  void normalisedGroupsHaveMeanZeroAndVarianceOne() {
    double[] y = output(draw(new GroupNorm(2, 4), wave(2, 4, 3)));
    for (int group = 0; group < 4; group++) {
      double[] own = Arrays.copyOfRange(y, 6 * group, 6 * group + 6);
      assertThat(Arrays.stream(own).sum()).isCloseTo(0, within(TOLERANCE));
      // eps = 1e-5 beside variances of about 0.5
      assertThat(Arrays.stream(own).map(v -> v * v).sum() / 6).isCloseTo(1, within(1e-4));
    }
    double[] rows = output(draw(new LayerNorm(4), wave(3, 4)));
    assertThat(Arrays.stream(rows, 0, 4).sum()).isCloseTo(0, within(TOLERANCE));
    assertThat(Arrays.stream(rows, 4, 8).map(v -> v * v).sum() / 4).isCloseTo(1, within(1e-4));
  }

  @Test
  void batchNormalisationUsesTheBatchInTrainingAndTheRunningStatisticsElsewhere() {
    BorchArray x = wave(6, 2);
    Model<NDArray, NDArray> model = new BatchNorm(2).on(x);
    try (Params params = model.init(SEED)) {
      assertThat(params.names())
          .containsExactlyInAnyOrder("running_mean", "running_var", "weight", "bias");
      double[] trained = output(model.sample(params, SEED.at(0)));
      double sum = 0;
      for (int i = 0; i < 6; i++) {
        sum += trained[2 * i];
      }
      assertThat(sum).isCloseTo(0, within(TOLERANCE));
      double[] evaluated = output(model.predict(params, SEED.at(0)));
      assertThat(evaluated[1]).isCloseTo(values(x)[1] / Math.sqrt(1 + 1e-5), within(TOLERANCE));
      model.refresh(params, SEED.key(), 200);
      assertThat(values(params.get("running_mean")))
          .containsExactly(values(x.mean(new int[] {0})), within(1e-6));
    }
  }

  // ---- attention

  private static Trace attend(MultiHeadAttention attention, Tokens tokens) {
    return attention.on(MultiHeadAttention.Input.self(tokens)).samplePrior(SEED.at(0));
  }

  @Test
  void oneHeadAttendsBySoftmaxOfScaledProducts() {
    BorchArray x = wave(1, 3, 2);
    Trace draw = attend(new MultiHeadAttention(2, 1), Tokens.of(x));
    double[][] q = linear(draw, "query", values(x));
    double[][] k = linear(draw, "key", values(x));
    double[][] v = linear(draw, "value", values(x));
    double[] attended = new double[6];
    for (int i = 0; i < 3; i++) {
      double[] shares = new double[3];
      for (int j = 0; j < 3; j++) {
        shares[j] = Math.exp((q[i][0] * k[j][0] + q[i][1] * k[j][1]) / Math.sqrt(2));
      }
      double all = Arrays.stream(shares).sum();
      for (int j = 0; j < 3; j++) {
        attended[2 * i] += shares[j] / all * v[j][0];
        attended[2 * i + 1] += shares[j] / all * v[j][1];
      }
    }
    double[][] expected = linear(draw, "output", attended);
    double[] flat = Arrays.stream(expected).flatMapToDouble(Arrays::stream).toArray();
    assertThat(output(draw)).containsExactly(flat, within(TOLERANCE));
  }

  private static double[][] linear(Trace draw, String name, double[] x) {
    double[] w = values(draw.get(name + ".weight").value());
    double[] b = values(draw.get(name + ".bias").value());
    double[][] y = new double[x.length / 2][2];
    for (int i = 0; i < y.length; i++) {
      for (int k = 0; k < 2; k++) {
        y[i][k] = b[k] + w[2 * k] * x[2 * i] + w[2 * k + 1] * x[2 * i + 1];
      }
    }
    return y;
  }

  /** Changes one place of a sequence of 4 places of size 4. */
  private static BorchArray changed(BorchArray x, int place) {
    double[] all = values(x);
    for (int i = 0; i < 4; i++) {
      all[4 * place + i] += 1 + i;
    }
    return BorchArray.of(x.getShape(), all);
  }

  private static double[] place(double[] y, int place) {
    return Arrays.copyOfRange(y, 4 * place, 4 * place + 4);
  }

  @Test
  void masksHideWhatTheySay() {
    BorchArray x = wave(1, 4, 4);
    BorchArray last = BorchArray.of(new Shape(1, 4), new double[] {0, 0, 0, 1});
    double[] second = new double[16];
    second[4 * 2 + 1] = 1; // place 2 may not see place 1
    NDArray mask = BorchArray.of(new Shape(4, 4), second).gt(0);
    MultiHeadAttention attention = new MultiHeadAttention(4, 2);

    double[] causal = output(attend(attention, Tokens.of(x).causal()));
    double[] causalAfter = output(attend(attention, Tokens.of(changed(x, 2)).causal()));
    assertThat(place(causalAfter, 1)).isEqualTo(place(causal, 1));
    assertThat(place(causalAfter, 2)).isNotEqualTo(place(causal, 2));

    double[] padded = output(attend(attention, Tokens.of(x).withPadding(last.gt(0))));
    double[] paddedAfter =
        output(attend(attention, Tokens.of(changed(x, 3)).withPadding(last.gt(0))));
    assertThat(place(paddedAfter, 0)).isEqualTo(place(padded, 0));

    double[] masked = output(attend(attention, Tokens.of(x).withMask(mask)));
    double[] maskedAfter = output(attend(attention, Tokens.of(changed(x, 1)).withMask(mask)));
    assertThat(place(maskedAfter, 2)).isEqualTo(place(masked, 2));
    assertThat(place(maskedAfter, 3)).isNotEqualTo(place(masked, 3));
  }

  @Test
  void aCausalDecoderGuessesWithoutLookingAheadAndSeesTheWholeMemory() {
    BorchArray x = wave(1, 4, 4);
    BorchArray memory = wave(1, 4, 4);
    BorchArray last = BorchArray.of(new Shape(1, 4), new double[] {0, 0, 0, 1});
    TransformerSettings settings = TransformerSettings.of(4, 2, 6);
    for (TransformerSettings each :
        new TransformerSettings[] {settings, settings.withNormFirst()}) {
      TransformerDecoder decoder = new TransformerDecoder(each, 2);
      Tokens padded = Tokens.of(memory).withPadding(last.gt(0));
      double[] before = decoded(decoder, x, padded);
      assertThat(place(decoded(decoder, changed(x, 2), padded), 1)).isEqualTo(place(before, 1));
      assertThat(place(decoded(decoder, x, padded.with(changed(memory, 2))), 0))
          .isNotEqualTo(place(before, 0));
      assertThat(place(decoded(decoder, x, padded.with(changed(memory, 3))), 3))
          .isEqualTo(place(before, 3));
    }
  }

  private static double[] decoded(TransformerDecoder decoder, BorchArray x, Tokens memory) {
    TransformerDecoder.Input input = new TransformerDecoder.Input(Tokens.of(x).causal(), memory);
    return output(decoder.on(input).samplePrior(SEED.at(0)));
  }

  @Test
  void layersOfAStackDifferFromTheStart() {
    Trace draw =
        new TransformerEncoder(TransformerSettings.of(4, 2, 6), 2)
            .on(Tokens.of(wave(1, 3, 4)))
            .samplePrior(SEED.at(0));
    assertThat(values(draw.get("0.attention.query.weight").value()))
        .isNotEqualTo(values(draw.get("1.attention.query.weight").value()));
  }

  // ---- dropout and joined layers

  @Test
  void dropoutKeepsTheMeanInTrainingAndWhereItAlwaysDrops() {
    BorchArray ones = BorchArray.full(new Shape(100, 100), 1, DataType.FLOAT64);
    Model<NDArray, NDArray> model = new Dropout(0.25).on(ones);
    try (Params params = model.init(SEED)) {
      double[] dropped = output(model.sample(params, SEED.at(0)));
      // 10,000 draws of mean 1 and variance 1/3.
      assertThat(Arrays.stream(dropped).average().orElseThrow())
          .isCloseTo(1, within(4 * Math.sqrt(1 / 3.0) / 100));
      assertThat(dropped).containsOnly(0, 1 / 0.75);
      assertThat(output(model.predict(params, SEED.at(0)))).containsOnly(1);
    }
    assertThat(output(draw(Dropout.always(0.25), ones))).containsOnly(0, 1 / 0.75);
    assertThatThrownBy(() -> new Dropout(1)).hasMessageContaining("0 <= rate < 1");
  }

  @Test
  void joinedLayersNameTheirParts() {
    // region layers
    Sequential net =
        Sequential.of(new Convolution(1, 8, new Shape(3, 3)).withPadding(1, 1))
            .then(ArrayMath::relu)
            .then(new Residual(new Convolution(8, 8, new Shape(3, 3)).withPadding(1, 1)))
            .then(x -> x.flatten(1, -1))
            .then(new Linear(8 * 6 * 6, 10, Priors.normal(0, 0.1)));
    // endregion
    Trace both = draw(net, wave(2, 1, 6, 6));
    assertThat(both.output(NDArray.class).getShape()).isEqualTo(new Shape(2, 10));
    assertThat(both.sites().keySet())
        .containsExactly(
            "0.weight", "0.bias", "2.inside.weight", "2.inside.bias", "4.weight", "4.bias");
    assertThatThrownBy(() -> draw(new Residual(new Linear(2, 3)), wave(3, 2)))
        .hasMessageContaining("(3, 3)")
        .hasMessageContaining("the same shape");
  }

  @Test
  void sizesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Linear(0, 1)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new Convolution(3, 4, new Shape(3)).withGroups(2))
        .hasMessageContaining("divisor of 3 and of 4");
    assertThatThrownBy(() -> new TransposedConvolution(3, 4, new Shape(3)).withGroups(2))
        .hasMessageContaining("divisor of 3 and of 4");
    assertThatThrownBy(() -> new Convolution(3, 4, new Shape(3)).withStride(1, 1))
        .hasMessageContaining("stride = (1, 1)");
    assertThatThrownBy(() -> new Convolution(3, 4, new Shape()))
        .hasMessageContaining("1 to 3 axes");
    assertThatThrownBy(() -> new GroupNorm(2, 3)).hasMessageContaining("divide the channels");
    assertThatThrownBy(() -> new MultiHeadAttention(3, 2)).hasMessageContaining("divide the size");
    assertThatThrownBy(() -> TransformerSettings.of(3, 2, 4))
        .hasMessageContaining("divide the size");
    assertThatThrownBy(() -> new Concurrent(1, java.util.List.of()))
        .hasMessageContaining("at least one");
  }
}
