package org.borch.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;


/**
 * Choosing and adding by index for many elements. What is the same for all is not repeated, unless
 * the result is as large. S is the number of elements.
 */
final class BatchedIndexing {

  private BatchedIndexing() {}

  static BorchArray takeAlong(int axis, Batch batch) {
    BorchArray x = batch.get(0);
    BorchArray index = batch.get(1);
    boolean line = batch.rank(0) == 1;
    if (batch.isMapped(0)) {
      return line && !batch.isMapped(1)
          ? x.apply(new Indexing.Take(1), index)
          : x.apply(new Indexing.TakeAlong(axis + 1), batch.whole(1));
    }
    if (line) {
      return x.apply(new Indexing.Take(0), index);
    }
    // The indices of all elements one after the other along the axis: [.., S k, ..].
    BorchArray together = index.moveAxis(0, axis).flatten(axis, axis + 1);
    BorchArray taken = x.apply(new Indexing.TakeAlong(axis), together);
    Shape shape = index.getShape().slice(1);
    Shape split =
        shape.slice(0, axis).add(batch.size(), shape.get(axis)).addAll(shape.slice(axis + 1));
    return taken.reshape(split).moveAxis(axis, 0);
  }

  static BorchArray addAlong(int axis, Shape shape, Batch batch) {
    Shape all = new Shape(batch.size()).addAll(shape);
    if (shape.dimension() == 1 && !batch.isMapped(1)) {
      return batch.get(0).apply(new Indexing.AddRows(1, all), batch.get(1));
    }
    return batch.whole(0).apply(new Indexing.AddAlong(axis + 1, all), batch.whole(1));
  }

  static BorchArray take(int axis, Batch batch) {
    BorchArray x = batch.get(0);
    BorchArray index = batch.get(1);
    if (!batch.isMapped(1)) {
      return x.apply(new Indexing.Take(axis + 1), index);
    }
    if (!batch.isMapped(0)) {
      return x.apply(new Indexing.Take(axis), index).moveAxis(axis, 0);
    }
    // Row i of element s is row s n + i of all: [S n] + the other axes.
    BorchArray rows = x.moveAxis(axis + 1, 1).flatten(0, 1);
    BorchArray taken = rows.apply(new Indexing.Take(0), shifted(batch, x.getShape().get(axis + 1)));
    return indexLast(taken, batch.rank(1), axis);
  }

  static BorchArray addRows(int axis, Shape shape, Batch batch) {
    if (!batch.isMapped(1)) {
      Shape all = new Shape(batch.size()).addAll(shape);
      return batch.get(0).apply(new Indexing.AddRows(axis + 1, all), batch.get(1));
    }
    BorchArray rows = indexFirst(batch.whole(0), batch.rank(1), axis);
    Shape others = shape.slice(0, axis).addAll(shape.slice(axis + 1));
    Shape flat = new Shape(batch.size() * shape.get(axis)).addAll(others);
    return rows.apply(new Indexing.AddRows(0, flat), shifted(batch, shape.get(axis)))
        .reshape(new Shape(batch.size(), shape.get(axis)).addAll(others))
        .moveAxis(1, axis + 1);
  }

  /** The indices into the rows of all elements, laid one element after the other. */
  private static BorchArray shifted(Batch batch, long rows) {
    long[] ones = new long[batch.rank(1)];
    java.util.Arrays.fill(ones, 1);
    BorchArray starts = BorchArray.range(batch.size(), DataType.INT64).mul(rows);
    return batch.get(1).add(starts.reshape(new Shape(batch.size()).addAll(new Shape(ones))));
  }

  /** [S] + index + before + after → [S] + before + index + after. */
  private static BorchArray indexLast(BorchArray array, int index, int before) {
    BorchArray result = array;
    for (int i = 0; i < index && before > 0; i++) {
      result = result.moveAxis(1, before + index);
    }
    return result;
  }

  /** [S] + before + index + after → [S] + index + before + after. */
  private static BorchArray indexFirst(BorchArray array, int index, int before) {
    BorchArray result = array;
    for (int i = 0; i < before && index > 0; i++) {
      result = result.moveAxis(1, before + index);
    }
    return result;
  }
}
