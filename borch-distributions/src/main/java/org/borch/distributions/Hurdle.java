package org.borch.distributions;

import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

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
 * Hurdle(gate π, counts p): 0 with probability π, else a count above 0 from another distribution: π
 * at 0, (1-π) p(k) / (1-p(0)) at k = 1, 2, ...
 *
 * <p>Mullahy 1986, "Specification and testing of some modified count data models".
 */
public final class Hurdle extends Distribution {

  private final Operand gate;
  private final Distribution counts;

  private Hurdle(Operand gate, Distribution counts) {
    super(Shapes.broadcast(gate.shape(), counts.batchShape()), parameters(gate, counts));
    this.gate = gate;
    this.counts = counts;
  }

  /**
   * Of counts that may be 0.
   *
   * @param gate the probability of 0: batch, from 0 to 1
   * @throws IllegalArgumentException if the values are not single counts with quantiles
   */
  static Hurdle of(Operand gate, Distribution counts) {
    boolean single = counts.isDiscrete() && counts.support().eventRank() == 0;
    if (!single || !counts.has(Quantity.ICDF)) {
      throw new IllegalArgumentException(
          "hurdle(gate, counts) got "
              + counts.name()
              + " of values "
              + counts.support().description()
              + ", expected a distribution of single counts with quantiles");
    }
    Hurdle result = new Hurdle(gate, counts);
    Validation.requireFit(result, result.parameters().get(0));
    return result;
  }

  private static List<Parameter> parameters(Operand gate, Distribution counts) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter("gate", gate, Constraints.unitInterval()));
    parameters.addAll(counts.parameters());
    return parameters;
  }

  /** The distribution whose counts above 0 are taken. */
  public Distribution counts() {
    return counts;
  }

  @Override
  public String name() {
    return "Hurdle(" + counts.name() + ")";
  }

  @Override
  public Hurdle withParameters(List<Operand> values) {
    return of(values.get(0), counts.withParameters(values.subList(1, values.size())));
  }

  @Override
  public Hurdle expand(Shape newBatchShape) {
    return new Hurdle(gate.expand(newBatchShape), counts.expand(newBatchShape));
  }

  @Override
  public Constraint support() {
    return counts.support();
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
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
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
  public NDArray cdf(NDArray x) {
    require(Quantity.CDF);
    return survival(x).neg().add(1);
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

  @Override
  public String toString() {
    return "Hurdle(gate=" + gate + ", " + counts + ")";
  }
}
