package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.digamma;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logBeta;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.IncompleteMath.betaI;
import static org.borch.tensor.IncompleteMath.betaIInverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * FisherSnedecor(df1 m, df2 n), the ratio of two Chi2 divided by their degrees of freedom: p(x) =
 * (m/n)^(m/2) x^(m/2-1) (1 + m x/n)^(-(m+n)/2) / B(m/2, n/2), x ≥ 0. The mean is infinite for n ≤
 * 2, the variance for n ≤ 4.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, chapter 27.
 */
public final class FisherSnedecor extends Distribution {

  private final Operand df1;
  private final Operand df2;

  /** df1: batch, above 0; df2: batch, above 0. */
  public FisherSnedecor(Operand df1, Operand df2) {
    super(
        new Parameter("df1", df1, Constraints.positive()),
        new Parameter("df2", df2, Constraints.positive()));
    this.df1 = df1;
    this.df2 = df2;
  }

  @Override
  public FisherSnedecor withParameters(List<Operand> values) {
    return new FisherSnedecor(values.get(0), values.get(1));
  }

  @Override
  public boolean canConcentrate() {
    return false;
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegative();
  }

  /** By the density of y = m x / (m x + n), which is Beta(m/2, n/2). */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray a = df1.like(x).mul(0.5);
    NDArray b = df2.like(x).mul(0.5);
    NDArray share = a.div(a.add(b));
    NDArray excess = x.sub(1);
    NDArray ratio = share.mul(x).add(b.div(a.add(b)));
    return Stirling.timesLog(a.sub(1), x, excess)
        .sub(Stirling.timesLog(a.add(b), ratio, share.mul(excess)))
        .add(log(share))
        .add(log(b.div(a.add(b))))
        .add(Beta.logPeak(a, b));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 1));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray a = broadcastTo(df1.as(noise.type()).mul(0.5), shape(sampleShape));
    NDArray b = broadcastTo(df2.as(noise.type()).mul(0.5), shape(sampleShape));
    NDArray log = Gamma.logStandardDraw(noise.at("1"), a).sub(log(a));
    return Rounding.positive(exp(log.sub(Gamma.logStandardDraw(noise.at("2"), b)).add(log(b))));
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray part = df1.like(x).mul(x.maximum(0));
    NDArray share = part.div(part.add(df2.like(x)));
    return betaI(df1.like(x).mul(0.5), df2.like(x).mul(0.5), share);
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray n = df2.like(x);
    NDArray share = n.div(df1.like(x).mul(x.maximum(0)).add(n));
    return betaI(n.mul(0.5), df1.like(x).mul(0.5), share);
  }

  /** From the smaller share of y = m x / (m x + n) and 1 - y, which keeps its digits. */
  @Override
  public NDArray icdf(NDArray probability) {
    NDArray a = df1.like(probability).mul(0.5);
    NDArray b = df2.like(probability).mul(0.5);
    NDArray lower = probability.lt(0.5);
    NDArray y = betaIInverse(a, b, where(lower, probability, 0.5));
    NDArray rest = betaIInverse(b, a, where(lower, 0.5, probability.neg().add(1)));
    NDArray odds = where(lower, y.div(y.neg().add(1)), rest.neg().add(1).div(rest));
    return odds.mul(b).div(a);
  }

  @Override
  public NDArray mean() {
    NDArray n = array(df2);
    NDArray finite = n.gt(2);
    return where(finite, n.div(where(finite, n, 3).sub(2)), Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray variance() {
    NDArray m = array(df1);
    NDArray n = array(df2);
    NDArray finite = n.gt(4);
    NDArray safe = where(finite, n, 5);
    NDArray variance =
        square(safe.div(safe.sub(2))).mul(m.add(safe).sub(2)).div(m.mul(safe.sub(4))).mul(2);
    return where(finite, variance, Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray mode() {
    NDArray m = array(df1);
    NDArray n = array(df2);
    return m.sub(2).maximum(0).div(m).mul(n).div(n.add(2));
  }

  @Override
  public NDArray entropy() {
    NDArray a = array(df1).mul(0.5);
    NDArray b = array(df2).mul(0.5);
    NDArray n = a.add(b);
    return logBeta(a, b)
        .add(a.neg().add(1).mul(digamma(a)))
        .sub(b.add(1).mul(digamma(b)))
        .add(n.mul(digamma(n)))
        .add(log(b))
        .sub(log(a));
  }
}
