package org.borch.tensor;

import java.util.List;
import java.util.Locale;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;
import org.borch.tensor.number.GammaDerivative;
import org.borch.tensor.number.IncompleteBeta;
import org.borch.tensor.number.IncompleteQuantiles;
import org.jspecify.annotations.Nullable;

/**
 * The incomplete gamma and beta functions, their derivatives and inverses, of each element, with
 * broadcasting. The engine has no such functions of two or three arguments with all derivatives, so
 * that they are computed on Java arrays, also there.
 *
 * <p>Inputs are a, x or a, b, x; of inverses the last one is a probability, and of the quantiles of
 * counts the first one. All have one type.
 */
enum IncompleteFunction implements HostFunction {
  /** P(a, x). */
  GAMMA_P(2, in -> in[1] > 0 ? RegularizedGamma.P.value(in[0], in[1]) : unless(in[1], 0)),
  /** Q(a, x) = 1 - P(a, x). */
  GAMMA_Q(2, in -> in[1] > 0 ? RegularizedGamma.Q.value(in[0], in[1]) : unless(in[1], 1)),
  /** dP/dx. */
  GAMMA_P_BY_X(2, in -> in[1] > 0 ? RegularizedGamma.P.derivative(in[0], in[1]) : unless(in[1], 0)),
  /** dP/da. */
  GAMMA_P_BY_A(2, in -> slopeInA(in[0], in[1])),
  /** The x with P(a, x) = p. */
  GAMMA_P_INVERSE(2, in -> IncompleteQuantiles.gamma(in[0], in[1], true)),
  /** The x with Q(a, x) = p. */
  GAMMA_Q_INVERSE(2, in -> IncompleteQuantiles.gamma(in[0], in[1], false)),
  /** I_x(a, b). */
  BETA_I(3, ofSizes(in -> RegularizedBeta.value(clipped(in[2]), in[0], in[1]))),
  /** dI/dx. */
  BETA_I_BY_X(
      3,
      ofSizes(
          in ->
              in[2] > 0 && in[2] < 1
                  ? RegularizedBeta.derivative(in[2], in[0], in[1])
                  : unless(in[2], 0))),
  /** dI/da. */
  BETA_I_BY_A(3, ofSizes(in -> IncompleteBeta.slopeInA(in[0], in[1], in[2]))),
  /** dI/db. */
  BETA_I_BY_B(3, ofSizes(in -> IncompleteBeta.slopeInB(in[0], in[1], in[2]))),
  /** The x with I_x(a, b) = p. */
  BETA_I_INVERSE(3, ofSizes(in -> IncompleteQuantiles.beta(in[0], in[1], in[2]))),
  /** Of p and the rate. */
  POISSON_QUANTILE(2, in -> IncompleteQuantiles.poisson(in[0], in[1])),
  /** Of p, the number of trials and the probability of a success. */
  BINOMIAL_QUANTILE(3, in -> IncompleteQuantiles.binomial(in[0], in[1], in[2])),
  /** Of p, the number of failures and the probability of a success. */
  NEGATIVE_BINOMIAL_QUANTILE(3, in -> IncompleteQuantiles.negativeBinomial(in[0], in[1], in[2]));

  private interface Scalar {
    double at(double[] arguments);
  }

  private final int arity;
  private final Scalar scalar;

  IncompleteFunction(int arity, Scalar scalar) {
    this.arity = arity;
    this.scalar = scalar;
  }

  /** No number for parameters a and b that are not finite, at which the series find no end. */
  private static Scalar ofSizes(Scalar beta) {
    return in -> Double.isFinite(in[0]) && Double.isFinite(in[1]) ? beta.at(in) : Double.NaN;
  }

  private static double unless(double x, double value) {
    return Double.isNaN(x) ? x : value;
  }

  private static double clipped(double x) {
    return Math.min(Math.max(x, 0), 1);
  }

  /** By the implicit derivative of gamma noise, dx/da = -(dP/da) / (dP/dx). */
  private static double slopeInA(double a, double x) {
    double density = x > 0 ? RegularizedGamma.P.derivative(a, x) : unless(x, 0);
    return density > 0 ? -density * GammaDerivative.at(a, x) : -density;
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public int arity() {
    return arity;
  }

  @Override
  public double nanoseconds() {
    return 300;
  }

  @Override
  public double at(double[] arguments) {
    return scalar.at(arguments);
  }

  @Override
  public @Nullable BorchArray slope(int input, List<BorchArray> in, BorchArray output) {
    return switch (this) {
      case GAMMA_P -> of(input == 0 ? GAMMA_P_BY_A : GAMMA_P_BY_X, in);
      case GAMMA_Q -> of(input == 0 ? GAMMA_P_BY_A : GAMMA_P_BY_X, in).neg();
      case GAMMA_P_BY_X -> {
        BorchArray a = in.get(0);
        BorchArray x = in.get(1).maximum(Double.MIN_NORMAL);
        yield output.mul(
            input == 0 ? x.log().sub(a.apply(new Polygamma(0))) : a.sub(1).div(x).sub(1));
      }
      case GAMMA_P_INVERSE, GAMMA_Q_INVERSE -> {
        List<BorchArray> at = List.of(in.get(0), output);
        BorchArray density = of(GAMMA_P_BY_X, at);
        BorchArray byP = this == GAMMA_P_INVERSE ? density.pow(-1) : density.pow(-1).neg();
        yield input == 0 ? of(GAMMA_P_BY_A, at).div(density).neg() : byP;
      }
      case BETA_I -> of(input == 0 ? BETA_I_BY_A : input == 1 ? BETA_I_BY_B : BETA_I_BY_X, in);
      case BETA_I_BY_X -> {
        BorchArray a = in.get(0);
        BorchArray b = in.get(1);
        BorchArray x = in.get(2);
        BorchArray n = a.add(b).apply(new Polygamma(0));
        BorchArray rest = x.neg().add(1);
        yield output.mul(
            input == 0
                ? x.log().sub(a.apply(new Polygamma(0))).add(n)
                : input == 1
                    ? x.neg().apply(Unary.LOG1P).sub(b.apply(new Polygamma(0))).add(n)
                    : a.sub(1).div(x).sub(b.sub(1).div(rest)));
      }
      case BETA_I_INVERSE -> {
        List<BorchArray> at = List.of(in.get(0), in.get(1), output);
        BorchArray density = of(BETA_I_BY_X, at);
        yield input == 2
            ? density.pow(-1)
            : of(input == 0 ? BETA_I_BY_A : BETA_I_BY_B, at).div(density).neg();
      }
      case POISSON_QUANTILE, BINOMIAL_QUANTILE, NEGATIVE_BINOMIAL_QUANTILE -> null;
      case GAMMA_P_BY_A, BETA_I_BY_A, BETA_I_BY_B ->
          throw new UnsupportedOperationException(
              "second derivative of an incomplete gamma or beta function with respect to a"
                  + " parameter: only the first is known");
    };
  }

  private static BorchArray of(IncompleteFunction function, List<BorchArray> inputs) {
    return BorchArray.apply(function, inputs);
  }
}
