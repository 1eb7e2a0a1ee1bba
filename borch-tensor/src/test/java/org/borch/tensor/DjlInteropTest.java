package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.initializer.TruncatedNormalInitializer;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Progress;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses, initialisers, datasets, optimisers and index expressions of DJL on borch's arrays. */
class DjlInteropTest {

  private final NDManager engine = Engine.getEngine("PyTorch").newBaseManager();
  private final BorchManager borch = BorchManager.create();

  @AfterEach
  void close() {
    borch.close();
    engine.close();
  }

  /** A named function of a manager, tried on the engine's and on borch's. */
  private record Row<T>(String name, T function) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static <T> Row<T> row(String name, T function) {
    return new Row<>(name, function);
  }

  private static void assertSame(NDArray actual, NDArray expected) {
    assertThat(actual).isInstanceOf(BorchArray.class);
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    assertThat(actual.getDataType()).isEqualTo(expected.getDataType());
    assertThat(BorchArray.wrap(actual).values())
        .containsExactly(BorchArray.wrap(expected).values(), within(1e-5));
  }

  static Stream<Row<Loss>> losses() {
    return Stream.of(
        row("L1", Loss.l1Loss()),
        row("L2", Loss.l2Loss()),
        row("hinge", Loss.hingeLoss()),
        row("quantile", Loss.quantileL1Loss(0.3f)),
        row("sigmoid cross entropy", Loss.sigmoidBinaryCrossEntropyLoss()));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossesAreThoseOfTheEngine(Row<Loss> row) {
    Function<NDManager, NDArray> loss =
        manager -> {
          NDArray labels = manager.create(new float[] {1, 0, 0, 1}, new Shape(4, 1));
          NDArray predictions = manager.create(DjlCase.wave(4, 0), new Shape(4, 1));
          return row.function().evaluate(new NDList(labels), new NDList(predictions));
        };

    assertSame(loss.apply(borch), loss.apply(engine));
  }

  @Test
  void softmaxCrossEntropiesAreThoseOfTheEngine() {
    Function<NDManager, NDList> losses =
        manager -> {
          NDArray scores = manager.create(DjlCase.wave(12, 0), new Shape(4, 3));
          NDArray places = manager.create(new long[] {0, 2, 1, 1}, new Shape(4));
          NDArray shares =
              manager.create(
                  new float[] {1, 0, 0, 0, 0.5f, 0.5f, 0, 1, 0, 0.2f, 0.2f, 0.6f}, new Shape(4, 3));
          return new NDList(
              Loss.softmaxCrossEntropyLoss().evaluate(new NDList(places), new NDList(scores)),
              Loss.softmaxCrossEntropyLoss("soft", 1, -1, false, true)
                  .evaluate(new NDList(shares), new NDList(scores)));
        };
    NDList expected = losses.apply(engine);

    NDList result = losses.apply(borch);

    for (int i = 0; i < expected.size(); i++) {
      assertSame(result.get(i), expected.get(i));
    }
  }

  /** The engine's sequenceMask is missing, so the reference is summed by hand. */
  @Test
  void maskedSoftmaxCrossEntropyLeavesOutWhatIsBeyondTheLength() {
    NDArray scores = borch.zeros(new Shape(1, 3, 2));
    NDArray labels = borch.create(new float[] {0, 1, 1}, new Shape(1, 3));
    NDArray lengths = borch.create(new float[] {2}, new Shape(1));

    NDArray loss =
        Loss.maskedSoftmaxCrossEntropyLoss("masked", 1, -1, true, false)
            .evaluate(new NDList(labels, lengths), new NDList(scores));

    // Two of three places count log 2 each; DJL takes the mean over all three.
    assertThat(loss.getFloat()).isCloseTo((float) (Math.log(2) * 2 / 3), within(1e-6f));
  }

  static Stream<Row<Initializer>> initialisers() {
    return Stream.of(
        row("zeros", Initializer.ZEROS),
        row("ones", Initializer.ONES),
        row("constant", new ConstantInitializer(0.5f)),
        row("normal", new NormalInitializer(0.5f)),
        row("uniform", new UniformInitializer(0.5f)),
        row("truncated normal", new TruncatedNormalInitializer(0.5f)),
        row("xavier", new XavierInitializer()));
  }

  @ParameterizedTest
  @MethodSource("initialisers")
  void initialisersMakeOurArrays(Row<Initializer> row) {
    Engine.getEngine("PyTorch").setRandomSeed(1);
    NDArray expected = row.function().initialize(engine, new Shape(20, 30), DataType.FLOAT32);
    Engine.getEngine("PyTorch").setRandomSeed(1);

    assertSame(row.function().initialize(borch, new Shape(20, 30), DataType.FLOAT32), expected);
  }

  static Stream<Row<Function<NDArray, NDArray>>> reads() {
    return Stream.of(
        row("all", x -> x.get(":")),
        row("fixed", x -> x.get(1)),
        row("fixed negative", x -> x.get(-1)),
        row("two fixed", x -> x.get(1, 2)),
        row("three fixed", x -> x.get("1, 2, 3")),
        row("slice", x -> x.get("1:, :2")),
        row("slice from the end", x -> x.get(":, -2:, :-1")),
        row("slice with step", x -> x.get(":, ::2, 1::2")),
        row("ellipsis", x -> x.get("..., 1")),
        row("ellipsis between", x -> x.get("0, ..., 1:3")),
        row("fixed and slice", x -> x.get("1, 0:2, -1")),
        row("empty slice", x -> x.get("1:1")),
        row(
            "take",
            x ->
                x.get(
                    new NDIndex("{}", x.getManager().create(new long[] {1, 0, 1}, new Shape(3))))),
        row(
            "take of the second axis",
            x ->
                x.get(
                    new NDIndex(":, {}", x.getManager().create(new long[] {2, 0}, new Shape(2))))),
        row("mask", x -> x.get(new NDIndex("{}", x.gt(0.5)))),
        row("mask of a comparison", x -> x.get(x.lte(0))),
        row("none", x -> x.get(new NDIndex(":"))),
        row(
            "pick",
            x ->
                x.reshape(6, 4)
                    .get(
                        new NDIndex()
                            .addAllDim()
                            .addPickDim(
                                x.getManager()
                                    .create(new long[] {0, 3, 1, 2, 2, 0}, new Shape(6, 1))))),
        row(
            "pick by a vector",
            x ->
                x.reshape(6, 4)
                    .get(
                        new NDIndex()
                            .addAllDim()
                            .addPickDim(
                                x.getManager()
                                    .create(new long[] {0, 3, 1, 2, 2, 0}, new Shape(6))))),
        row(
            "gather",
            x -> x.gather(x.getManager().create(new long[] {0, 1, 1, 0}, new Shape(2, 1, 2)), 2)),
        row("split", x -> x.split(2, 2).get(1)),
        row("take of a manager", x -> x.take(x.getManager().create(new long[] {3, 7, 23}))),
        row("booleanMask", x -> x.booleanMask(x.gt(0))));
  }

  private static NDArray numbers(NDManager manager) {
    return manager.create(DjlCase.wave(24, 0), new Shape(2, 3, 4));
  }

  @ParameterizedTest
  @MethodSource("reads")
  void indexExpressionsReadWhatTheEngineReads(Row<Function<NDArray, NDArray>> row) {
    NDArray expected = row.function().apply(numbers(engine));

    assertSame(row.function().apply(numbers(borch)), expected);
    assertSame(row.function().apply(numbers(borch).mul(1)), expected);
  }

  static Stream<Row<BiConsumer<NDArray, NDManager>>> writes() {
    return Stream.of(
        row("all by a number", (x, m) -> x.set(new NDIndex(":"), 5)),
        row("fixed by a number", (x, m) -> x.set(new NDIndex(1), 5)),
        row("one element", (x, m) -> x.set(new NDIndex(1, 2, 3), 5)),
        row("slice by a number", (x, m) -> x.set(new NDIndex("0, 1:, ::2"), -1.5)),
        row("slice by an array", (x, m) -> x.set(new NDIndex("0, 1:"), m.ones(new Shape(2, 4)))),
        row("slice by a row", (x, m) -> x.set(new NDIndex("0, 1:"), m.ones(new Shape(4)))),
        row(
            "ellipsis by an array",
            (x, m) -> x.set(new NDIndex("..., 1"), m.ones(new Shape(2, 3)))),
        row("negative", (x, m) -> x.set(new NDIndex("-1, -2"), m.create(new float[] {1, 2, 3, 4}))),
        row("a scalar of another type", (x, m) -> x.setScalar(new NDIndex("1, 1, 1"), 7)),
        row("mask by a number", (x, m) -> x.set(x.gt(0.5), 9)),
        row("mask by an array", (x, m) -> x.set(new NDIndex("{}", x.gt(0.5)), m.create(4f))),
        row("function", (x, m) -> x.set(new NDIndex(1), part -> part.mul(2))),
        row("addi", (x, m) -> x.addi(m.ones(new Shape(4)))),
        row("muli", (x, m) -> x.muli(3)),
        row("add to a slice", (x, m) -> x.get(1).addi(100)));
  }

  @ParameterizedTest
  @MethodSource("writes")
  void indexExpressionsWriteWhatTheEngineWrites(Row<BiConsumer<NDArray, NDManager>> row) {
    NDArray expected = numbers(engine);
    row.function().accept(expected, engine);
    NDArray computed = numbers(borch).mul(1);
    row.function().accept(computed, borch);

    assertSame(computed, expected);
    if (!row.name().contains("to a slice")) {
      NDArray data = numbers(borch);
      row.function().accept(data, borch);
      assertSame(data, expected);
    }
  }

  @Test
  void readingThroughAnIndexHasDerivatives() {
    NDArray x = BorchArray.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    Function<Function<NDArray, NDArray>, double[]> slope =
        read -> Autodiff.grad(v -> read.apply(v).sum()).apply(x).toDoubleArray();

    assertThat(slope.apply(v -> v.get(":, 1:"))).containsExactly(0, 1, 1, 0, 1, 1);
    assertThat(slope.apply(v -> v.get("-1, ::2"))).containsExactly(0, 0, 0, 1, 0, 1);
    assertThat(slope.apply(v -> v.get(v.gt(2.5)))).containsExactly(0, 0, 1, 1, 1, 1);
    assertThat(slope.apply(v -> v.get(new NDIndex("{}", BorchArray.ofLongs(1, 1)))))
        .containsExactly(0, 0, 0, 2, 2, 2);
    assertThat(
            slope.apply(
                v -> {
                  NDArray copy = v.mul(1);
                  copy.set(new NDIndex("0, 1:"), 7);
                  return copy;
                }))
        .containsExactly(1, 0, 0, 1, 1, 1);
  }

  @Test
  void inPlaceOnAViewOfADifferentiatedArrayIsRefused() {
    assertThatThrownBy(
            () ->
                Autodiff.grad(
                        x -> {
                          x.get(0).addi(1);
                          return x.sum();
                        })
                    .apply(BorchArray.of(1, 2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("view");
  }

  static Stream<Row<Supplier<Optimizer>>> optimisers() {
    Tracker rate = Tracker.fixed(0.1f);
    return Stream.of(
        row("sgd", () -> Optimizer.sgd().setLearningRateTracker(rate).build()),
        row(
            "sgd with momentum",
            () ->
                Optimizer.sgd()
                    .setLearningRateTracker(rate)
                    .optMomentum(0.9f)
                    .optWeightDecays(0.01f)
                    .build()),
        row("adam", () -> Optimizer.adam().optLearningRateTracker(rate).build()),
        row("adamw", () -> Optimizer.adamW().optLearningRateTracker(rate).build()));
  }

  private static NDArray optimised(Optimizer optimiser, NDManager manager) {
    NDArray weight = manager.create(new float[] {1, -2, 3});
    for (int step = 0; step < 3; step++) {
      optimiser.update("weight", weight, weight.mul(2));
    }
    return weight;
  }

  @ParameterizedTest
  @MethodSource("optimisers")
  void optimisersUpdateWeightsInPlace(Row<Supplier<Optimizer>> row) {
    NDArray expected = optimised(row.function().get(), engine);

    assertSame(optimised(row.function().get(), borch), expected);
  }

  @Test
  void arrayDatasetsGiveOurBatches() throws Exception {
    ArrayDataset dataset =
        new ArrayDataset.Builder()
            .setData(borch.create(DjlCase.wave(20, 0), new Shape(10, 2)))
            .optLabels(borch.create(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}))
            .setSampling(4, false)
            .build();

    int rows = 0;
    for (Batch batch : dataset.getData(borch)) {
      try (batch) {
        NDArray data = batch.getData().singletonOrThrow();
        NDArray labels = batch.getLabels().singletonOrThrow();
        assertThat(data).isInstanceOf(BorchArray.class);
        assertThat(data.getShape()).isEqualTo(new Shape(batch.getSize(), 2));
        assertThat(labels.toFloatArray()[0]).isEqualTo(rows);
        rows += batch.getSize();
      }
    }
    assertThat(rows).isEqualTo(10);
  }

  private static final class Squares extends RandomAccessDataset {

    private static final class Builder extends BaseBuilder<Builder> {
      @Override
      protected Builder self() {
        return this;
      }
    }

    Squares(Builder builder) {
      super(builder);
    }

    @Override
    public Record get(NDManager manager, long index) {
      return new Record(
          new NDList(manager.create(new float[] {index, index * index})),
          new NDList(manager.create((float) index)));
    }

    @Override
    protected long availableSize() {
      return 7;
    }

    @Override
    public void prepare(Progress progress) {}
  }

  @Test
  void otherDatasetsGiveOurBatches() throws Exception {
    Squares dataset = new Squares(new Squares.Builder().setSampling(3, true));

    double sum = 0;
    for (Batch batch : dataset.getData(borch)) {
      try (batch) {
        assertThat(batch.getData().head()).isInstanceOf(BorchArray.class);
        sum += BorchArray.wrap(batch.getData().head().get(":, 1").sum()).values()[0];
      }
    }
    assertThat(sum).isEqualTo(1 + 4 + 9 + 16 + 25 + 36);
  }

  @Test
  void aServiceBesideBorchKeepsItsEngine() {
    exerciseBorch();

    assertThat(Engine.getInstance().getEngineName()).isEqualTo("PyTorch");
    assertThat(Engine.getDefaultEngineName()).isEqualTo("PyTorch");
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray array = manager.create(new float[] {1, 2});
      assertThat(array).isNotInstanceOf(BorchArray.class);
      assertThat(array.add(1)).isNotInstanceOf(BorchArray.class);
      BorchArray.wrap(array).mul(3);
      assertThat(array.toFloatArray()).containsExactly(1, 2);
      assertThat(array.getManager()).isSameAs(manager);
      try (Scope scope = Scope.open()) {
        scope.watch(BorchArray.wrap(array)).mul(2);
      }
      assertThat(array.isReleased()).isFalse();
    }
  }

  private void exerciseBorch() {
    assertThat(Autodiff.grad(x -> x.square().sum()).apply(BorchArray.of(3.0)).getDouble())
        .isEqualTo(6);
    assertThat(Engine.getEngine(BorchEngine.NAME).newBaseManager())
        .isInstanceOf(BorchManager.class);
  }

  @Test
  void aModelOfOurEngineHoldsOurArrays() {
    try (Model model = Model.newInstance("model", BorchEngine.NAME)) {
      model.setBlock(Linear.builder().setUnits(2).build());
      assertThat(model.getNDManager()).isInstanceOf(BorchManager.class);
      model.getBlock().initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 3));

      assertThat(model.getBlock().getParameters().valueAt(0).getArray())
          .isInstanceOf(BorchArray.class);
    }
  }

  @Test
  void arraysOfUnsupportedTypesAreTurnedAway() {
    assertThatThrownBy(() -> borch.zeros(new Shape(2), DataType.BFLOAT16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bfloat16");
    assertThatThrownBy(() -> BorchArray.of(1.0).toType(DataType.INT16, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("int16");
    for (DataType type : List.of(DataType.INT8, DataType.UINT8, DataType.INT32, DataType.FLOAT16)) {
      assertThat(BorchArray.of(1.0, 2).toType(type, false).getDataType()).isEqualTo(type);
    }
  }
}
