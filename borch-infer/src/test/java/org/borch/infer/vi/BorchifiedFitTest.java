package org.borch.infer.vi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.categoricalLogits;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.transformer.BertBlock;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.infer.optim.AdamW;
import org.borch.nn.Borchified;
import org.borch.nn.Borchify;
import org.borch.nn.Priors;
import org.borch.nn.Treatment;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.BorchManager;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of DJL's Blocks, fitted as any model: by one program, saved and loaded. */
class BorchifiedFitTest {

  private static final Seed SEED = Seed.of(17);

  private final BorchManager manager = BorchManager.create();

  @AfterEach
  void close() {
    manager.close();
  }

  /** A network that gives two logits for each row of an input. */
  private record Case(String name, Supplier<Block> block, BorchArray input) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static BorchArray wave(long... sizes) {
    Shape shape = new Shape(sizes);
    double[] values = new double[Math.toIntExact(shape.size())];
    Arrays.setAll(values, i -> Math.sin(1.7 * i + 0.4));
    return BorchArray.wrap(BorchArray.of(shape, values).toType(DataType.FLOAT32, false));
  }

  private static Conv2d convolution(int filters, int stride) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .optStride(new Shape(stride, stride))
        .optBias(false)
        .build();
  }

  private static Block head() {
    return Linear.builder().setUnits(2).build();
  }

  private static SequentialBlock lastOf(Block recurrent) {
    return new SequentialBlock()
        .add(recurrent)
        .add(LambdaBlock.singleton(states -> states.get(":, -1")))
        .add(head());
  }

  private static Block residual(int filters, int stride) {
    SequentialBlock branch =
        new SequentialBlock()
            .add(convolution(filters, stride))
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(convolution(filters, 1))
            .add(BatchNorm.builder().build());
    Block skip =
        stride == 1
            ? Blocks.identityBlock()
            : new SequentialBlock()
                .add(
                    Conv2d.builder()
                        .setFilters(filters)
                        .setKernelShape(new Shape(1, 1))
                        .optStride(new Shape(stride, stride))
                        .optBias(false)
                        .build())
                .add(BatchNorm.builder().build());
    return new ParallelBlock(
            parts -> {
              NDArray sum = parts.get(0).singletonOrThrow().add(parts.get(1).singletonOrThrow());
              return new NDList(Activation.relu(sum));
            })
        .add(branch)
        .add(skip);
  }

  /** He et al. 2016, with filters for small images: 18 layers of weights. */
  private static Block resNet18(int width) {
    SequentialBlock net =
        new SequentialBlock()
            .add(convolution(width, 1))
            .add(BatchNorm.builder().build())
            .add(Activation::relu);
    for (int stage = 0; stage < 4; stage++) {
      net.add(residual(width << stage, stage == 0 ? 1 : 2)).add(residual(width << stage, 1));
    }
    return net.add(Pool.globalAvgPool2dBlock()).add(head());
  }

  private static Block bert() {
    Block encoder =
        BertBlock.builder()
            .setTokenDictionarySize(5)
            .optTypeDictionarySize(2)
            .optEmbeddingSize(4)
            .optAttentionHeadCount(2)
            .optTransformerBlockCount(1)
            .optHiddenSize(6)
            .optMaxSequenceLength(3)
            .build();
    return new SequentialBlock()
        .add(
            new LambdaBlock(
                ids -> {
                  NDArray tokens = ids.singletonOrThrow();
                  return new NDList(tokens, tokens.zerosLike(), tokens.onesLike());
                }))
        .add(encoder)
        .add(new LambdaBlock(out -> new NDList(out.get(1))))
        .add(head());
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "convolutions with batch normalisation",
            () ->
                new SequentialBlock()
                    .add(convolution(2, 1))
                    .add(BatchNorm.builder().build())
                    .add(Activation::relu)
                    .add(Blocks.batchFlattenBlock())
                    .add(head()),
            wave(6, 1, 4, 4)),
        new Case(
            "dropout",
            () ->
                new SequentialBlock()
                    .add(Linear.builder().setUnits(8).build())
                    .add(Dropout.builder().optRate(0.3f).build())
                    .add(head()),
            wave(6, 3)),
        new Case(
            "LSTM",
            () -> lastOf(LSTM.builder().setStateSize(3).setNumLayers(1).build()),
            wave(6, 4, 2)),
        new Case(
            "GRU",
            () -> lastOf(GRU.builder().setStateSize(3).setNumLayers(1).build()),
            wave(6, 4, 2)),
        new Case(
            "Bert",
            BorchifiedFitTest::bert,
            BorchArray.of(
                new Shape(6, 3),
                new long[] {3, 0, 2, 3, 1, 4, 0, 0, 1, 2, 2, 2, 4, 1, 0, 1, 3, 3})));
  }

  /** Logits of a network, and a label for each row. */
  // region classifier
  private static final class Classifier extends Module<NDArray, NDArray> {

    private final Borchified<NDArray> net;

    Classifier(Borchified<NDArray> net) {
      this.net = child("net", net);
    }

    @Override
    protected NDArray forward(NDArray x) {
      NDArray logits = deterministic("logits", net.call(x));
      return plate("row").rv("label", categoricalLogits(logits));
    }
  }

  // endregion

  private Model<NDArray, NDArray> model(Case row, Borchify rules) {
    Block block = row.block().get();
    block.initialize(manager, DataType.FLOAT32, row.input().getShape());
    double[] labels = new double[(int) row.input().getShape().get(0)];
    Arrays.setAll(labels, i -> i % 2);
    return new Classifier(rules.of(block))
        .on(row.input())
        .in(DataType.FLOAT32)
        .observe("label", labels)
        .withPosterior(Posteriors.normal());
  }

  private static Svi svi(int steps) {
    return Svi.defaults().withSteps(steps).withStart(null).withProgress(false).withBlock(10);
  }

  private static double mean(double[] losses, int from, int to) {
    return Arrays.stream(losses, from, to).average().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepsAreOneProgramThatLearns(Case row, @TempDir Path folder) {
    Borchify rules = Borchify.with(Priors.normal(0, 1));
    Model<NDArray, NDArray> model = model(row, rules);
    try (Fit fit = Infer.fit(model, svi(60).withLearningRate(0.05), SEED)) {
      assertThat(fit.execution().backEnd())
          .as(fit.execution().toString())
          .isNotEqualTo(BackEnd.EAGER);
      double[] losses = fit.losses();
      assertThat(mean(losses, 45, 60)).isLessThan(mean(losses, 0, 15));
      Path file = folder.resolve("fit");
      fit.save(file);
      double[] before = fit.draws(3, SEED).values("logits");
      try (Fit loaded = Fit.load(file, model)) {
        assertThat(loaded.draws(3, SEED).values("logits")).isEqualTo(before);
      }
    }
  }

  @Test
  void rulesSayWhichWeightsAreRandom() {
    Block block = cases().toList().get(0).block().get();
    block.initialize(manager, DataType.FLOAT32, new Shape(6, 1, 4, 4));
    // region rules
    Borchified<NDArray> all = Borchify.defaults().of(block);
    Borchified<NDArray> last = Borchify.lastLayer(Priors.kaiming()).of(block);
    Borchified<NDArray> own =
        Borchify.with(Priors.normal(0, 1))
            .at("01Conv2d", Treatment.learned())
            .at("*.bias", Treatment.random(weight -> normal(weight.value(), 0.1)))
            .startingAt(Borchify.Start.FRESH)
            .of(block);
    // endregion
    assertThat(all.weights()).hasSize(7);
    assertThat(random(all)).containsExactly("01Conv2d.weight", "05Linear.weight", "05Linear.bias");
    assertThat(random(last)).containsExactly("05Linear.weight", "05Linear.bias");
    assertThat(random(own)).containsExactly("05Linear.weight", "05Linear.bias");
  }

  private static Set<String> random(Borchified<NDArray> net) {
    return net.on(wave(6, 1, 4, 4)).samplePrior(SEED.at(0)).sites().keySet();
  }

  @Test
  @Tag("slow")
  void aResNetOf18LayersTrainsSavesAndLoads(@TempDir Path folder) {
    stepsAreOneProgramThatLearns(
        new Case("ResNet-18", () -> resNet18(8), wave(6, 3, 16, 16)), folder);
  }

  @Test
  void aFitLeavesTheRunningStatisticsOfItsWeights() {
    Case row = cases().toList().get(0);
    Model<NDArray, NDArray> model =
        model(row, Borchify.deterministic().at("05Linear", Treatment.fixed()));
    Svi decaying = svi(40).withOptimizer(AdamW.defaults().withWeightDecay(0.5)).withSteps(40);
    try (Fit fit = Infer.fit(model, decaying, SEED)) {
      Params params = fit.params();
      assertThat(params.held())
          .containsExactlyInAnyOrder("net.02BatchNorm.runningMean", "net.02BatchNorm.runningVar");
      double[] training =
          BorchArray.wrap(model.sample(params, SEED.at(0)).deterministics().get("logits")).values();
      double[] evaluated =
          BorchArray.wrap(model.predict(params, SEED.at(0)).deterministics().get("logits"))
              .values();
      // 96 numbers a channel: the unbiased variance is 96/95 of the batch's.
      for (int i = 0; i < training.length; i++) {
        assertThat(evaluated[i])
            .isCloseTo(training[i], within(0.02 + 0.02 * Math.abs(training[i])));
      }
    }
  }
}
