package org.borch.distributions;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * Chi2(df ν), Gamma(ν/2, 1/2): p(x) = x^(ν/2-1) exp(-x/2) / (2^(ν/2) Γ(ν/2)), x ≥ 0.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 18.
 */
public final class Chi2 extends Alias {

  private final Operand df;

  /** df: batch, above 0. */
  public Chi2(Operand df) {
    super(new Parameter("df", df, Constraints.positive()));
    this.df = df;
  }

  @Override
  public Chi2 withParameters(List<Operand> values) {
    return new Chi2(values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegative();
  }

  @Override
  Gamma same(DataType type) {
    return new Gamma(Operand.of(df.as(type).mul(0.5)), Operand.of(0.5));
  }
}
