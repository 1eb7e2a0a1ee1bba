package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.softmax;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.number.SpecialFunctions;
import org.borch.tensor.random.Noise;

/**
 * RelaxedOneHotCategorical(temperature τ, logits l), the softmax of (l + g)/τ with g from Gumbel:
 * p(x) = Γ(K) τ^(K-1) Π exp(l_i) x_i^(-τ-1) / (Σ exp(l_i) x_i^(-τ))^K on the simplex, a density
 * over the first K-1 entries. Near temperature 0 it is a one-hot Categorical.
 *
 * <p>Maddison, Mnih and Teh 2017, "The concrete distribution".
 */
public final class RelaxedOneHotCategorical extends Distribution {

  private final Operand temperature;
  private final Operand logits;

  /** temperature: batch, above 0; logits: batch + [K], real. */
  public RelaxedOneHotCategorical(Operand temperature, Operand logits) {
    super(
        new Parameter("temperature", temperature, Constraints.positive()),
        new Parameter("logits", logits, Constraints.realVector()));
    this.temperature = temperature;
    this.logits = logits;
  }

  @Override
  public RelaxedOneHotCategorical withParameters(List<Operand> values) {
    return new RelaxedOneHotCategorical(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.simplex();
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(logits.shape(), 1);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    double classes = eventShape().get(0);
    NDArray tau = temperature.like(x);
    NDArray scores = logits.like(x).sub(log(x).mul(tau.expandDims(-1))); // l - τ log x
    NDArray factor = log(tau).mul(classes - 1).add(SpecialFunctions.logGamma(classes));
    return sumLast(scores.sub(log(x)), 1).sub(logSumExp(scores, -1).mul(classes)).add(factor);
  }

  /** The same for every entry. */
  @Override
  protected Optional<NDArray> inside(NDArray x) {
    NDArray entry = constant(x, 1.0 / eventShape().get(0));
    return Optional.of(broadcastTo(entry, eventShape()));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray e = noise.exponential(shape(sampleShape));
    NDArray scores = logits.like(e).sub(log(e)).div(temperature.like(e).expandDims(-1));
    return Rounding.positive(softmax(scores, -1));
  }
}
