package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;

/** Counts from another distribution behind a gate, which gives 0 with a probability of its own. */
abstract class Gated extends Distribution {

  final Operand gate;
  final Distribution counts;

  Gated(Operand gate, Distribution counts) {
    super(Shapes.broadcast(gate.shape(), counts.batchShape()), parameters(gate, counts));
    this.gate = gate;
    this.counts = counts;
  }

  private static List<Parameter> parameters(Operand gate, Distribution counts) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter("gate", gate, Constraints.unitInterval()));
    parameters.addAll(counts.parameters());
    return parameters;
  }

  static boolean isSingleCount(Distribution counts) {
    return counts.isDiscrete() && counts.support().eventRank() == 0;
  }

  /** Refuses a gate that is no probability. */
  final void requireGate() {
    Validation.requireFit(this, parameters().get(0));
  }

  /** The same kind with another gate and other counts, as they are. */
  abstract Gated with(Operand otherGate, Distribution otherCounts);

  /** The distribution behind the gate. */
  public final Distribution counts() {
    return counts;
  }

  @Override
  public final String name() {
    return super.name() + "(" + counts.name() + ")";
  }

  @Override
  public final Distribution withParameters(List<Operand> values) {
    Gated other = with(values.get(0), counts.withParameters(values.subList(1, values.size())));
    other.requireGate();
    return other;
  }

  @Override
  public final Distribution expand(Shape newBatchShape) {
    return with(gate.expand(newBatchShape), counts.expand(newBatchShape));
  }

  @Override
  public final Constraint support() {
    return counts.support();
  }

  @Override
  protected final Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  public final NDArray cdf(NDArray x) {
    require(Quantity.CDF);
    return survival(x).neg().add(1);
  }

  @Override
  public final String toString() {
    return super.name() + "(gate=" + gate + ", " + counts + ")";
  }
}
