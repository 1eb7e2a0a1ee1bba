package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * The density of a distribution on a part of its support, not renormalised: p(x) = base(x) for x in
 * the set, as when a Stan program gives a prior to a variable that is declared positive or ordered.
 * Its mass is below 1, so that there are no draws from it; where the base's arguments are fixed,
 * the missing factor changes no posterior.
 *
 * <p>Where the set has larger events than the base, the base's batch dimensions are joined first.
 */
public final class Restricted extends Distribution {

  /** Stan's starting points are uniform from -2 to 2 in unconstrained coordinates. */
  private static final double RADIUS = 2;

  private final Distribution base;
  private final Constraint support;

  private Restricted(Distribution base, Constraint support) {
    super(base.batchShape(), base.parameters());
    this.base = base;
    this.support = support;
  }

  /** A base on a set whose bounds, if it has any, are numbers. */
  static Restricted of(Distribution base, Constraint set) {
    if (base.isDiscrete() || set.isDiscrete()) {
      throw new IllegalArgumentException(
          "restricted(base, set) got "
              + base.name()
              + " and the set \""
              + set.description()
              + "\", expected a continuous distribution and a continuous set");
    }
    int missing = set.eventRank() - base.support().eventRank();
    return new Restricted(
        base.toEvent(Math.max(missing, 0)), Constraints.independent(set, Math.max(-missing, 0)));
  }

  /** Uniform numbers of a shape, which stand for unconstrained coordinates of a draw. */
  static NDArray coordinates(Noise noise, Shape shape) {
    return noise.uniform(shape).mul(2 * RADIUS).sub(RADIUS);
  }

  /** The distribution that is restricted. */
  public Distribution base() {
    return base;
  }

  @Override
  public String name() {
    return "Restricted(" + base.name() + ")";
  }

  @Override
  public Restricted withParameters(List<Operand> values) {
    return new Restricted(base.withParameters(values), support);
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
    return support;
  }

  @Override
  public Shape eventShape() {
    return base.eventShape();
  }

  @Override
  public boolean isProper() {
    return false;
  }

  /** The base may have edges of its own inside the set, so they are checked, too. */
  @Override
  protected NDArray logDensity(NDArray x) {
    return base.logProb(x);
  }

  /** The point with the coordinates 0, for one event. */
  @Override
  protected Optional<NDArray> inside(NDArray x) {
    Bijector bijector = Bijectors.to(support);
    Shape coordinates = bijector.inverseShape(eventShape());
    return Optional.of(bijector.forward(ArrayMath.broadcastTo(constant(x, 0), coordinates)));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Bijector bijector = Bijectors.to(support);
    Shape coordinates = bijector.inverseShape(shape(sampleShape));
    return bijector.forward(coordinates(noise, coordinates));
  }

  @Override
  public Restricted expand(Shape newBatchShape) {
    return new Restricted(base.expand(newBatchShape), support);
  }

  @Override
  public String toString() {
    return "Restricted(" + base + ", " + support.description() + ")";
  }
}
