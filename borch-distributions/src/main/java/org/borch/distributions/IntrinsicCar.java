package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.concat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * IntrinsicCar(scale σ, neighbours W): effects of places that sum to 0 and differ little between
 * neighbours: p(x) proportional to exp(-Σ_(i&lt;j) w_ij (x_i - x_j)² / (2σ²)), a density over all
 * but the last of them. A {@link Car} of correlation 1, which has a density given the sum.
 *
 * <p>Besag and Kooperberg 1995, "On conditional and intrinsic autoregressions".
 */
public final class IntrinsicCar extends Distribution {

  private final Operand scale;
  private final Neighbours neighbours;

  private IntrinsicCar(Operand scale, Neighbours neighbours) {
    super(new Parameter("scale", scale, Constraints.positive()));
    this.scale = scale;
    this.neighbours = neighbours;
  }

  /**
   * scale: batch, above 0; adjacency: [n, n], symmetric, 1 (or a weight) for neighbours, 0 on the
   * diagonal.
   *
   * @throws IllegalArgumentException if the adjacency is not of that kind, or not all places are
   *     connected
   */
  static IntrinsicCar of(Operand scale, NDArray adjacency) {
    Neighbours neighbours = Neighbours.of("intrinsicCar", adjacency);
    if (!neighbours.connected()) {
      throw new IllegalArgumentException(
          "intrinsicCar(scale, adjacency) got adjacency of places that fall apart, expected"
              + " neighbours of neighbours to reach all; give each part a distribution of its own");
    }
    return new IntrinsicCar(scale, neighbours);
  }

  @Override
  public IntrinsicCar withParameters(List<Operand> values) {
    return new IntrinsicCar(values.get(0), neighbours);
  }

  @Override
  public Constraint support() {
    return Constraints.zeroSum();
  }

  @Override
  public Shape eventShape() {
    return new Shape(neighbours.places());
  }

  /** All effects but the last. */
  private MultivariateNormal free(DataType type) {
    NDArray form = cast(BorchArray.of(neighbours.differences()), type);
    NDArray variance = scale.as(type).square().expandDims(-1).expandDims(-1);
    long n = neighbours.places() - 1L;
    return new MultivariateNormal(
        Operand.of(0),
        Operand.of(broadcastTo(form.div(variance), batchShape().add(n).add(n))),
        MultivariateNormal.Parameterization.PRECISION);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return free(x.getDataType()).logDensity(x.get(new NDIndex("..., :-1")));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray free = free(noise.type()).draw(noise, sampleShape);
    return concat(-1, free, free.sum(new int[] {-1}, true).neg());
  }

  @Override
  public NDArray mean() {
    return broadcastTo(Operand.of(0).as(type()), shape(new Shape()));
  }

  @Override
  public NDArray variance() {
    MultivariateNormal free = free(type());
    NDArray last = free.covariance().sum(new int[] {-1, -2}).expandDims(-1);
    return concat(-1, free.variance(), last);
  }

  @Override
  public NDArray mode() {
    return mean();
  }

  @Override
  public NDArray entropy() {
    return free(type()).entropy();
  }
}
