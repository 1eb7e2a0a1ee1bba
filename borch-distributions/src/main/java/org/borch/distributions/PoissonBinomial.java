package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.takeAlong;
import static org.borch.tensor.ArrayMath.xlogy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * PoissonBinomial(probs p_1, ..., p_n): the successes among n independent trials, each with a
 * probability of its own, k = 0, 1, ..., n.
 *
 * <p>Wang 1993, "On the number of successes in independent trials".
 */
public final class PoissonBinomial extends Distribution {

  private final Operand probs;

  /** probs: batch + [n], from 0 to 1. */
  public PoissonBinomial(Operand probs) {
    super(new Parameter("probs", probs, Constraints.independent(Constraints.unitInterval(), 1)));
    this.probs = probs;
  }

  @Override
  public PoissonBinomial withParameters(List<Operand> values) {
    return new PoissonBinomial(values.get(0));
  }

  private int trials() {
    return Math.toIntExact(probs.shape().get(probs.shape().dimension() - 1));
  }

  @Override
  public Constraint support() {
    return Constraints.integerInterval(Operand.of(0), Operand.of(trials()));
  }

  /** The probabilities of 0, 1, ..., n: batch + [n+1], one trial after the other. */
  private NDArray masses(DataType type) {
    NDArray p = probs.as(type);
    NDArray zero = p.get(new NDIndex("..., :1")).zerosLike();
    NDArray masses = zero.add(1);
    for (int i = 0; i < trials(); i++) {
      NDArray own = p.get(new NDIndex("..., " + i + ":" + (i + 1)));
      NDArray failed = concat(-1, masses.mul(own.neg().add(1)), zero);
      NDArray succeeded = concat(-1, zero, masses.mul(own));
      masses = failed.add(succeeded);
    }
    return masses;
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray index = cast(x, DataType.INT64);
    Shape batch = Shapes.broadcast(index.getShape(), batchShape());
    NDArray all = broadcastTo(masses(x.getDataType()), batch.add(trials() + 1));
    NDArray place = broadcastTo(index, batch).expandDims(-1);
    return log(takeAlong(all, place, -1).squeeze(-1));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray u = noise.uniform(shape(sampleShape).add(trials()));
    return sumLast(cast(u.lt(probs.as(noise.type())), noise.type()), 1);
  }

  @Override
  public NDArray cdf(NDArray x) {
    return sum(x, counts().lte(x.expandDims(-1)));
  }

  @Override
  public NDArray survival(NDArray x) {
    return sum(x, counts().gt(x.expandDims(-1)));
  }

  private BorchArray counts() {
    return BorchArray.of(IntStream.rangeClosed(0, trials()).asDoubleStream().toArray());
  }

  private NDArray sum(NDArray x, NDArray chosen) {
    DataType type = x.getDataType();
    return sumLast(masses(type).mul(cast(chosen, type)), 1);
  }

  @Override
  public NDArray mean() {
    return sumLast(probs.as(type()), 1);
  }

  @Override
  public NDArray variance() {
    NDArray p = probs.as(type());
    return sumLast(p.mul(p.neg().add(1)), 1);
  }

  @Override
  public NDArray mode() {
    return masses(type()).argMax(-1);
  }

  @Override
  public NDArray entropy() {
    NDArray masses = masses(type());
    return sumLast(xlogy(masses, masses), 1).neg();
  }
}
