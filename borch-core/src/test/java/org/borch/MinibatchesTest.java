package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.Minibatches.minibatches;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.util.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class MinibatchesTest {

  private static final int N = 23;
  private static final Key KEY = Seed.of(7).key();

  /** [N, 2] with row i equal to (i, -i). */
  private static BorchArray x() {
    double[] values = new double[2 * N];
    Arrays.setAll(values, i -> i % 2 == 0 ? i / 2 : -(i / 2));
    return BorchArray.of(new Shape(N, 2), values);
  }

  private static BorchArray y() {
    double[] values = new double[N];
    Arrays.setAll(values, i -> 100 + i);
    return BorchArray.of(values);
  }

  private static Minibatches<NDArray> example(int batchSize) {
    return minibatches((NDArray) x(), batchSize).plate("row").observing("y", y());
  }

  private static double[] read(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  private static long[] epoch(Minibatches<?> data, Key key, long epoch) {
    long steps = data.stepsPerEpoch();
    return LongStream.range(epoch * steps, (epoch + 1) * steps)
        .flatMap(step -> Arrays.stream(data.batch(key, step).index().toLongArray()))
        .toArray();
  }

  @Test
  void eachRowComesOnceInAnEpochAndTheLastBatchIsShort() {
    Minibatches<NDArray> data = example(5);
    assertThat(data.stepsPerEpoch()).isEqualTo(5);
    assertThat(data.batch(KEY, 4).index().size()).isEqualTo(3);
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(epoch(data, KEY, epoch))
          .containsExactlyInAnyOrder(LongStream.range(0, N).toArray());
    }
  }

  @Test
  void epochsAndKeysHaveOrdersOfTheirOwn() {
    Minibatches<NDArray> data = example(5);
    assertThat(epoch(data, KEY, 0))
        .isNotEqualTo(epoch(data, KEY, 1))
        .isNotEqualTo(epoch(data, Seed.of(8).key(), 0))
        .isNotEqualTo(LongStream.range(0, N).toArray());
  }

  /** The numbers come from another process; they must never change. */
  @Test
  void theOrderIsTheSameInEveryProcess() {
    assertThat(epoch(example(5), KEY, 1))
        .containsExactly(
            7, 3, 15, 16, 2, 4, 14, 8, 13, 5, 20, 22, 11, 19, 0, 1, 9, 17, 10, 21, 12, 6, 18);
    assertThat(example(5).at(KEY).index().toLongArray()).containsExactly(8, 12, 17, 13, 18);
  }

  @Test
  void aStepsBatchDependsOnNoStepBefore() {
    Minibatches<NDArray> data = example(4);
    long[] inOrder = epoch(data, KEY, 5);
    assertThat(epoch(example(4), KEY, 5)).containsExactly(inOrder);
    epoch(data, KEY, 2);
    assertThat(epoch(data, KEY, 5)).containsExactly(inOrder);
  }

  @Test
  void inputObservationsAndIndexHaveTheSameRows() {
    org.borch.Batch<NDArray> batch = example(5).batch(KEY, 2);
    double[] rows = read(batch.index());
    assertThat(batch.plate()).isEqualTo("row");
    assertThat(batch.size()).isEqualTo(N);
    assertThat(batch.input().getShape()).isEqualTo(new Shape(5, 2));
    for (int i = 0; i < 5; i++) {
      assertThat(read(batch.input())[2 * i]).isEqualTo(rows[i]);
      assertThat(read(batch.input())[2 * i + 1]).isEqualTo(-rows[i]);
      assertThat(read(batch.observed().get("y"))[i]).isEqualTo(100 + rows[i]);
    }
  }

  @Test
  void singleDrawsGetDifferentRowsThatTheirKeyDecides() {
    Minibatches<NDArray> data = example(20);
    long[] rows = data.at(KEY).index().toLongArray();
    assertThat(rows).hasSize(20).doesNotHaveDuplicates();
    assertThat(data.at(KEY).index().toLongArray()).containsExactly(rows);
    assertThat(data.at(KEY.at(1)).index().toLongArray()).isNotEqualTo(rows);
  }

  @Test
  void batchesOfAllRowsAreTheDataInOrder() {
    Minibatches<NDArray> data = example(50);
    assertThat(data.stepsPerEpoch()).isEqualTo(1);
    assertThat(read(data.batch(KEY, 3).input())).containsExactly(read(x()));
    assertThat(read(data.at(KEY).observed().get("y"))).containsExactly(read(y()));
  }

  private record Pair(NDArray left, NDArray right, double weight) {}

  @Test
  void recordsAndListsAreCutRowByRow() {
    Pair pair = minibatches(new Pair(x(), y(), 0.5), 5).plate("p").batch(KEY, 1).input();
    assertThat(pair.weight).isEqualTo(0.5);
    assertThat(pair.left.getShape()).isEqualTo(new Shape(5, 2));
    assertThat(read(pair.right)[3]).isEqualTo(100 + read(pair.left)[6]);
    NDList list = minibatches(new NDList(x(), y()), 5).plate("p").batch(KEY, 1).input();
    assertThat(read(list.get(1))).containsExactly(read(pair.right));
  }

  @Test
  void datasetsOfTheEngineOrOfBorchGiveInputAndLabels() throws Exception {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray nativeX = manager.create(x().toDoubleArray()).reshape(N, 2);
      NDArray nativeY = manager.create(y().toDoubleArray());
      for (NDArray[] arrays : new NDArray[][] {{nativeX, nativeY}, {x(), y()}}) {
        Minibatches<NDArray> data =
            minibatches(dataset(arrays[0], arrays[1]), 5).plate("row").observing("y");
        assertThat(data.size()).isEqualTo(N);
        assertThat(epoch(data, KEY, 0)).containsExactly(epoch(example(5), KEY, 0));
        org.borch.Batch<NDArray> batch = data.batch(KEY, 4);
        org.borch.Batch<NDArray> expected = example(5).batch(KEY, 4);
        assertThat(batch.input().getDataType()).isEqualTo(DataType.FLOAT64);
        assertThat(batch.input().getShape()).isEqualTo(expected.input().getShape());
        assertThat(read(batch.input())).containsExactly(read(expected.input()));
        assertThat(read(batch.observed().get("y")))
            .containsExactly(read(expected.observed().get("y")));
      }
    }
  }

  private static ArrayDataset dataset(NDArray x, NDArray y) {
    return new ArrayDataset.Builder().setData(x).optLabels(y).setSampling(99, true).build();
  }

  @Test
  void wrongUseSaysWhatToDo() {
    Dataset stream =
        new Dataset() {
          @Override
          public Iterable<Batch> getData(NDManager manager) {
            return List.of();
          }

          @Override
          public void prepare(Progress progress) {}
        };
    assertThatThrownBy(() -> minibatches(stream, 5))
        .hasMessageContaining("expected a RandomAccessDataset")
        .hasMessageContaining("ArrayDataset");
    assertThatThrownBy(() -> minibatches((NDArray) x(), 0)).hasMessageContaining("batch size 0");
    assertThatThrownBy(() -> minibatches((NDArray) x(), 5).batch(KEY, 0))
        .hasMessageContaining("call plate(name)");
    assertThatThrownBy(() -> example(5).observing("z", BorchArray.of(1.0, 2.0)))
        .hasMessageContaining("z: observations of shape (2), expected 23 rows");
    assertThatThrownBy(() -> minibatches(new NDList(x(), BorchArray.of(1.0, 2.0)), 5))
        .hasMessageContaining("[23, 2] rows");
    assertThatThrownBy(() -> minibatches(BorchArray.scalar(1, DataType.FLOAT32), 5))
        .hasMessageContaining("shape ()");
    assertThatThrownBy(() -> minibatches(dataset(x(), y()), 5).plate("p").batch(KEY, 0))
        .hasMessageContaining("observing []")
        .hasMessageContaining("1 label arrays");
  }

  @Test
  void stepsLeaveNoNativeArraysBehind() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray labels = manager.create(y().toDoubleArray());
      NDArray inputs = manager.create(x().toDoubleArray()).reshape(N, 2);
      NDManager root = BorchArray.of(1.0).add(1).getManager();
      List<Minibatches<NDArray>> all = new ArrayList<>();
      all.add(example(5));
      all.add(minibatches(dataset(inputs, labels), 5).plate("row").observing("y"));
      all.add(minibatches(dataset(x(), y()), 5).plate("row").observing("y"));
      for (Minibatches<NDArray> data : all) {
        use(data, 20);
        int live = root.getManagedArrays().size();
        use(data, 500);
        assertThat(root.getManagedArrays().size()).isLessThanOrEqualTo(live);
      }
    }
  }

  private static void use(Minibatches<NDArray> data, int steps) {
    for (int step = 0; step < steps; step++) {
      try (Scope scope = Scope.open()) {
        org.borch.Batch<NDArray> batch = data.batch(KEY, step);
        batch.input().sum().add(batch.observed().get("y").sum());
      }
    }
  }
}
