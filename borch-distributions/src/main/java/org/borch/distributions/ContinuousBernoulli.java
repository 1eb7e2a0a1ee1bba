package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * ContinuousBernoulli(probs λ) or ContinuousBernoulli(logits l), λ = 1 / (1 + exp(-l)): p(x) = C
 * λ^x (1-λ)^(1-x), C = l / (2λ - 1), 2 in the limit of λ = 1/2, 0 ≤ x ≤ 1.
 *
 * <p>Loaiza-Ganem and Cunningham 2019, "The continuous Bernoulli".
 */
public final class ContinuousBernoulli extends Distribution {

  /** Below, five terms of the series are exact to 1e-14. */
  private static final double SERIES_BELOW = 0.25;

  /** Below, log odds change no cdf by more than rounding. */
  private static final double FLAT_BELOW = 1e-15;

  private final Chance chance;

  private ContinuousBernoulli(Chance chance) {
    super(chance.parameter());
    this.chance = chance;
  }

  /** probs: batch, from 0 to 1. */
  public static ContinuousBernoulli ofProbs(Operand probs) {
    return new ContinuousBernoulli(Chance.ofProbs(probs));
  }

  /** logits: batch, real. */
  public static ContinuousBernoulli ofLogits(Operand logits) {
    return new ContinuousBernoulli(Chance.ofLogits(logits));
  }

  @Override
  public ContinuousBernoulli withParameters(List<Operand> values) {
    return new ContinuousBernoulli(chance.with(values.get(0)));
  }

  @Override
  public Constraint support() {
    return Constraints.unitInterval();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return chance
        .timesLogSuccess(x)
        .add(chance.timesLogFailure(x.neg().add(1)))
        .add(logNormalizer(chance.logOdds(x.getDataType())));
  }

  /** log(l / tanh(l/2)), by its series (DLMF 4.19.6) around the removable singularity at 0. */
  private static NDArray logNormalizer(NDArray l) {
    NDArray size = abs(l);
    NDArray small = size.lt(SERIES_BELOW);
    NDArray square = square(where(small, l, 0));
    NDArray series =
        polynomial(square, 1.0 / 12, -1.0 / 720, 1.0 / 30240, -1.0 / 1209600, 1.0 / 47900160);
    NDArray large = where(small, 1, size);
    NDArray ofLarge = log(large).sub(log(large.mul(0.5).tanh()));
    return where(small, log1p(series).add(Math.log(2)), ofLarge);
  }

  /** c_0 y + c_1 y² + ... */
  private static NDArray polynomial(NDArray y, double... coefficients) {
    NDArray sum = y.mul(coefficients[coefficients.length - 1]);
    for (int i = coefficients.length - 2; i >= 0; i--) {
      sum = sum.add(coefficients[i]).mul(y);
    }
    return sum;
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0.5));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return icdf(noise.uniform(shape(sampleShape)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray share = x.maximum(0).minimum(1);
    NDArray l = chance.logOdds(x.getDataType());
    NDArray up = l.gt(0);
    NDArray below = falling(abs(l), where(up, share.neg().add(1), share));
    return where(up, below.neg().add(1), below);
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray share = x.maximum(0).minimum(1);
    NDArray l = chance.logOdds(x.getDataType());
    NDArray up = l.gt(0);
    NDArray below = falling(abs(l), where(up, share.neg().add(1), share));
    return where(up, below, below.neg().add(1));
  }

  /** The cdf for log odds -size: (1 - exp(-size x)) / (1 - exp(-size)), x itself for size 0. */
  private static NDArray falling(NDArray size, NDArray x) {
    NDArray flat = size.lt(FLAT_BELOW);
    NDArray safe = where(flat, 1, size);
    return where(flat, x, expm1(safe.mul(x).neg()).div(expm1(safe.neg())));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray l = chance.logOdds(probability.getDataType());
    NDArray up = l.gt(0);
    NDArray p = where(up, probability.neg().add(1), probability);
    NDArray flat = abs(l).lt(FLAT_BELOW);
    NDArray safe = where(flat, 1, abs(l));
    NDArray x = where(flat, p, log1p(p.mul(expm1(safe.neg()))).div(safe).neg());
    return where(up, x.neg().add(1), x);
  }

  /** 1 / (1 - exp(-l)) - 1/l, by its series near 0. */
  @Override
  public NDArray mean() {
    NDArray l = broadcastTo(chance.logOdds(type()), batchShape());
    NDArray small = abs(l).lt(SERIES_BELOW);
    NDArray inner = where(small, l, 0);
    NDArray square = square(inner);
    NDArray tail = polynomial(square, -1.0 / 720, 1.0 / 30240, -1.0 / 1209600, 1.0 / 47900160);
    NDArray series = inner.mul(tail.add(1.0 / 12)).add(0.5);
    NDArray large = where(small, 1, l);
    NDArray ofLarge = expm1(large.neg()).pow(-1).neg().sub(large.pow(-1));
    return where(small, series, ofLarge);
  }

  /** 1/l² - 1 / (2 sinh(l/2))², by its series near 0. */
  @Override
  public NDArray variance() {
    NDArray l = broadcastTo(chance.logOdds(type()), batchShape());
    NDArray small = abs(l).lt(SERIES_BELOW);
    NDArray square = square(where(small, l, 0));
    NDArray series =
        polynomial(square, -1.0 / 240, 1.0 / 6048, -1.0 / 172800, 1.0 / 5322240).add(1.0 / 12);
    NDArray large = where(small, 1, l);
    NDArray ofLarge = large.pow(-2).sub(large.mul(0.5).sinh().mul(2).pow(-2));
    return where(small, series, ofLarge);
  }

  /** -E[x l] - log(1-λ) - log C. */
  @Override
  public NDArray entropy() {
    NDArray l = broadcastTo(chance.logOdds(type()), batchShape());
    return mean().mul(l).add(chance.logFailure(type())).add(logNormalizer(l)).neg();
  }
}
