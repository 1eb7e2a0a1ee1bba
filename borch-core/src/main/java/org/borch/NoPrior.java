package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.Distribution;
import org.borch.distributions.constraint.Constraint;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/** In place of a prior whose log density counts elsewhere: log density 0 on the same support. */
final class NoPrior extends Distribution {

  private final Constraint support;
  private final Shape eventShape;

  private NoPrior(Shape batchShape, Shape eventShape, Constraint support) {
    super(batchShape, List.of());
    this.support = support;
    this.eventShape = eventShape;
  }

  static NoPrior like(Distribution prior) {
    return new NoPrior(prior.batchShape(), prior.eventShape(), prior.support());
  }

  @Override
  public Distribution withParameters(List<Operand> values) {
    return this;
  }

  @Override
  public Constraint support() {
    return support;
  }

  @Override
  public Shape eventShape() {
    return eventShape;
  }

  @Override
  public boolean isProper() {
    return false;
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return BorchArray.full(batchShape(), 0, x.getDataType());
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    throw new UnsupportedOperationException("a prior that counts elsewhere has no draws");
  }
}
