package org.borch.distributions;

import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * ScaledInverseChi2(df ν, scale s): InverseGamma(ν/2, ν s²/2), x > 0, for variances near s².
 *
 * <p>Gelman et al. 2013, Bayesian Data Analysis, appendix A.
 */
public final class ScaledInverseChi2 extends Alias {

  private final Operand df;
  private final Operand scale;

  /** df: batch, above 0; scale: batch, above 0. */
  public ScaledInverseChi2(Operand df, Operand scale) {
    super(
        new Parameter("df", df, Constraints.positive()),
        new Parameter("scale", scale, Constraints.positive()));
    this.df = df;
    this.scale = scale;
  }

  @Override
  public ScaledInverseChi2 withParameters(List<Operand> values) {
    return new ScaledInverseChi2(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.positive();
  }

  @Override
  InverseGamma same(DataType type) {
    NDArray half = df.as(type).mul(0.5);
    return new InverseGamma(Operand.of(half), Operand.of(square(scale.as(type)).mul(half)));
  }
}
