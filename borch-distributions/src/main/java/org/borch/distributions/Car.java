package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * Car(scale σ, correlation ρ, neighbours W), conditionally autoregressive effects of places: normal
 * of mean 0 and precision (D - ρ W) / σ², D the sums of W's rows, so that an effect given the
 * others is normal around ρ times the mean of its neighbours, with variance σ² over their number.
 *
 * <p>Besag 1974, "Spatial interaction and the statistical analysis of lattice systems", section
 * 5.2.
 */
public final class Car extends Distribution {

  private final Operand scale;
  private final Operand correlation;
  private final Neighbours neighbours;

  private Car(Operand scale, Operand correlation, Neighbours neighbours) {
    super(
        new Parameter("scale", scale, Constraints.positive()),
        new Parameter(
            "correlation", correlation, Constraints.interval(Operand.of(0), Operand.of(1))));
    this.scale = scale;
    this.correlation = correlation;
    this.neighbours = neighbours;
  }

  /**
   * scale: batch, above 0; correlation: batch, from 0 to below 1, for which there is {@link
   * IntrinsicCar}; adjacency: [n, n], symmetric, 1 (or a weight) for neighbours, 0 on the diagonal.
   *
   * @throws IllegalArgumentException if the adjacency is not of that kind, or a place has no
   *     neighbour
   */
  static Car of(Operand scale, Operand correlation, NDArray adjacency) {
    return new Car(scale, correlation, Neighbours.of("car", adjacency));
  }

  @Override
  public Car withParameters(List<Operand> values) {
    return new Car(values.get(0), values.get(1), neighbours);
  }

  @Override
  public boolean canConcentrate() {
    return false;
  }

  @Override
  public Constraint support() {
    return Constraints.realVector();
  }

  @Override
  public Shape eventShape() {
    return new Shape(neighbours.places());
  }

  private MultivariateNormal effects(DataType type) {
    NDArray rho = correlation.as(type).expandDims(-1).expandDims(-1);
    NDArray variance = scale.as(type).square().expandDims(-1).expandDims(-1);
    NDArray degrees = LinearAlgebra.diagonalMatrix(neighbours.degrees(type));
    NDArray precision = degrees.sub(neighbours.weights(type).mul(rho)).div(variance);
    Shape all = Shapes.concat(batchShape(), Shapes.concat(eventShape(), eventShape()));
    return new MultivariateNormal(
        Operand.of(0),
        Operand.of(broadcastTo(precision, all)),
        MultivariateNormal.Parameterization.PRECISION);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return effects(x.getDataType()).logDensity(x);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return effects(noise.type()).draw(noise, sampleShape);
  }

  @Override
  public NDArray mean() {
    return effects(type()).mean();
  }

  @Override
  public NDArray variance() {
    return effects(type()).variance();
  }

  @Override
  public NDArray mode() {
    return mean();
  }

  @Override
  public NDArray entropy() {
    return effects(type()).entropy();
  }
}
