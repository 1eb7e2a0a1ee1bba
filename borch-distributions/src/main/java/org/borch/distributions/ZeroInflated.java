package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.ArrayMath.xlogy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * ZeroInflated(gate π, counts p): 0 with probability π, else a count from another distribution: π
 * [k = 0] + (1-π) p(k).
 *
 * <p>Lambert 1992, "Zero-inflated Poisson regression, with an application to defects in
 * manufacturing".
 */
public final class ZeroInflated extends Gated {

  private ZeroInflated(Operand gate, Distribution counts) {
    super(gate, counts);
  }

  /**
   * Of counts that may be 0.
   *
   * @param gate the probability of an extra 0: batch, from 0 to 1
   * @throws IllegalArgumentException if the values are not single counts
   */
  static ZeroInflated of(Operand gate, Distribution counts) {
    if (!isSingleCount(counts)) {
      throw new IllegalArgumentException(
          "zeroInflated(gate, counts) got "
              + counts.name()
              + " of values "
              + counts.support().description()
              + ", expected a distribution of single counts");
    }
    ZeroInflated result = new ZeroInflated(gate, counts);
    result.requireGate();
    return result;
  }

  @Override
  ZeroInflated with(Operand otherGate, Distribution otherCounts) {
    return new ZeroInflated(otherGate, otherCounts);
  }

  /** The sum of both terms at 0, from their logarithms; a gate of 0 or 1 leaves one of them. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray pi = gate.like(x);
    NDArray isZero = x.eq(0);
    NDArray certain = pi.gte(1);
    NDArray logCounts = counts.logDensity(x);
    NDArray logRest = log1p(where(certain, 0, pi).neg());
    NDArray none = where(pi.gt(0), pi, 1);
    NDArray some = logCounts.add(logRest);
    NDArray atZero = where(pi.gt(0), LogSpace.logAddExp(some, log(none)), some);
    NDArray other = where(certain, Double.NEGATIVE_INFINITY, some);
    return where(isZero, where(certain, 0, atZero), other);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray u = noise.at("gate").uniform(shape(sampleShape));
    NDArray count = counts.expand(batchShape()).draw(noise.at("count"), sampleShape);
    return where(u.lt(gate.like(u)), 0, count);
  }

  @Override
  public boolean has(Quantity quantity) {
    return switch (quantity) {
      case MEAN, CDF -> counts.has(quantity);
      case VARIANCE -> counts.has(Quantity.MEAN) && counts.has(quantity);
      case ENTROPY -> counts.has(quantity);
      case MODE, ICDF -> false;
    };
  }

  @Override
  public NDArray survival(NDArray x) {
    require(Quantity.CDF);
    NDArray above = counts.survival(x).mul(gate.like(x).neg().add(1));
    return where(x.lt(0), 1, above);
  }

  @Override
  public NDArray mean() {
    require(Quantity.MEAN);
    return counts.mean().mul(rest());
  }

  @Override
  public NDArray variance() {
    require(Quantity.VARIANCE);
    NDArray between = square(counts.mean()).mul(array(gate));
    return counts.variance().add(between).mul(rest());
  }

  /** Of 0 by its whole probability, of the other counts by those of the distribution within. */
  @Override
  public NDArray entropy() {
    require(Quantity.ENTROPY);
    NDArray pi = array(gate);
    NDArray logZero = counts.logProb(pi.zerosLike());
    NDArray ofCounts = exp(logZero);
    NDArray zero = rest().mul(ofCounts).add(pi);
    NDArray others = counts.entropy().add(ofCounts.mul(logZero)).mul(rest());
    NDArray gates = xlogy(rest().mul(expm1(logZero).neg()), rest());
    return others.sub(gates).sub(xlogy(zero, zero));
  }

  private NDArray rest() {
    return array(gate).neg().add(1);
  }
}
