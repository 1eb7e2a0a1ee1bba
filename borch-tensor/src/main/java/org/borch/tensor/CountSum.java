package org.borch.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;
import org.borch.tensor.number.CountFamily;
import org.borch.tensor.number.CountSums;
import org.borch.tensor.number.CountTails;
import org.jspecify.annotations.Nullable;

/**
 * An expectation over the counts of a family, or its slope in one parameter, of each element.
 * Inputs are the family's parameters and, but for the entropy, an argument.
 *
 * @param by the parameter that it is the slope in, or -1 for the expectation itself
 */
record CountSum(CountFamily family, Kind kind, int by) implements HostFunction {

  /** What is expected. */
  enum Kind {
    /** -log p(k). */
    ENTROPY,
    /** log Γ(k+r) - log Γ(r) with the argument r. */
    LOG_RISING,
    /** Whether k is up to the argument. */
    CDF,
    /** Whether k is above the argument. */
    SURVIVAL,
    /** The smallest count with as much probability up to it as the argument; has no slope. */
    QUANTILE
  }

  static CountSum of(CountFamily family, Kind kind) {
    return new CountSum(family, kind, -1);
  }

  @Override
  public int arity() {
    return family.arity() + (kind == Kind.ENTROPY ? 0 : 1);
  }

  @Override
  public double at(double[] arguments) {
    double[] parameters = Arrays.copyOf(arguments, family.arity());
    double x = arguments[arguments.length - 1];
    if (kind == Kind.QUANTILE) {
      return family.isEndless()
          ? CountTails.quantile(family, parameters, x)
          : CountSums.quantile(family, parameters, x);
    } else if (Double.isNaN(x)) {
      return Double.NaN;
    } else if (family.isEndless() && (kind == Kind.CDF || kind == Kind.SURVIVAL)) {
      CountSums.Term term = (k, logMass) -> by < 0 ? 1 : family.score(parameters, by, k);
      return CountTails.part(family, parameters, x, kind == Kind.SURVIVAL, term);
    }
    double base = kind == Kind.LOG_RISING ? LogGamma.value(x) : 0;
    double psi = kind == Kind.LOG_RISING && by == family.arity() ? Digamma.value(x) : 0;
    CountSums.Term term =
        switch (kind) {
          case ENTROPY -> (k, logMass) -> -logMass;
          case LOG_RISING ->
              by == family.arity()
                  ? (k, logMass) -> Digamma.value(k + x) - psi
                  : (k, logMass) -> LogGamma.value(k + x) - base;
          case CDF -> (k, logMass) -> k <= x ? 1 : 0;
          default -> (k, logMass) -> k > x ? 1 : 0;
        };
    return by < 0 || by == family.arity()
        ? CountSums.mean(family, parameters, term)
        : CountSums.slope(family, parameters, by, term);
  }

  @Override
  public String label() {
    String slope = by < 0 ? "" : "_by_" + by;
    return (family + "_" + kind).toLowerCase(Locale.ROOT) + slope;
  }

  @Override
  public @Nullable BorchArray slope(int input, List<BorchArray> in, BorchArray output) {
    if (by >= 0) {
      throw new UnsupportedOperationException(
          "second derivative of " + family + "'s " + kind + ": only the first is known");
    }
    boolean ofArgument = input == family.arity();
    boolean isSmooth = kind == Kind.LOG_RISING || !ofArgument;
    return kind == Kind.QUANTILE || !isSmooth
        ? null
        : BorchArray.apply(new CountSum(family, kind, input), new ArrayList<>(in));
  }
}
