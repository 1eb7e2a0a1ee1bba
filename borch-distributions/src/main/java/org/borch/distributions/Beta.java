package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.sigmoid;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.IncompleteMath.betaI;
import static org.borch.tensor.IncompleteMath.betaIInverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Beta(concentration1 a, concentration0 b): p(x) = x^(a-1) (1-x)^(b-1) / B(a, b), 0 ≤ x ≤ 1.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, chapter 25.
 */
public final class Beta extends Distribution {

  final Operand concentration1;
  final Operand concentration0;

  /** concentration1 (on x): batch, above 0; concentration0 (on 1-x): batch, above 0. */
  public Beta(Operand concentration1, Operand concentration0) {
    super(
        new Parameter("concentration1", concentration1, Constraints.positive()),
        new Parameter("concentration0", concentration0, Constraints.positive()));
    this.concentration1 = concentration1;
    this.concentration0 = concentration0;
  }

  @Override
  public Beta withParameters(List<Operand> values) {
    return new Beta(values.get(0), values.get(1));
  }

  /** Mean and size, the sum of the concentrations. */
  @Override
  public Optional<Orthogonal> orthogonal() {
    NDArray sum = array(concentration1).add(array(concentration0));
    return Optional.of(
        new Orthogonal(
            new Parameter("mean", Operand.of(mean()), Constraints.unitInterval()),
            new Parameter("size", Operand.of(sum), Constraints.positive()),
            Set.of(0, 1),
            2,
            (mean, size) ->
                new Beta(Operand.of(size.mul(mean)), Operand.of(size.mul(mean.neg().add(1))))));
  }

  @Override
  public Constraint support() {
    return Constraints.unitInterval();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return logDensity(concentration1.like(x), concentration0.like(x), x);
  }

  /** Around the mean a/n, n = a+b, with Stirling's remainders: nothing cancels at large n. */
  private static NDArray logDensity(NDArray a, NDArray b, NDArray x) {
    NDArray n = a.add(b);
    NDArray p = a.div(n);
    NDArray q = b.div(n);
    NDArray gap = x.sub(p);
    return Stirling.timesLog(a.sub(1), x.div(p), gap.div(p))
        .add(Stirling.timesLog(b.sub(1), x.neg().add(1).div(q), gap.neg().div(q)))
        .add(logPeak(a, b));
  }

  /** The log density at the mean: log(p^(a-1) q^(b-1) / B(a, b)), p = a/n, q = b/n, n = a+b. */
  static NDArray logPeak(NDArray a, NDArray b) {
    NDArray n = a.add(b);
    return log(n)
        .sub(log(a.div(n)))
        .sub(log(b.div(n)))
        .mul(0.5)
        .sub(Stirling.HALF_LOG_TWO_PI)
        .add(Stirling.remainder(n))
        .sub(Stirling.remainder(a))
        .sub(Stirling.remainder(b));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0.5));
  }

  /** g1 / (g1 + g0) of two standard Gamma draws, from their logs. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Shape shape = shape(sampleShape);
    NDArray a = broadcastTo(concentration1.as(noise.type()), shape);
    NDArray b = broadcastTo(concentration0.as(noise.type()), shape);
    NDArray logOdds =
        Gamma.logStandardDraw(noise.at("1"), a).sub(Gamma.logStandardDraw(noise.at("0"), b));
    return Rounding.insideUnit(sigmoid(logOdds));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return betaI(concentration1.like(x), concentration0.like(x), x);
  }

  @Override
  public NDArray survival(NDArray x) {
    return betaI(concentration0.like(x), concentration1.like(x), x.neg().add(1));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return betaIInverse(
        concentration1.like(probability), concentration0.like(probability), probability);
  }

  @Override
  public NDArray mean() {
    NDArray a = array(concentration1);
    return a.div(a.add(array(concentration0)));
  }

  @Override
  public NDArray variance() {
    NDArray n = array(concentration1).add(array(concentration0));
    return array(concentration1).div(n).mul(array(concentration0).div(n)).div(n.add(1));
  }

  /** NaN where both concentrations are at most 1: two edges, or every value. */
  @Override
  public NDArray mode() {
    NDArray left = array(concentration1).sub(1);
    NDArray right = array(concentration0).sub(1);
    NDArray one = left.gt(0).logicalOr(right.gt(0));
    NDArray up = left.maximum(0);
    NDArray total = up.add(right.maximum(0));
    return where(one, up.div(where(one, total, 1)), Double.NaN);
  }

  /** With Stirling's remainders: the log-gammas of large concentrations would cancel. */
  @Override
  public NDArray entropy() {
    NDArray a = array(concentration1);
    NDArray b = array(concentration0);
    NDArray n = a.add(b);
    return part(a, a.sub(1))
        .add(part(b, b.sub(1)))
        .sub(part(n, n.sub(2)))
        .sub(log(n))
        .add(Stirling.HALF_LOG_TWO_PI);
  }

  /** log(a)/2 + logGamma's remainder - factor * digamma's remainder. */
  private static NDArray part(NDArray a, NDArray factor) {
    return log(a).mul(0.5).add(Stirling.remainder(a)).sub(factor.mul(Stirling.digammaRemainder(a)));
  }
}
