package org.borch.tensor;

import java.util.List;
import org.borch.tensor.number.ConwayMaxwell;
import org.jspecify.annotations.Nullable;

/**
 * The log sum of Conway and Maxwell's masses, or one of their cumulants, of the log rate and ν.
 *
 * @param counts the order in k
 * @param logFactorials the order in log k!; both 0 for the log sum
 */
record ConwayMaxwellSum(int counts, int logFactorials) implements HostFunction {

  /** Of higher order they are no central moments any more. */
  private static final int HIGHEST = 3;

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public double nanoseconds() {
    return 10_000;
  }

  @Override
  public double at(double[] arguments) {
    return counts + logFactorials == 0
        ? ConwayMaxwell.logSum(arguments[0], arguments[1])
        : ConwayMaxwell.moment(counts, logFactorials, arguments[0], arguments[1]);
  }

  @Override
  public String label() {
    return "conway_maxwell_" + counts + "_" + logFactorials;
  }

  /** Cumulants are derivatives of log Σ λ^k / k!^ν, which has ν m more than the log sum. */
  @Override
  public @Nullable BorchArray slope(int input, List<BorchArray> in, BorchArray output) {
    if (counts + logFactorials == HIGHEST) {
      throw new UnsupportedOperationException(
          "fourth derivative of Conway and Maxwell's sum: only three are known");
    }
    boolean byRate = input == 0;
    ConwayMaxwellSum next =
        new ConwayMaxwellSum(counts + (byRate ? 1 : 0), logFactorials + (byRate ? 0 : 1));
    BorchArray cumulant = BorchArray.apply(next, in);
    BorchArray slope = byRate ? cumulant : cumulant.neg();
    if (counts + logFactorials > 0) {
      return slope;
    }
    BorchArray logM = in.get(0).div(in.get(1));
    BorchArray m = logM.exp();
    return slope.sub(byRate ? m : m.sub(m.mul(logM)));
  }
}
