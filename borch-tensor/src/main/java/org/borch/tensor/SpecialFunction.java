package org.borch.tensor;

import java.util.List;
import java.util.Locale;
import org.borch.tensor.number.BesselI;
import org.borch.tensor.number.CircularNormal;
import org.borch.tensor.number.SkewNormalTail;
import org.jspecify.annotations.Nullable;

/** Bessel functions, the skew normal's tail and the von Mises distribution, of each element. */
enum SpecialFunction implements HostFunction {
  /** log(I_v(x) exp(-x)) of v and x. */
  LOG_BESSEL_I(in -> BesselI.logScaled(in[0], in[1])),
  /** log(I_v(x) x^-v exp(-x)) of v and x. */
  LOG_BESSEL_I_OVER_POWER(in -> BesselI.logScaledOverPower(in[0], in[1])),
  /** I_(v+1)(x) / I_v(x) of v and x. */
  BESSEL_I_RATIO(in -> BesselI.ratio(in[0], in[1])),
  /** d log I_v(x) / dv of v and x. */
  BESSEL_I_BY_ORDER(in -> BesselI.slopeInOrder(in[0], in[1])),
  /** The probability above h of a standard skew normal of shape a, of a and h. */
  SKEW_NORMAL_TAIL(in -> SkewNormalTail.at(in[0], in[1])),
  /** The probability from -π to z of a concentration, of that and z. */
  VON_MISES_CDF(in -> CircularNormal.cumulative(in[0], in[1])),
  /** Its slope in the concentration. */
  VON_MISES_BY_CONCENTRATION(in -> CircularNormal.slopeInConcentration(in[0], in[1])),
  /** Its inverse, of the concentration and the probability. */
  VON_MISES_QUANTILE(in -> CircularNormal.quantile(in[0], in[1]));

  private interface Scalar {
    double at(double[] arguments);
  }

  private final Scalar scalar;

  SpecialFunction(Scalar scalar) {
    this.scalar = scalar;
  }

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public double at(double[] arguments) {
    return scalar.at(arguments);
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public @Nullable BorchArray slope(int input, List<BorchArray> in, BorchArray output) {
    BorchArray first = in.get(0);
    BorchArray x = in.get(1);
    return switch (this) {
      case LOG_BESSEL_I ->
          input == 0
              ? of(BESSEL_I_BY_ORDER, first, x)
              : of(BESSEL_I_RATIO, first, x).add(perArgument(first, x)).sub(1);
      case LOG_BESSEL_I_OVER_POWER ->
          input == 0
              ? of(BESSEL_I_BY_ORDER, first, x).sub(x.log())
              : of(BESSEL_I_RATIO, first, x).sub(1);
      case BESSEL_I_RATIO ->
          input == 0
              ? of(BESSEL_I_BY_ORDER, first.add(1), x)
                  .sub(of(BESSEL_I_BY_ORDER, first, x))
                  .mul(output)
              : slopeOfRatio(first, x, output);
      case SKEW_NORMAL_TAIL -> {
        BorchArray stretch = first.square().add(1);
        BorchArray square = x.square();
        yield input == 0
            ? square.mul(stretch).mul(-0.5).exp().div(stretch).div(Math.PI)
            : first
                .mul(x)
                .apply(Unary.LOG_NORMAL_CDF)
                .sub(square.mul(0.5))
                .exp()
                .mul(-Math.sqrt(2 / Math.PI));
      }
      case VON_MISES_CDF ->
          input == 0 ? of(VON_MISES_BY_CONCENTRATION, first, x) : density(first, x);
      case VON_MISES_QUANTILE -> {
        BorchArray density = density(first, output);
        yield input == 1
            ? density.pow(-1)
            : of(VON_MISES_BY_CONCENTRATION, first, output).div(density).neg();
      }
      case BESSEL_I_BY_ORDER, VON_MISES_BY_CONCENTRATION ->
          throw new UnsupportedOperationException(
              "second derivative in the order of a Bessel function or the concentration of a von"
                  + " Mises distribution: only the first is known");
    };
  }

  /** 1 - r² - (2v+1) r/x, and 1/(2v+2) at 0. */
  private static BorchArray slopeOfRatio(BorchArray v, BorchArray x, BorchArray ratio) {
    BorchArray isZero = x.eq(0);
    BorchArray safe = where(isZero, x.onesLike(), x);
    BorchArray part = v.mul(2).add(1).mul(ratio).div(safe);
    BorchArray slope = ratio.square().neg().add(1).sub(part);
    return where(isZero, v.mul(2).add(2).pow(-1).broadcast(slope.getShape()), slope);
  }

  /** v/x, and 0 for the order 0 also at x = 0. */
  private static BorchArray perArgument(BorchArray v, BorchArray x) {
    BorchArray isZero = v.eq(0);
    return where(isZero, v.zerosLike(), v).div(where(isZero, x.onesLike(), x));
  }

  private static BorchArray density(BorchArray kappa, BorchArray z) {
    BorchArray sine = z.mul(0.5).sin();
    BorchArray order = BorchArray.constant(0, kappa.getDataType());
    return sine.square()
        .mul(kappa)
        .mul(-2)
        .sub(of(LOG_BESSEL_I, order, kappa))
        .exp()
        .div(2 * Math.PI);
  }

  private static BorchArray where(BorchArray condition, BorchArray yes, BorchArray no) {
    return BorchArray.wrap(ArrayMath.where(condition, yes, no));
  }

  private static BorchArray of(SpecialFunction function, BorchArray... inputs) {
    return BorchArray.apply(function, List.of(inputs));
  }
}
