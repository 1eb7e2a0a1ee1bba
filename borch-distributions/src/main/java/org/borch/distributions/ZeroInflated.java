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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * ZeroInflated(gate π, counts p): 0 with probability π, else a count from another distribution: π
 * [k = 0] + (1-π) p(k).
 *
 * <p>Lambert 1992, "Zero-inflated Poisson regression, with an application to defects in
 * manufacturing".
 */
public final class ZeroInflated extends Distribution {

  private final Operand gate;
  private final Distribution counts;

  private ZeroInflated(Operand gate, Distribution counts) {
    super(Shapes.broadcast(gate.shape(), counts.batchShape()), parameters(gate, counts));
    this.gate = gate;
    this.counts = counts;
  }

  /**
   * Of counts that may be 0.
   *
   * @param gate the probability of an extra 0: batch, from 0 to 1
   * @throws IllegalArgumentException if the values are not single counts
   */
  static ZeroInflated of(Operand gate, Distribution counts) {
    if (!counts.isDiscrete() || counts.support().eventRank() > 0) {
      throw new IllegalArgumentException(
          "zeroInflated(gate, counts) got "
              + counts.name()
              + " of values "
              + counts.support().description()
              + ", expected a distribution of single counts");
    }
    ZeroInflated result = new ZeroInflated(gate, counts);
    Validation.requireFit(result, result.parameters().get(0));
    return result;
  }

  private static List<Parameter> parameters(Operand gate, Distribution counts) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter("gate", gate, Constraints.unitInterval()));
    parameters.addAll(counts.parameters());
    return parameters;
  }

  /** The distribution without the extra zeros. */
  public Distribution counts() {
    return counts;
  }

  @Override
  public String name() {
    return "ZeroInflated(" + counts.name() + ")";
  }

  @Override
  public ZeroInflated withParameters(List<Operand> values) {
    return of(values.get(0), counts.withParameters(values.subList(1, values.size())));
  }

  @Override
  public ZeroInflated expand(Shape newBatchShape) {
    return new ZeroInflated(gate.expand(newBatchShape), counts.expand(newBatchShape));
  }

  @Override
  public Constraint support() {
    return counts.support();
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
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
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
  public NDArray cdf(NDArray x) {
    require(Quantity.CDF);
    return survival(x).neg().add(1);
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

  @Override
  public String toString() {
    return "ZeroInflated(gate=" + gate + ", " + counts + ")";
  }
}
