package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Operations that are left to the engine: they run eagerly and end a trace. */
abstract class EngineArray extends ReducedArray {

  private BorchArray opaque(String name, Function<NDArray, NDArray> call) {
    return apply(new Opaque(name, inputs -> call.apply(inputs[0])));
  }

  private BorchArray opaque(
      String name, java.util.function.BinaryOperator<NDArray> call, NDArray other) {
    return apply(new Opaque(name, in -> call.apply(in[0], in[1])), BorchArray.wrap(other));
  }

  /** Several results, of which none has a derivative. */
  private NDList plain(Function<NDArray, NDList> call) {
    NDList result = new NDList();
    call.apply(self().toNative()).forEach(array -> result.add(BorchArray.wrap(array)));
    return result;
  }

  @Override
  public BorchArray prod() {
    return opaque("prod", NDArray::prod);
  }

  @Override
  public BorchArray prod(int[] axes, boolean keepDims) {
    List<Integer> reduced = new ArrayList<>(Shapes.axes(axes, getShape().dimension()));
    BorchArray result = self();
    for (int i = reduced.size() - 1; i >= 0; i--) {
      int[] axis = {reduced.get(i)};
      result =
          BorchArray.apply(new Opaque("prod", in -> in[0].prod(axis, keepDims)), List.of(result));
    }
    return result;
  }

  @Override
  public BorchArray cumProd(int axis) {
    return opaque("cumProd", x -> x.cumProd(axis));
  }

  @Override
  public BorchArray cumProd(int axis, DataType dataType) {
    return toType(dataType, false).cumProd(axis);
  }

  @Override
  public BorchArray inverse() {
    return opaque("inverse", NDArray::inverse);
  }

  @Override
  public BorchArray median() {
    return opaque("median", NDArray::median);
  }

  @Override
  public BorchArray median(int[] axes) {
    return opaque("median", x -> x.median(axes));
  }

  @Override
  public BorchArray percentile(Number percentile) {
    return opaque("percentile", x -> x.percentile(percentile));
  }

  @Override
  public BorchArray percentile(Number percentile, int[] axes) {
    return opaque("percentile", x -> x.percentile(percentile, axes));
  }

  @Override
  public BorchArray sort() {
    return opaque("sort", NDArray::sort);
  }

  @Override
  public BorchArray sort(int axis) {
    return opaque("sort", x -> x.sort(axis));
  }

  @Override
  public BorchArray argSort(int axis, boolean ascending) {
    return opaque("argSort", x -> x.argSort(axis, ascending));
  }

  @Override
  public NDList topK(int k, int axis, boolean largest, boolean sorted) {
    return plain(x -> x.topK(k, axis, largest, sorted));
  }

  @Override
  public NDList unique(Integer dim, boolean sorted, boolean returnInverse, boolean returnCounts) {
    return plain(x -> x.unique(dim, sorted, returnInverse, returnCounts));
  }

  @Override
  public BorchArray nonzero() {
    return opaque("nonzero", NDArray::nonzero);
  }

  @Override
  public BorchArray booleanMask(NDArray index, int axis) {
    return opaque("booleanMask", (x, mask) -> x.booleanMask(mask, axis), index);
  }

  @Override
  public BorchArray gatherNd(NDArray index) {
    return opaque("gatherNd", NDArray::gatherNd, index);
  }

  @Override
  public BorchArray take(NDManager manager, NDArray index) {
    return flatten().take(index, 0);
  }

  @Override
  public BorchArray put(NDArray index, NDArray value) {
    return apply(
        new Opaque("put", in -> in[0].duplicate().put(in[1], in[2])),
        BorchArray.wrap(index),
        BorchArray.wrap(value));
  }

  @Override
  public BorchArray scatter(NDArray index, NDArray value, int axis) {
    return apply(
        new Opaque("scatter", in -> in[0].duplicate().scatter(in[1], in[2], axis)),
        BorchArray.wrap(index),
        BorchArray.wrap(value));
  }

  @Override
  public BorchArray fft(long length, long axis) {
    return opaque("fft", x -> x.fft(length, axis));
  }

  @Override
  public BorchArray ifft(long length, long axis) {
    return opaque("ifft", x -> x.ifft(length, axis));
  }

  @Override
  public BorchArray rfft(long length, long axis) {
    return opaque("rfft", x -> x.rfft(length, axis));
  }

  @Override
  public BorchArray irfft(long length, long axis) {
    return opaque("irfft", x -> x.irfft(length, axis));
  }

  @Override
  public BorchArray fft2(long[] sizes, long[] axes) {
    return opaque("fft2", x -> x.fft2(sizes, axes));
  }

  @Override
  public BorchArray ifft2(long[] sizes, long[] axes) {
    return opaque("ifft2", x -> x.ifft2(sizes, axes));
  }

  @Override
  public BorchArray stft(
      long nFft,
      long hopLength,
      boolean center,
      NDArray window,
      boolean normalize,
      boolean returnComplex) {
    return opaque(
        "stft", (x, w) -> x.stft(nFft, hopLength, center, w, normalize, returnComplex), window);
  }

  @Override
  public BorchArray complex() {
    return opaque("complex", NDArray::complex);
  }

  @Override
  public BorchArray real() {
    return opaque("real", NDArray::real);
  }

  @Override
  public BorchArray conj() {
    return opaque("conj", NDArray::conj);
  }

  @Override
  public BorchArray toDense() {
    return opaque("toDense", NDArray::toDense);
  }

  @Override
  public BorchArray toSparse(SparseFormat format) {
    return opaque("toSparse", x -> x.toSparse(format));
  }

  @Override
  public boolean contentEquals(Number number) {
    return contentEquals(BorchArray.constant(number, getDataType()));
  }

  @Override
  public boolean contentEquals(NDArray other) {
    BorchArray that = BorchArray.wrap(other);
    return getShape().equals(that.getShape())
        && getDataType() == that.getDataType()
        && Arrays.equals(toByteArray(), that.toByteArray());
  }
}
