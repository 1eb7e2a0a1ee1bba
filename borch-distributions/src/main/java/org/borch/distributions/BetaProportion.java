package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * BetaProportion(mean μ, concentration κ): Beta(μ κ, (1-μ) κ), 0 ≤ x ≤ 1, with variance μ (1-μ) /
 * (κ+1).
 *
 * <p>Ferrari and Cribari-Neto 2004, "Beta regression for modelling rates and proportions".
 */
public final class BetaProportion extends Alias {

  private final Operand mean;
  private final Operand concentration;

  /** mean: batch, between 0 and 1; concentration: batch, above 0. */
  public BetaProportion(Operand mean, Operand concentration) {
    super(
        new Parameter("mean", mean, Constraints.unitInterval()),
        new Parameter("concentration", concentration, Constraints.positive()));
    this.mean = mean;
    this.concentration = concentration;
  }

  @Override
  public BetaProportion withParameters(List<Operand> values) {
    return new BetaProportion(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.unitInterval();
  }

  @Override
  Beta same(DataType type) {
    NDArray share = mean.as(type);
    NDArray kappa = concentration.as(type);
    return new Beta(Operand.of(share.mul(kappa)), Operand.of(share.neg().add(1).mul(kappa)));
  }
}
