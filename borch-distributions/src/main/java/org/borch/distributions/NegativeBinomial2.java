package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * NegativeBinomial2(mean μ, concentration φ): Γ(k+φ) / (k! Γ(φ)) (φ/(μ+φ))^φ (μ/(μ+φ))^k, k = 0, 1,
 * 2, ..., a {@link NegativeBinomial} with variance μ + μ²/φ, Poisson(μ) in the limit of a large φ.
 *
 * <p>Stan Functions Reference, "Negative binomial distribution (alternative parameterization)".
 */
public final class NegativeBinomial2 extends Alias {

  private final Operand mean;
  private final Operand concentration;

  /** mean: batch, above 0; concentration: batch, above 0. */
  public NegativeBinomial2(Operand mean, Operand concentration) {
    super(
        new Parameter("mean", mean, Constraints.positive()),
        new Parameter("concentration", concentration, Constraints.positive()));
    this.mean = mean;
    this.concentration = concentration;
  }

  @Override
  public NegativeBinomial2 withParameters(List<Operand> values) {
    return new NegativeBinomial2(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegativeInteger();
  }

  @Override
  NegativeBinomial same(DataType type) {
    NDArray count = concentration.as(type);
    NDArray logits = log(mean.as(type)).sub(log(count));
    return NegativeBinomial.ofLogits(Operand.of(count), Operand.of(logits));
  }
}
