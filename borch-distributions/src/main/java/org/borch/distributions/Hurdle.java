package org.borch.distributions;

import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Hurdle(gate π, counts p): 0 with probability π, else a count above 0 from another distribution: π
 * at 0, (1-π) p(k) / (1-p(0)) at k = 1, 2, ...
 *
 * <p>Mullahy 1986, "Specification and testing of some modified count data models".
 */
public final class Hurdle extends Gated {

  private Hurdle(Operand gate, Distribution counts) {
    super(gate, counts);
  }

  /**
   * Of counts that may be 0.
   *
   * @param gate the probability of 0: batch, from 0 to 1
   * @throws IllegalArgumentException if the values are not single counts with quantiles
   */
  static Hurdle of(Operand gate, Distribution counts) {
    if (!isSingleCount(counts) || !counts.has(Quantity.ICDF)) {
      throw new IllegalArgumentException(
          "hurdle(gate, counts) got "
              + counts.name()
              + " of values "
              + counts.support().description()
              + ", expected a distribution of single counts with quantiles");
    }
    Hurdle result = new Hurdle(gate, counts);
    result.requireGate();
    return result;
  }

  @Override
  Hurdle with(Operand otherGate, Distribution otherCounts) {
    return new Hurdle(otherGate, otherCounts);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray pi = gate.like(x);
    NDArray certain = pi.gte(1);
    NDArray never = pi.lte(0);
    NDArray logRest = log1p(where(certain, 0, pi).neg());
    NDArray some = counts.logDensity(x).sub(logPositive(x)).add(logRest);
    NDArray atZero = where(never, Double.NEGATIVE_INFINITY, log(where(never, 1, pi)));
    return where(x.eq(0), atZero, where(certain, Double.NEGATIVE_INFINITY, some));
  }

  /** log(1 - p(0)): batch. */
  private NDArray logPositive(NDArray like) {
    return LogSpace.log1mExp(counts.logProb(constant(like, 0)).neg());
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray isZero = noise.at("gate").uniform(shape(sampleShape)).lt(gate.as(noise.type()));
    NDArray u = noise.at("count").uniform(shape(sampleShape));
    NDArray zero = counts.cdf(constant(u, 0));
    NDArray count = counts.icdf(zero.add(u.mul(zero.neg().add(1)))).maximum(1);
    return where(isZero, 0, count);
  }

  @Override
  public boolean has(Quantity quantity) {
    return switch (quantity) {
      case MEAN, CDF -> counts.has(quantity);
      case VARIANCE -> counts.has(Quantity.MEAN) && counts.has(quantity);
      case MODE, ENTROPY, ICDF -> false;
    };
  }

  @Override
  public NDArray survival(NDArray x) {
    require(Quantity.CDF);
    NDArray share = counts.survival(x.maximum(0)).div(expm1(counts.logProb(constant(x, 0))).neg());
    return where(x.lt(0), 1, share.mul(gate.like(x).neg().add(1)));
  }

  /** (1-π) / (1-p(0)). */
  private NDArray share() {
    NDArray pi = array(gate);
    NDArray positive = expm1(counts.logProb(constant(pi, 0))).neg();
    return pi.neg().add(1).div(positive);
  }

  @Override
  public NDArray mean() {
    require(Quantity.MEAN);
    return counts.mean().mul(share());
  }

  @Override
  public NDArray variance() {
    require(Quantity.VARIANCE);
    NDArray between = square(counts.mean()).mul(share().neg().add(1));
    return counts.variance().add(between).mul(share());
  }
}
