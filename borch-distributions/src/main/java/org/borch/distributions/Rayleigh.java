package org.borch.distributions;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * Rayleigh(scale σ), the length of two Normal(0, σ): p(x) = x/σ² exp(-(x/σ)²/2), x ≥ 0.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, section 18.10.
 */
public final class Rayleigh extends Alias {

  private final Operand scale;

  /** scale: batch, above 0. */
  public Rayleigh(Operand scale) {
    super(new Parameter("scale", scale, Constraints.positive()));
    this.scale = scale;
  }

  @Override
  public Rayleigh withParameters(List<Operand> values) {
    return new Rayleigh(values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegative();
  }

  @Override
  Weibull same(DataType type) {
    return new Weibull(Operand.of(scale.as(type).mul(Math.sqrt(2))), Operand.of(2));
  }
}
