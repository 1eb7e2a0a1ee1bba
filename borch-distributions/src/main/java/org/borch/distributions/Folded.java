package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.constraint.Real;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Folded(base): the size of a real number from another distribution: p(x) = base(x) + base(-x), x ≥
 * 0.
 *
 * <p>Leone, Nelson and Nottingham 1961, "The folded normal distribution".
 */
public final class Folded extends Distribution {

  private final Distribution base;

  private Folded(Distribution base) {
    super(base.batchShape(), base.parameters());
    this.base = base;
  }

  /**
   * Of a distribution on the real line.
   *
   * @throws IllegalArgumentException if it has another support
   */
  static Folded of(Distribution base) {
    if (!(base.support() instanceof Real)) {
      throw new IllegalArgumentException(
          "folded(base) got "
              + base.name()
              + " of values "
              + base.support().description()
              + ", expected a distribution on the real line");
    }
    return new Folded(base);
  }

  /** The distribution of the number with its sign. */
  public Distribution base() {
    return base;
  }

  @Override
  public String name() {
    return "Folded(" + base.name() + ")";
  }

  @Override
  public Folded withParameters(List<Operand> values) {
    return new Folded(base.withParameters(values));
  }

  @Override
  public boolean canConcentrate() {
    return base.canConcentrate();
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegative();
  }

  @Override
  public boolean isReparameterized() {
    return base.isReparameterized();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return LogSpace.logAddExp(base.logDensity(x), base.logDensity(x.neg()));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return abs(base.draw(noise, sampleShape));
  }

  @Override
  public boolean has(Quantity quantity) {
    return quantity == Quantity.CDF && base.has(quantity);
  }

  @Override
  public NDArray cdf(NDArray x) {
    require(Quantity.CDF);
    NDArray size = x.maximum(0);
    return base.cdf(size).sub(base.cdf(size.neg()));
  }

  @Override
  public NDArray survival(NDArray x) {
    require(Quantity.CDF);
    NDArray size = x.maximum(0);
    return base.survival(size).add(base.cdf(size.neg()));
  }

  @Override
  public Folded expand(Shape newBatchShape) {
    return new Folded(base.expand(newBatchShape));
  }

  @Override
  public String toString() {
    return "Folded(" + base + ")";
  }
}
