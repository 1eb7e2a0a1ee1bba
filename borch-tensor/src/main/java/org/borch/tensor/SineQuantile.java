package org.borch.tensor;

import java.util.List;
import org.borch.tensor.number.SineVonMises;
import org.jspecify.annotations.Nullable;

/** The quantile of the first angle of the sine model, of what {@link SineSum} has and p. */
enum SineQuantile implements HostFunction {
  INSTANCE;

  @Override
  public int arity() {
    return 4;
  }

  @Override
  public double nanoseconds() {
    return 100_000;
  }

  @Override
  public double at(double[] in) {
    return SineVonMises.quantile(in[0], in[1], in[2], in[3]);
  }

  @Override
  public String label() {
    return "sine_von_mises_quantile";
  }

  @Override
  public @Nullable BorchArray slope(int input, List<BorchArray> in, BorchArray output) {
    return null;
  }
}
