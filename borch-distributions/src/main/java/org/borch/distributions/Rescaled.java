package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.constraint.GreaterThan;
import org.borch.distributions.constraint.Interval;
import org.borch.distributions.constraint.LessThan;
import org.borch.distributions.constraint.Real;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;

/**
 * Rescaled(shift a, factor b, base): x = a + b u with u from the base: p(x) = p((x-a)/b) / b. It
 * keeps what the base knows of its cdf, quantiles, moments, mode and entropy.
 */
public final class Rescaled extends OfBase {

  private final Operand shift;
  private final Operand factor;

  private Rescaled(Operand shift, Operand factor, Distribution base) {
    super(
        Shapes.broadcast(shift.shape(), factor.shape(), base.batchShape()),
        parameters(shift, factor, base),
        base);
    this.shift = shift;
    this.factor = factor;
  }

  private static List<Parameter> parameters(Operand shift, Operand factor, Distribution base) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter("shift", shift, Constraints.real()));
    parameters.add(new Parameter("factor", factor, Constraints.positive()));
    parameters.addAll(base.parameters());
    return parameters;
  }

  /**
   * With a shift, batch, and a factor, batch, above 0.
   *
   * @throws IllegalArgumentException if the base has no single numbers from an interval, bounded or
   *     not, or a number is no factor
   */
  static Rescaled of(Distribution base, Operand shift, Operand factor) {
    Constraint support = base.support();
    boolean isInterval =
        support instanceof Real
            || support instanceof GreaterThan
            || support instanceof LessThan
            || support instanceof Interval;
    if (!isInterval) {
      throw new IllegalArgumentException(
          "rescaled(base, shift, factor) got "
              + base.name()
              + " of values "
              + support.description()
              + ", expected a distribution of single real numbers; transformed(base, bijector)"
              + " takes others");
    }
    Rescaled rescaled = new Rescaled(shift, factor, base);
    rescaled.requireNumbers();
    return rescaled;
  }

  private void requireNumbers() {
    Validation.requireFit(this, parameters().get(0));
    Validation.requireFit(this, parameters().get(1));
  }

  /** The distribution of u. */
  public Distribution base() {
    return base;
  }

  @Override
  public String name() {
    return "Rescaled(" + base.name() + ")";
  }

  @Override
  public Rescaled withParameters(List<Operand> values) {
    return of(base.withParameters(values.subList(2, values.size())), values.get(0), values.get(1));
  }

  @Override
  public Rescaled expand(Shape newBatchShape) {
    return new Rescaled(
        shift.expand(newBatchShape), factor.expand(newBatchShape), base.expand(newBatchShape));
  }

  @Override
  public boolean canConcentrate() {
    return base.canConcentrate();
  }

  @Override
  public Constraint support() {
    Constraint own = base.support();
    if (own instanceof GreaterThan ray) {
      return new GreaterThan(moved(ray.bound()), ray.inclusive());
    } else if (own instanceof LessThan ray) {
      return new LessThan(moved(ray.bound()), ray.inclusive());
    } else if (own instanceof Interval interval) {
      return new Interval(moved(interval.low()), moved(interval.high()));
    }
    return own;
  }

  private Operand moved(Operand bound) {
    return shift.isNumber() && factor.isNumber() && bound.isNumber()
        ? Operand.of(shift.number() + factor.number() * bound.number()).expand(batchShape())
        : Operand.of(placed(array(bound)));
  }

  @Override
  NDArray standard(NDArray x) {
    return x.sub(shift.like(x)).div(factor.like(x));
  }

  @Override
  NDArray placed(NDArray u) {
    return u.mul(factor.like(u)).add(shift.like(u));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return base.logDensity(standard(x)).sub(log(factor.like(x)));
  }

  @Override
  NDArray checkedLogDensity(NDArray x) {
    return base.checkedLogDensity(standard(x)).sub(log(factor.like(x)));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return base.inside(x).map(this::placed);
  }

  @Override
  public boolean has(Quantity quantity) {
    return base.has(quantity);
  }

  @Override
  public NDArray mean() {
    require(Quantity.MEAN);
    return array(Operand.of(placed(base.mean())));
  }

  @Override
  public NDArray variance() {
    require(Quantity.VARIANCE);
    return base.variance().mul(square(array(factor)));
  }

  @Override
  public NDArray mode() {
    require(Quantity.MODE);
    return array(Operand.of(placed(base.mode())));
  }

  @Override
  public NDArray entropy() {
    require(Quantity.ENTROPY);
    return base.entropy().add(log(array(factor)));
  }

  @Override
  public String toString() {
    return "Rescaled(shift=" + shift + ", factor=" + factor + ", " + base + ")";
  }
}
