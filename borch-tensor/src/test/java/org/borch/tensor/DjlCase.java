package org.borch.tensor;

import ai.djl.modality.nlp.DefaultVocabulary;
import ai.djl.modality.nlp.embedding.TrainableWordEmbedding;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.core.Multiplication;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.PointwiseFeedForwardBlock;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A Block of DJL and the inputs on which {@link DjlBlocksTest} tries it. */
record DjlCase(String name, Supplier<Block> block, List<Function<NDManager, NDArray>> inputs) {

  static DjlCase of(String name, Supplier<Block> block, Shape... shapes) {
    List<Function<NDManager, NDArray>> inputs = new ArrayList<>();
    for (Shape shape : shapes) {
      inputs.add(manager -> manager.create(wave(shape.size(), 0), shape));
    }
    return new DjlCase(name, block, inputs);
  }

  /** Values of both signs, without ties. */
  static float[] wave(long size, int salt) {
    float[] values = new float[Math.toIntExact(size)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1.3 * Math.sin(1.7 * i + 0.4 + salt) + 0.01 * (i % 7));
    }
    return values;
  }

  NDList arrays(NDManager manager) {
    NDList list = new NDList();
    inputs.forEach(input -> list.add(input.apply(manager)));
    return list;
  }

  @Override
  public String toString() {
    return name;
  }

  static Stream<DjlCase> all() {
    Shape vector = new Shape(4, 6);
    Shape sequence = new Shape(2, 5, 4);
    Shape image = new Shape(2, 3, 8, 8);
    Shape line = new Shape(2, 3, 9);
    Shape volume = new Shape(2, 2, 4, 4, 4);
    Function<NDManager, NDArray> ids =
        manager -> manager.create(new long[] {3, 0, 2, 3, 1, 4}, new Shape(2, 3));
    return Stream.of(
        of("Linear", () -> Linear.builder().setUnits(3).build(), vector),
        of("Linear of a sequence", () -> Linear.builder().setUnits(3).build(), sequence),
        of(
            "Linear without bias",
            () -> Linear.builder().setUnits(3).optBias(false).build(),
            vector),
        of("Multiplication", () -> Multiplication.builder().setUnits(2).build(), vector),
        of(
            "Conv1d",
            () -> Conv1d.builder().setFilters(2).setKernelShape(new Shape(3)).build(),
            line),
        of(
            "Conv2d",
            () ->
                Conv2d.builder()
                    .setFilters(4)
                    .setKernelShape(new Shape(3, 3))
                    .optPadding(new Shape(1, 1))
                    .optStride(new Shape(2, 2))
                    .build(),
            image),
        of(
            "Conv2d in groups",
            () ->
                Conv2d.builder()
                    .setFilters(6)
                    .setKernelShape(new Shape(3, 3))
                    .optGroups(3)
                    .optDilation(new Shape(2, 2))
                    .optBias(false)
                    .build(),
            image),
        of(
            "Conv3d",
            () -> Conv3d.builder().setFilters(2).setKernelShape(new Shape(2, 2, 2)).build(),
            volume),
        of("BatchNorm", () -> BatchNorm.builder().build(), vector),
        of("BatchNorm of images", () -> BatchNorm.builder().build(), image),
        of("BatchNorm of the last axis", () -> BatchNorm.builder().optAxis(2).build(), sequence),
        of(
            "BatchNorm without scale",
            () -> BatchNorm.builder().optScale(false).optCenter(false).optMomentum(0.7f).build(),
            vector),
        of("LayerNorm", () -> LayerNorm.builder().build(), vector),
        of("LayerNorm of the last axis", () -> LayerNorm.builder().axis(2).build(), sequence),
        of("Dropout of nothing", () -> Dropout.builder().optRate(0).build(), vector),
        new DjlCase(
            "IdEmbedding",
            () -> new IdEmbedding.Builder().setDictionarySize(5).setEmbeddingSize(3).build(),
            List.of(ids)),
        new DjlCase(
            "TrainableWordEmbedding",
            () ->
                new TrainableWordEmbedding(
                    new DefaultVocabulary(List.of("a", "b", "c", "d", "e")), 3),
            List.of(ids)),
        of("relu", Activation::reluBlock, vector),
        of("relu6", Activation::relu6Block, vector),
        of("sigmoid", Activation::sigmoidBlock, vector),
        of("tanh", Activation::tanhBlock, vector),
        of("softPlus", Activation::softPlusBlock, vector),
        of("softSign", Activation::softSignBlock, vector),
        of("leakyRelu", () -> Activation.leakyReluBlock(0.1f), vector),
        of("elu", () -> Activation.eluBlock(0.7f), vector),
        of("selu", Activation::seluBlock, vector),
        of("gelu", Activation::geluBlock, vector),
        of("swish", () -> Activation.swishBlock(1.5f), vector),
        of("maxPool1d", () -> Pool.maxPool1dBlock(new Shape(2)), line),
        of("maxPool2d", () -> Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)), image),
        of("maxPool3d", () -> Pool.maxPool3dBlock(new Shape(2, 2, 2)), volume),
        of("avgPool1d", () -> Pool.avgPool1dBlock(new Shape(2)), line),
        of("avgPool2d", () -> Pool.avgPool2dBlock(new Shape(3, 3), new Shape(2, 2)), image),
        of("avgPool3d", () -> Pool.avgPool3dBlock(new Shape(2, 2, 2)), volume),
        of("lpPool2d", () -> Pool.lpPool2dBlock(2, new Shape(2, 2)), image),
        of("globalMaxPool1d", Pool::globalMaxPool1dBlock, line),
        of("globalMaxPool2d", Pool::globalMaxPool2dBlock, image),
        of("globalAvgPool1d", Pool::globalAvgPool1dBlock, line),
        of("globalAvgPool2d", Pool::globalAvgPool2dBlock, image),
        of("globalAvgPool3d", Pool::globalAvgPool3dBlock, volume),
        of("globalLpPool2d", () -> Pool.globalLpPool2dBlock(2), image),
        of("LSTM", () -> LSTM.builder().setStateSize(3).setNumLayers(1).build(), sequence),
        of(
            "LSTM with states",
            () -> LSTM.builder().setStateSize(3).setNumLayers(1).optReturnState(true).build(),
            sequence),
        of(
            "GRU",
            () -> GRU.builder().setStateSize(3).setNumLayers(2).optReturnState(true).build(),
            sequence),
        of(
            "RNN",
            () ->
                RNN.builder()
                    .setStateSize(3)
                    .setNumLayers(1)
                    .setActivation(RNN.Activation.TANH)
                    .build(),
            sequence),
        of(
            "ScaledDotProductAttention",
            () ->
                ScaledDotProductAttentionBlock.builder()
                    .setEmbeddingSize(4)
                    .setHeadCount(2)
                    .optAttentionProbsDropoutProb(0)
                    .build(),
            sequence),
        new DjlCase(
            "ScaledDotProductAttention with a mask",
            () ->
                ScaledDotProductAttentionBlock.builder()
                    .setEmbeddingSize(4)
                    .setHeadCount(2)
                    .optAttentionProbsDropoutProb(0)
                    .build(),
            List.of(
                manager -> manager.create(wave(40, 0), sequence),
                manager -> manager.create(wave(40, 1), sequence),
                manager -> manager.create(wave(40, 2), sequence),
                manager -> manager.ones(new Shape(2, 5, 5)).sub(manager.eye(5)))),
        of(
            "PointwiseFeedForward",
            () -> new PointwiseFeedForwardBlock(List.of(7), 4, Activation::relu),
            sequence),
        of(
            "TransformerEncoder",
            () -> new TransformerEncoderBlock(4, 2, 8, 0, Activation::gelu),
            sequence),
        of(
            "Sequential",
            () ->
                new SequentialBlock()
                    .add(Blocks.batchFlattenBlock())
                    .add(Linear.builder().setUnits(5).build())
                    .add(Activation::relu)
                    .add(Linear.builder().setUnits(2).build()),
            image),
        of(
            "Parallel",
            () ->
                new ParallelBlock(
                        outputs ->
                            new NDList(
                                ai.djl.ndarray.NDArrays.concat(
                                    new NDList(
                                        outputs.get(0).singletonOrThrow(),
                                        outputs.get(1).singletonOrThrow()),
                                    1)))
                    .add(Linear.builder().setUnits(2).build())
                    .add(LambdaBlock.singleton(x -> x.mul(2).sub(1))),
            vector),
        of("a network like LeNet", DjlCase::leNet, new Shape(2, 1, 16, 16)),
        of("a residual block", DjlCase::residual, image));
  }

  private static Block leNet() {
    return new SequentialBlock()
        .add(Conv2d.builder().setFilters(3).setKernelShape(new Shape(5, 5)).build())
        .add(Activation::sigmoid)
        .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Conv2d.builder().setFilters(4).setKernelShape(new Shape(3, 3)).build())
        .add(Activation::sigmoid)
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(5).build());
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
            outputs ->
                new NDList(
                    Activation.relu(
                        outputs.get(0).singletonOrThrow().add(outputs.get(1).singletonOrThrow()))))
        .add(branch)
        .add(Blocks.identityBlock());
  }
}
