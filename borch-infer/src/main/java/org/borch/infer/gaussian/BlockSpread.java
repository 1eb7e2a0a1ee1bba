package org.borch.infer.gaussian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;

/** Groups of coordinates that are independent of each other. */
final class BlockSpread extends Spread {

  private final List<Spread> blocks;

  /** For each coordinate of the blocks, one after the other, its place in the flat array. */
  private final long[] places;

  private final NDArray index;
  private final NDArray inverse;

  BlockSpread(List<Spread> blocks, long[] places) {
    this.blocks = List.copyOf(blocks);
    this.places = places.clone();
    long[] back = new long[places.length];
    for (int i = 0; i < places.length; i++) {
      back[Math.toIntExact(places[i])] = i;
    }
    this.index = BorchArray.ofLongs(places);
    this.inverse = BorchArray.ofLongs(back);
  }

  private NDArray restored(List<NDArray> parts, int axis) {
    return ArrayMath.take(ArrayMath.concat(axis, parts.toArray(NDArray[]::new)), inverse, axis);
  }

  private interface Part {
    NDArray of(Spread block, NDArray x);
  }

  /** A function of each block's columns: [n, d] → [n, d]. */
  private NDArray each(NDArray x, Part function) {
    NDArray ordered = ArrayMath.take(x, index, 1);
    List<NDArray> parts = new ArrayList<>();
    long from = 0;
    for (Spread block : blocks) {
      long to = from + block.dimension();
      NDArray own = ordered.get(new NDIndex().addAllDim().addSliceDim(from, to));
      parts.add(function.of(block, own));
      from = to;
    }
    return restored(parts, 1);
  }

  @Override
  public int dimension() {
    return places.length;
  }

  @Override
  public int noise() {
    return blocks.stream().mapToInt(Spread::noise).sum();
  }

  @Override
  public NDArray moved(NDArray noise) {
    List<NDArray> parts = new ArrayList<>();
    long from = 0;
    for (Spread block : blocks) {
      long to = from + block.noise();
      parts.add(block.moved(noise.get(new NDIndex().addAllDim().addSliceDim(from, to))));
      from = to;
    }
    return restored(parts, 1);
  }

  @Override
  public NDArray precisionTimes(NDArray x) {
    return each(x, Spread::precisionTimes);
  }

  @Override
  public NDArray covarianceTimes(NDArray x) {
    return each(x, Spread::covarianceTimes);
  }

  @Override
  public NDArray logVolume() {
    return blocks.stream().map(Spread::logVolume).reduce(NDArray::add).orElseThrow();
  }

  @Override
  public NDArray variance() {
    return restored(blocks.stream().map(Spread::variance).toList(), 0);
  }

  @Override
  public NDArray covariance() {
    DataType type = variance().getDataType();
    return covarianceTimes(LinearAlgebra.identity(dimension(), type));
  }

  @Override
  public Spread widened(NDArray variance) {
    List<Spread> wider = new ArrayList<>();
    NDArray ordered = variance.size() == 1 ? variance : ArrayMath.take(variance, index, 0);
    long from = 0;
    for (Spread block : blocks) {
      long to = from + block.dimension();
      wider.add(
          block.widened(
              variance.size() == 1 ? variance : ordered.get(new NDIndex().addSliceDim(from, to))));
      from = to;
    }
    return new BlockSpread(wider, places);
  }
}
