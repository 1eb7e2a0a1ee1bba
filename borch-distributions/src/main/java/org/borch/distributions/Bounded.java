package org.borch.distributions;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;

/** Numbers or counts from another distribution, with a lower and an upper bound. */
abstract class Bounded extends Distribution {

  final Operand low;
  final Operand high;
  final Distribution base;

  Bounded(Operand low, Operand high, Distribution base) {
    super(
        Shapes.broadcast(low.shape(), high.shape(), base.batchShape()),
        parameters(low, high, base));
    this.low = low;
    this.high = high;
    this.base = base;
  }

  private static List<Parameter> parameters(Operand low, Operand high, Distribution base) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter("low", low, Flat.BOUND));
    Constraint above = Flat.isInfinite(low) ? Flat.BOUND : Flat.above(low);
    parameters.add(new Parameter("high", high, above));
    parameters.addAll(base.parameters());
    return parameters;
  }

  /** Refuses bounds that are none. */
  final void requireBounds() {
    Validation.requireFit(this, parameters().get(0));
    Validation.requireFit(this, parameters().get(1));
  }

  /** The same kind with other bounds and another base, as they are. */
  abstract Bounded with(Operand otherLow, Operand otherHigh, Distribution otherBase);

  /** The distribution without bounds. */
  public final Distribution base() {
    return base;
  }

  @Override
  public final String name() {
    return super.name() + "(" + base.name() + ")";
  }

  @Override
  public final Distribution withParameters(List<Operand> values) {
    Bounded other =
        with(
            Flat.bound(low, values.get(0)),
            Flat.bound(high, values.get(1)),
            base.withParameters(values.subList(2, values.size())));
    other.requireBounds();
    return other;
  }

  @Override
  public final Distribution expand(Shape newBatchShape) {
    return with(low.expand(newBatchShape), high.expand(newBatchShape), base.expand(newBatchShape));
  }

  /** The numbers from one bound to the other; without bounds the base's. */
  final Constraint between() {
    if (Flat.isInfinite(low)) {
      return Flat.isInfinite(high) ? base.support() : Constraints.atMost(high);
    }
    return Flat.isInfinite(high) ? Constraints.atLeast(low) : Constraints.interval(low, high);
  }

  @Override
  public final String toString() {
    return super.name() + "(low=" + low + ", high=" + high + ", " + base + ")";
  }
}
