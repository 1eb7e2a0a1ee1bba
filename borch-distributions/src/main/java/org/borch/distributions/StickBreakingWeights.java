package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.cumSum;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
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
 * StickBreakingWeights(size K, concentration α): the weights of K components of a truncated
 * Dirichlet process: x_i is a share from Beta(1, α) of what the ones before have left, and the last
 * one has the rest. p(x) = α^(K-1) x_K^(α-1) Π_{0&lt;i&lt;K-1} 1 / (1 - x_1 - ... - x_i).
 *
 * <p>Ishwaran and James 2001, "Gibbs sampling methods for stick-breaking priors".
 */
public final class StickBreakingWeights extends Distribution {

  private final int size;
  private final Operand concentration;

  /**
   * The number of weights, at least 2, and the concentration: batch, above 0.
   *
   * @throws IllegalArgumentException if size is below 2
   */
  public StickBreakingWeights(int size, Operand concentration) {
    super(new Parameter("concentration", concentration, Constraints.positive()));
    if (size < 2) {
      throw new IllegalArgumentException(
          "StickBreakingWeights(size, concentration) got size = " + size + ", expected at least 2");
    }
    this.size = size;
    this.concentration = concentration;
  }

  @Override
  public StickBreakingWeights withParameters(List<Operand> values) {
    return new StickBreakingWeights(size, values.get(0));
  }

  @Override
  public boolean canConcentrate() {
    return false;
  }

  @Override
  public Constraint support() {
    return Constraints.simplex();
  }

  @Override
  public Shape eventShape() {
    return new Shape(size);
  }

  /** What is left after each weight but the last two is summed from the far end. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray alpha = concentration.like(x);
    int axis = x.getShape().dimension() - 1;
    NDArray fromHere = cumSum(x.flip(axis), axis).flip(axis);
    NDArray last = x.get(new NDIndex("..., -1"));
    NDArray density = log(alpha).mul(size - 1.0).add(alpha.sub(1).mul(log(last)));
    if (size == 2) {
      return density;
    }
    NDArray left = fromHere.get(new NDIndex("..., 1:-1"));
    return density.sub(sumLast(log(left), 1));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 1.0 / size));
  }

  /** By the logarithms of what each share takes and leaves. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Shape shape = Shapes.concat(sampleShape, batchShape()).add(size - 1);
    NDArray e = noise.exponential(shape);
    NDArray logLeft = e.div(concentration.like(e).expandDims(-1)).neg(); // log(1 - share)
    NDArray logTaken = LogSpace.log1mExp(logLeft.neg());
    NDArray after = cumSum(logLeft, -1);
    NDArray weights = exp(logTaken.add(after.sub(logLeft)));
    NDArray rest = exp(after.get(new NDIndex("..., -1:")));
    return Rounding.positive(concat(-1, weights, rest));
  }

  /** (1/(1+α)) (α/(1+α))^(i-1), and what is left. */
  @Override
  public NDArray mean() {
    NDArray alpha = array(concentration).expandDims(-1);
    double[] before = IntStream.range(0, size).mapToDouble(i -> i).toArray();
    NDArray logLeft = log(alpha).sub(log(alpha.add(1)));
    NDArray left = exp(logLeft.mul(cast(BorchArray.of(before), type())));
    double[] isLast = IntStream.range(0, size).mapToDouble(i -> i == size - 1 ? 1 : 0).toArray();
    NDArray share = alpha.add(1).pow(-1);
    NDArray taken = share.add(share.neg().add(1).mul(cast(BorchArray.of(isLast), type())));
    return broadcastTo(left.mul(taken), shape(new Shape()));
  }
}
