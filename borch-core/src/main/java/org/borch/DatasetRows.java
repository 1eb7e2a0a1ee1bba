package org.borch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Sampler;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.borch.tensor.BorchArray;

/** Rows of one of DJL's datasets, read into Java memory. */
final class DatasetRows implements RowSource<NDArray> {

  private static final String ENGINE = "PyTorch";

  /** One batch of given rows. */
  private record Chosen(List<Long> rows) implements Sampler {

    @Override
    public Iterator<List<Long>> sample(RandomAccessDataset dataset) {
      return List.of(rows).iterator();
    }

    @Override
    public int getBatchSize() {
      return rows.size();
    }
  }

  private final RandomAccessDataset dataset;
  private final long size;

  private DatasetRows(RandomAccessDataset dataset) {
    this.dataset = dataset;
    this.size = dataset.size();
  }

  static DatasetRows of(Dataset dataset) {
    if (!(dataset instanceof RandomAccessDataset rows)) {
      throw new IllegalArgumentException(
          "minibatches of "
              + dataset.getClass().getName()
              + ", expected a RandomAccessDataset:"
              + " rows are reached by number, so that they can be shuffled and a run resumed;"
              + " collect the data in an ArrayDataset");
    }
    try {
      rows.prepare();
    } catch (IOException e) {
      throw new UncheckedIOException("preparing " + rows.getClass().getName(), e);
    } catch (TranslateException e) {
      throw new IllegalArgumentException("preparing " + rows.getClass().getName(), e);
    }
    return new DatasetRows(rows);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Selection<NDArray> select(NDArray index) {
    List<Long> rows = Arrays.stream(index.toLongArray()).boxed().toList();
    // The dataset's arrays may be the engine's own, which do not attach to another manager.
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), ENGINE)) {
      Iterator<Batch> batches = dataset.getData(manager, new Chosen(rows)).iterator();
      try (Batch batch = batches.next()) {
        return new Selection<>(
            copy(batch.getData().head()), batch.getLabels().stream().map(this::copy).toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + dataset.getClass().getName(), e);
    } catch (TranslateException e) {
      throw new IllegalArgumentException("reading " + dataset.getClass().getName(), e);
    }
  }

  /** In Java memory, because the dataset's manager closes. */
  private NDArray copy(NDArray array) {
    BorchArray copy = BorchArray.full(array.getShape(), 0, array.getDataType());
    copy.set(array.toByteBuffer(false));
    return copy;
  }
}
