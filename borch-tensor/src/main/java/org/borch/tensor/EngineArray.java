package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.SparseFormat;
import java.util.function.Function;

/** What only the engine has; it ends a trace. */
abstract class EngineArray extends OrderedArray {

  private BorchArray complex(String name, Function<NDArray, NDArray> call) {
    return apply(new Opaque(name, Opaque.COMPLEX, inputs -> call.apply(inputs[0])));
  }

  @Override
  public NDList unique(Integer dim, boolean sorted, boolean returnInverse, boolean returnCounts) {
    if (Nesting.current().isTracing()) {
      throw new TracingException("operation unique: " + Opaque.SHAPE);
    }
    NDList result = new NDList();
    self()
        .toNative()
        .unique(dim, sorted, returnInverse, returnCounts)
        .forEach(array -> result.add(BorchArray.wrap(array)));
    return result;
  }

  @Override
  public BorchArray nonzero() {
    return apply(new Opaque("nonzero", Opaque.SHAPE, in -> in[0].nonzero()));
  }

  @Override
  public BorchArray fft(long length, long axis) {
    return complex("fft", x -> x.fft(length, axis));
  }

  @Override
  public BorchArray ifft(long length, long axis) {
    return complex("ifft", x -> x.ifft(length, axis));
  }

  @Override
  public BorchArray rfft(long length, long axis) {
    return complex("rfft", x -> x.rfft(length, axis));
  }

  @Override
  public BorchArray irfft(long length, long axis) {
    return complex("irfft", x -> x.irfft(length, axis));
  }

  @Override
  public BorchArray fft2(long[] sizes, long[] axes) {
    return complex("fft2", x -> x.fft2(sizes, axes));
  }

  @Override
  public BorchArray ifft2(long[] sizes, long[] axes) {
    return complex("ifft2", x -> x.ifft2(sizes, axes));
  }

  @Override
  public BorchArray stft(
      long nFft,
      long hopLength,
      boolean center,
      NDArray window,
      boolean normalize,
      boolean returnComplex) {
    return apply(
        new Opaque(
            "stft",
            Opaque.COMPLEX,
            in -> in[0].stft(nFft, hopLength, center, in[1], normalize, returnComplex)),
        BorchArray.wrap(window));
  }

  @Override
  public BorchArray complex() {
    return complex("complex", NDArray::complex);
  }

  @Override
  public BorchArray real() {
    return complex("real", NDArray::real);
  }

  @Override
  public BorchArray conj() {
    return complex("conj", NDArray::conj);
  }

  @Override
  public BorchArray toDense() {
    return complex("toDense", NDArray::toDense);
  }

  @Override
  public BorchArray toSparse(SparseFormat format) {
    return complex("toSparse", x -> x.toSparse(format));
  }
}
