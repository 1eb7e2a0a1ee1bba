package org.borch.tensor;

import java.util.List;
import org.borch.tensor.number.SineVonMises;
import org.jspecify.annotations.Nullable;

/**
 * The log of the sine model's normaliser, of two concentrations and the correlation, or a
 * derivative of it.
 *
 * @param first the argument of the first derivative, or -1 for none
 * @param second that of the second derivative, or -1 for none
 */
record SineSum(int first, int second) implements HostFunction {

  static final SineSum LOG = new SineSum(-1, -1);

  @Override
  public int arity() {
    return 3;
  }

  @Override
  public double nanoseconds() {
    return 5_000;
  }

  @Override
  public double at(double[] in) {
    if (first < 0) {
      return SineVonMises.logSum(in[0], in[1], in[2]);
    }
    return second < 0
        ? SineVonMises.slope(first, in[0], in[1], in[2])
        : SineVonMises.slope(first, second, in[0], in[1], in[2]);
  }

  @Override
  public String label() {
    return "sine_von_mises" + (first < 0 ? "" : "_by_" + first) + (second < 0 ? "" : "_" + second);
  }

  @Override
  public @Nullable BorchArray slope(int input, List<BorchArray> in, BorchArray output) {
    if (second >= 0) {
      throw new UnsupportedOperationException(
          "third derivative of the sine model's normaliser: only two are known");
    }
    SineSum next = first < 0 ? new SineSum(input, -1) : new SineSum(first, input);
    return BorchArray.apply(next, in);
  }
}
