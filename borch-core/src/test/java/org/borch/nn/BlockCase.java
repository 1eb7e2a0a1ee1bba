package org.borch.nn;

import ai.djl.modality.nlp.DefaultVocabulary;
import ai.djl.modality.nlp.embedding.TrainableWordEmbedding;
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
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.borch.tensor.BorchArray;
import org.borch.tensor.BorchManager;

/** A Block of DJL and inputs for it. */
record BlockCase(String name, Supplier<Block> block, List<BorchArray> inputs) {

  /** The Block with weights of both signs that no generator makes, in FLOAT32. */
  Block initialised(BorchManager manager) {
    Block made = block.get();
    made.initialize(
        manager, DataType.FLOAT32, inputs.stream().map(NDArray::getShape).toArray(Shape[]::new));
    int salt = 0;
    for (ai.djl.nn.Parameter parameter : made.getParameters().values()) {
      NDArray array = parameter.getArray();
      boolean isVariance = parameter.getType() == ai.djl.nn.Parameter.Type.RUNNING_VAR;
      float[] values = wave(array.size(), ++salt);
      for (int i = 0; i < values.length; i++) {
        values[i] = isVariance ? 1 + 0.3f * Math.abs(values[i]) : 0.4f * values[i];
      }
      array.set(values);
    }
    return made;
  }

  NDList arrays() {
    return new NDList(inputs.toArray(NDArray[]::new));
  }

  static float[] wave(long size, int salt) {
    float[] values = new float[Math.toIntExact(size)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1.3 * Math.sin(1.7 * i + 0.4 + salt) + 0.01 * (i % 7));
    }
    return values;
  }

  static BorchArray input(long... shape) {
    Shape whole = new Shape(shape);
    double[] values = new double[Math.toIntExact(whole.size())];
    float[] wave = wave(values.length, 0);
    java.util.Arrays.setAll(values, i -> wave[i]);
    return BorchArray.wrap(BorchArray.of(whole, values).toType(DataType.FLOAT32, false));
  }

  private static BlockCase of(String name, Supplier<Block> block, BorchArray... inputs) {
    return new BlockCase(name, block, List.of(inputs));
  }

  @Override
  public String toString() {
    return name;
  }

  static Stream<BlockCase> all() {
    BorchArray ids = BorchArray.of(new Shape(2, 3), new long[] {3, 0, 2, 3, 1, 4});
    return Stream.of(
        of("Linear", () -> Linear.builder().setUnits(3).build(), input(4, 6)),
        of("a network", BlockCase::network, input(4, 6)),
        of("convolutions", BlockCase::convolutions, input(2, 1, 6, 6)),
        of("BatchNorm", () -> BatchNorm.builder().build(), input(4, 6)),
        of("LayerNorm", () -> LayerNorm.builder().build(), input(4, 6)),
        of("a residual block", BlockCase::residual, input(2, 3, 5, 5)),
        of(
            "LSTM",
            () -> LSTM.builder().setStateSize(3).setNumLayers(1).optReturnState(true).build(),
            input(2, 5, 4)),
        of("GRU", () -> GRU.builder().setStateSize(3).setNumLayers(2).build(), input(2, 5, 4)),
        of(
            "TrainableWordEmbedding",
            () ->
                new TrainableWordEmbedding(
                    new DefaultVocabulary(List.of("a", "b", "c", "d", "e")), 3),
            ids),
        of(
            "TransformerEncoder",
            () -> new TransformerEncoderBlock(4, 2, 8, 0, Activation::gelu),
            input(2, 5, 4)),
        of(
            "Bert",
            () ->
                BertBlock.builder()
                    .setTokenDictionarySize(5)
                    .optEmbeddingSize(4)
                    .optAttentionHeadCount(2)
                    .optTransformerBlockCount(2)
                    .optHiddenSize(6)
                    .optHiddenDropoutProbability(0)
                    .optTypeDictionarySize(2)
                    .optMaxSequenceLength(3)
                    .build(),
            ids,
            BorchArray.of(new Shape(2, 3), new long[] {0, 0, 1, 0, 1, 1}),
            BorchArray.of(new Shape(2, 3), new long[] {1, 1, 1, 1, 1, 0})));
  }

  static Block network() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(5).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(2).build());
  }

  static Block withDropout() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(50).build())
        .add(Dropout.builder().optRate(0.5f).build())
        .add(Linear.builder().setUnits(2).build());
  }

  private static Block convolutions() {
    return new SequentialBlock()
        .add(Conv2d.builder().setFilters(3).setKernelShape(new Shape(3, 3)).build())
        .add(Activation::relu)
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(2).build());
  }

  private static Block residual() {
    SequentialBlock branch =
        new SequentialBlock()
            .add(
                Conv2d.builder()
                    .setFilters(3)
                    .setKernelShape(new Shape(3, 3))
                    .optPadding(new Shape(1, 1))
                    .build())
            .add(BatchNorm.builder().build());
    return new ParallelBlock(
            outputs -> {
              NDArray sum =
                  outputs.get(0).singletonOrThrow().add(outputs.get(1).singletonOrThrow());
              return new NDList(Activation.relu(sum));
            })
        .add(branch)
        .add(Blocks.identityBlock());
  }

  /** One linear Block at two places. */
  static Block shared() {
    Block linear = Linear.builder().setUnits(4).build();
    return new SequentialBlock().add(linear).add(LambdaBlock.singleton(NDArray::tanh)).add(linear);
  }
}
