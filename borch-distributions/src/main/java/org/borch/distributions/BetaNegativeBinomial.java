package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logGamma;
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
 * BetaNegativeBinomial(totalCount r, concentration1 a, concentration0 b), the successes before r
 * failures with a probability p of a success from Beta(a, b): Γ(r+k) / (k! Γ(r)) B(a+k, b+r) / B(a,
 * b), k = 0, 1, 2, ...
 *
 * <p>Johnson, Kemp and Kotz, Univariate Discrete Distributions, section 6.2.3.
 */
public final class BetaNegativeBinomial extends Distribution {

  private final Operand totalCount;
  private final Operand concentration1;
  private final Operand concentration0;

  /** totalCount: batch, above 0; concentration1: batch, above 0; concentration0: batch, above 0. */
  public BetaNegativeBinomial(Operand totalCount, Operand concentration1, Operand concentration0) {
    super(
        new Parameter("totalCount", totalCount, Constraints.positive()),
        new Parameter("concentration1", concentration1, Constraints.positive()),
        new Parameter("concentration0", concentration0, Constraints.positive()));
    this.totalCount = totalCount;
    this.concentration1 = concentration1;
    this.concentration0 = concentration0;
  }

  @Override
  public BetaNegativeBinomial withParameters(List<Operand> values) {
    return new BetaNegativeBinomial(values.get(0), values.get(1), values.get(2));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegativeInteger();
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray r = totalCount.like(x);
    NDArray a = concentration1.like(x);
    NDArray b = concentration0.like(x);
    return Stirling.logGammaStep(r, x)
        .sub(logGamma(x.add(1)))
        .add(Stirling.logGammaStep(a, x))
        .add(Stirling.logGammaStep(b, r))
        .sub(Stirling.logGammaStep(a.add(b), x.add(r)));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray p =
        new Beta(concentration1, concentration0)
            .expand(batchShape())
            .sample(noise.at("probs"), sampleShape);
    NDArray r = broadcastTo(totalCount.like(p), p.getShape());
    NDArray logOdds = log(p).sub(log1p(p.neg()));
    NDArray logGamma = Gamma.logStandardDraw(noise.at("rate"), r);
    return new Poisson(Operand.of(exp(logGamma.add(logOdds)))).draw(noise.at("count"), new Shape());
  }

  @Override
  public NDArray mean() {
    NDArray b = array(concentration0);
    NDArray finite = b.gt(1);
    NDArray safe = where(finite, b, 2);
    NDArray mean = array(totalCount).mul(array(concentration1)).div(safe.sub(1));
    return where(finite, mean, Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray variance() {
    NDArray r = array(totalCount);
    NDArray a = array(concentration1);
    NDArray b = array(concentration0);
    NDArray finite = b.gt(2);
    NDArray safe = where(finite, b, 3);
    NDArray rest = safe.sub(1);
    NDArray variance =
        r.mul(a).mul(r.add(rest)).mul(a.add(rest)).div(safe.sub(2)).div(square(rest));
    return where(finite, variance, Double.POSITIVE_INFINITY);
  }
}
