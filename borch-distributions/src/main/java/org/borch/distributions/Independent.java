package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Bijectors;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * A distribution whose last batch dimensions are joined into one event: log densities are summed
 * over them, values stay the same.
 */
public final class Independent extends Distribution {

  private final Distribution base;
  private final int n;

  /** Joins the last {@code n} batch dimensions of {@code base}, at least one. */
  Independent(Distribution base, int n) {
    super(batchShape(base, n), base.parameters());
    this.base = base;
    this.n = n;
  }

  private static Shape batchShape(Distribution base, int n) {
    if (n < 0 || n > base.batchShape().dimension()) {
      throw new IllegalArgumentException(
          base.name()
              + ".toEvent(n) got n = "
              + n
              + ", expected 0 to the number of batch dimensions"
              + " of "
              + base.batchShape());
    }
    return Shapes.dropLast(base.batchShape(), n);
  }

  /** The distribution of the parts. */
  public Distribution base() {
    return base;
  }

  /** How many batch dimensions of the base are joined. */
  public int joined() {
    return n;
  }

  @Override
  public String name() {
    return "Independent(" + base.name() + ")";
  }

  @Override
  public Independent withParameters(List<Operand> values) {
    return new Independent(base.withParameters(values), n);
  }

  @Override
  public Shape argumentShape() {
    return base.argumentShape();
  }

  @Override
  public boolean canConcentrate() {
    return base.canConcentrate();
  }

  @Override
  public Constraint support() {
    return Constraints.independent(base.support(), n);
  }

  @Override
  public Shape eventShape() {
    return Shapes.concat(Shapes.last(base.batchShape(), n), base.eventShape());
  }

  @Override
  public boolean isProper() {
    return base.isProper();
  }

  @Override
  public boolean isReparameterized() {
    return base.isReparameterized();
  }

  @Override
  public Optional<Standardized> standardized() {
    return base.standardized()
        .map(
            parts ->
                new Standardized(
                    parts.standard().toEvent(n), Bijectors.independent(parts.bijector(), n)));
  }

  @Override
  public Optional<Orthogonal> orthogonal() {
    return base.orthogonal()
        .map(
            parts ->
                new Orthogonal(
                    parts.centre(),
                    parts.size(),
                    parts.arguments(),
                    parts.least(),
                    (centre, size) -> parts.family().of(centre, size).toEvent(n)));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return sumLast(base.logProbInside(x), n);
  }

  @Override
  NDArray checkedLogDensity(NDArray x) {
    return sumLast(base.logProb(x), n);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return base.draw(noise, sampleShape);
  }

  /** Events of several elements have no order. */
  @Override
  public boolean has(Quantity quantity) {
    return switch (quantity) {
      case MEAN, VARIANCE, MODE, ENTROPY -> base.has(quantity);
      case CDF, ICDF -> false;
    };
  }

  @Override
  public NDArray mean() {
    require(Quantity.MEAN);
    return base.mean();
  }

  @Override
  public NDArray variance() {
    require(Quantity.VARIANCE);
    return base.variance();
  }

  @Override
  public NDArray mode() {
    require(Quantity.MODE);
    return base.mode();
  }

  @Override
  public NDArray entropy() {
    require(Quantity.ENTROPY);
    return sumLast(base.entropy(), n);
  }

  @Override
  public Independent expand(Shape newBatchShape) {
    Shape joined = Shapes.last(base.batchShape(), n);
    return new Independent(base.expand(Shapes.concat(newBatchShape, joined)), n);
  }

  @Override
  public String toString() {
    return base + ".toEvent(" + n + ")";
  }
}
