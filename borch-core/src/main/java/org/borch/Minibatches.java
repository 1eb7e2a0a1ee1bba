package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.dataset.Dataset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.jspecify.annotations.Nullable;

/**
 * Data in minibatches: an immutable view that a model is bound to.
 *
 * <pre>{@code
 * new Net().on(minibatches(train, 128).plate("image").observing("label"))
 * new Net().on(minibatches(x, 128).plate("row").observing("y", y))
 * }</pre>
 *
 * <p>Everything is decided by keys alone, so that a resumed run and another process see the same
 * rows. {@link #batch} goes through the data in epochs, each row once in an epoch; {@link #at}
 * gives any rows, for single draws.
 *
 * @param <I> the module's input
 */
public final class Minibatches<I> implements Batches<I> {

  private final RowSource<I> source;
  private final int batchSize;
  private final @Nullable String plate;
  private final List<String> labels;
  private final Map<String, NDArray> observed;
  private volatile @Nullable Epoch latest;

  /** The order of the rows in one epoch. */
  private static final class Epoch {

    private final Key key;
    private final long[] order;

    Epoch(Key key, int size) {
      this.key = key;
      this.order = new long[size];
      Arrays.setAll(order, i -> i);
      for (int i = size - 1; i > 0; i--) {
        // Fisher and Yates. The modulus prefers small rows by less than size / 2^63.
        int j = (int) Long.remainderUnsigned(key.at(i).bits(), i + 1L);
        long moved = order[i];
        order[i] = order[j];
        order[j] = moved;
      }
    }
  }

  private Minibatches(
      RowSource<I> source,
      int batchSize,
      @Nullable String plate,
      List<String> labels,
      Map<String, NDArray> observed) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size " + batchSize + ", expected at least 1");
    }
    this.source = source;
    this.batchSize = batchSize;
    this.plate = plate;
    this.labels = labels;
    this.observed = observed;
  }

  private static <I> Minibatches<I> of(RowSource<I> source, int batchSize) {
    return new Minibatches<>(source, batchSize, null, List.of(), Map.of());
  }

  /**
   * Batches of an array.
   *
   * @param input [N, ...]: its first axis counts the rows
   */
  public static Minibatches<NDArray> minibatches(NDArray input, int batchSize) {
    return of(new ArrayRows<>(input), batchSize);
  }

  /**
   * Batches of several arrays.
   *
   * @param input arrays of shape [N, ...]
   * @throws IllegalArgumentException if they have no rows or not equally many
   */
  public static Minibatches<NDList> minibatches(NDList input, int batchSize) {
    return of(new ArrayRows<>(input), batchSize);
  }

  /**
   * Batches of a record. Its arrays have shape [N, ...]; other components stay what they are.
   *
   * @throws IllegalArgumentException if its arrays have no rows or not equally many
   */
  public static <R extends Record> Minibatches<R> minibatches(R input, int batchSize) {
    return of(new ArrayRows<>(input), batchSize);
  }

  /**
   * Batches of one of DJL's datasets, with its transformations but without its sampler: the first
   * array of a record's data is the input, its labels are observations.
   *
   * @param dataset a {@link ai.djl.training.dataset.RandomAccessDataset}
   * @throws IllegalArgumentException if it is of another kind
   */
  public static Minibatches<NDArray> minibatches(Dataset dataset, int batchSize) {
    return of(DatasetRows.of(dataset), batchSize);
  }

  // ---- views

  /** Says in which of the model's plates the rows are. */
  public Minibatches<I> plate(String name) {
    return new Minibatches<>(source, batchSize, name, labels, observed);
  }

  /** Names the variables that a dataset's labels observe, in the order of the labels. */
  public Minibatches<I> observing(String... names) {
    return new Minibatches<>(source, batchSize, plate, List.of(names), observed);
  }

  /**
   * Adds observations of a variable.
   *
   * @param values [N, ...]
   * @throws IllegalArgumentException if there are not as many rows as in the input
   */
  public Minibatches<I> observing(String name, NDArray values) {
    if (ArrayRows.rows(values) != source.size()) {
      throw new IllegalArgumentException(
          name
              + ": observations of shape "
              + values.getShape()
              + ", expected "
              + source.size()
              + " rows as in the input");
    }
    Map<String, NDArray> more = new LinkedHashMap<>(observed);
    more.put(name, BorchArray.wrap(values));
    return new Minibatches<>(source, batchSize, plate, labels, more);
  }

  // ---- batches

  /** The number of rows of all data. */
  public long size() {
    return source.size();
  }

  /** How many steps see every row once; the last batch of an epoch may be shorter. */
  public long stepsPerEpoch() {
    return (source.size() + batchSize - 1) / batchSize;
  }

  /**
   * The batch of a step. Steps 0 to {@link #stepsPerEpoch} - 1 are the first epoch; each epoch has
   * its own order.
   *
   * @param key of the run, the same for all steps
   */
  public Batch<I> batch(Key key, long step) {
    long epoch = Math.floorDiv(step, stepsPerEpoch());
    int from = Math.toIntExact(Math.floorMod(step, stepsPerEpoch()) * batchSize);
    int to = (int) Math.min(source.size(), (long) from + batchSize);
    return batchSize >= source.size()
        ? all()
        : select(
            BorchArray.ofLongs(Arrays.copyOfRange(order(key.at("epoch").at(epoch)), from, to)));
  }

  /** A batch of different rows that a key decides, independent of the batches of other keys. */
  @Override
  public Batch<I> at(Key key) {
    return batchSize >= source.size()
        ? all()
        : select(Rows.random(plate(), source.size(), batchSize, key).index());
  }

  private Batch<I> all() {
    long[] rows = new long[Math.toIntExact(source.size())];
    Arrays.setAll(rows, i -> i);
    return select(BorchArray.ofLongs(rows));
  }

  private long[] order(Key key) {
    Epoch known = latest;
    if (known == null || !known.key.equals(key)) {
      known = new Epoch(key, Math.toIntExact(source.size()));
      latest = known;
    }
    return known.order;
  }

  private Batch<I> select(NDArray index) {
    RowSource.Selection<I> selection = source.select(index);
    if (selection.labels().size() != labels.size()) {
      throw new IllegalArgumentException(
          "minibatches observing "
              + labels
              + ", but the data has "
              + selection.labels().size()
              + " label arrays; name each in observing(...)");
    }
    Map<String, NDArray> values = new LinkedHashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      values.put(labels.get(i), selection.labels().get(i));
    }
    observed.forEach(
        (name, array) -> values.put(name, ArrayRows.take(array, index, source.size())));
    return new Batch<>(selection.input(), plate(), source.size(), index, values);
  }

  private String plate() {
    if (plate == null) {
      throw new IllegalStateException(
          "minibatches without a plate; call plate(name) with the name of the model's plate that"
              + " their rows are in");
    }
    return plate;
  }

  /** Sizes and names; reads no data. */
  @Override
  public String toString() {
    return "Minibatches(plate " + plate + ", " + batchSize + " of " + source.size() + " rows)";
  }
}
