package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.takeAlong;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * PlackettLuce(logits l): rankings x of K items, the best one first: Π_i exp(l_(x_i)) / Σ_(j ≥ i)
 * exp(l_(x_j)): one item after the other, each in proportion to exp(l) of those that are left.
 * Values are the items' numbers, 0 to K-1, each once.
 *
 * <p>Plackett 1975, "The analysis of permutations".
 */
public final class PlackettLuce extends Distribution {

  private final Operand logits;

  /** logits: batch + [K], real. */
  public PlackettLuce(Operand logits) {
    super(new Parameter("logits", logits, Constraints.realVector()));
    this.logits = logits;
  }

  @Override
  public PlackettLuce withParameters(List<Operand> values) {
    return new PlackettLuce(values.get(0));
  }

  private int items() {
    return Math.toIntExact(eventShape().get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.permutation(items());
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(logits.shape(), 1);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    Shape shape = Shapes.broadcast(x.getShape(), Shapes.concat(batchShape(), eventShape()));
    NDArray all = broadcastTo(logits.like(x), shape);
    NDArray ranked = takeAlong(all, cast(broadcastTo(x, shape), DataType.INT64), -1);
    NDArray isLeft = LinearAlgebra.transpose(lower(x.getDataType())).gt(0); // [place, item]
    NDArray left = where(isLeft, ranked.expandDims(-2), Double.NEGATIVE_INFINITY);
    return sumLast(ranked.sub(logSumExp(left, -1)), 1);
  }

  private NDArray lower(DataType type) {
    NDArray ones = LinearAlgebra.identity(items(), type).mul(0).add(1);
    return LinearAlgebra.lowerTriangle(ones);
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    double[] numbers = IntStream.range(0, items()).asDoubleStream().toArray();
    return Optional.of(cast(BorchArray.of(numbers), x.getDataType()));
  }

  /** The order in which exponential times of rates exp(l) come. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray e = noise.exponential(shape(sampleShape));
    return cast(log(e).sub(logits.like(e)).argSort(-1, true), noise.type());
  }

  /** Of equal items, some order. */
  @Override
  public NDArray mode() {
    return cast(broadcastTo(logits.as(type()).neg().argSort(-1, true), shape(new Shape())), type());
  }
}
