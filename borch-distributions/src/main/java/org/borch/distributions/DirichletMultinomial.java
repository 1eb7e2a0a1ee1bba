package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.logGamma;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * DirichletMultinomial(totalCount n, concentration a), a Multinomial(n, p) with p from
 * Dirichlet(a): n! Γ(Σ a) / Γ(n + Σ a) Π Γ(k_i + a_i) / (k_i! Γ(a_i)) for counts k of K classes
 * with sum n.
 *
 * <p>Johnson, Kotz and Balakrishnan, Discrete Multivariate Distributions, section 35.13.
 */
public final class DirichletMultinomial extends Distribution {

  private final Operand totalCount;
  private final Operand concentration;

  /** totalCount: batch, whole, from 0 on; concentration: batch + [K], above 0. */
  public DirichletMultinomial(Operand totalCount, Operand concentration) {
    super(
        new Parameter("totalCount", totalCount, Constraints.nonNegativeInteger()),
        new Parameter(
            "concentration", concentration, Constraints.independent(Constraints.positive(), 1)));
    this.totalCount = totalCount;
    this.concentration = concentration;
  }

  @Override
  public DirichletMultinomial withParameters(List<Operand> values) {
    return new DirichletMultinomial(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.countVector(totalCount);
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(concentration.shape(), 1);
  }

  /** With Stirling's remainders: the log-gammas of large concentrations would cancel. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray a = concentration.like(x);
    NDArray n = sumLast(x, 1);
    NDArray perClass = Stirling.logGammaStep(a, x).sub(logGamma(x.add(1)));
    return sumLast(perClass, 1)
        .add(logGamma(n.add(1)))
        .sub(Stirling.logGammaStep(sumLast(a, 1), n));
  }

  /** All in the first class. */
  @Override
  protected Optional<NDArray> inside(NDArray x) {
    NDArray n = totalCount.like(x).expandDims(-1); // batch + [1]
    long classes = eventShape().get(0);
    Shape rest = Shapes.dropLast(n.getShape(), 1).add(classes - 1);
    NDArray zeros = broadcastTo(constant(x, 0), rest);
    return Optional.of(classes == 1 ? n : concat(-1, n, zeros));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Shape shape = Shapes.concat(sampleShape, batchShape());
    NDArray p =
        new Dirichlet(concentration).expand(batchShape()).sample(noise.at("probs"), sampleShape);
    return Multinomial.draw(noise.at("counts"), totalCount, p, shape);
  }

  @Override
  public NDArray mean() {
    return array(totalCount).expandDims(-1).mul(share());
  }

  @Override
  public NDArray variance() {
    NDArray total = broadcastTo(sumLast(concentration.as(type()), 1), batchShape());
    NDArray spread = total.add(array(totalCount)).div(total.add(1)).expandDims(-1);
    return mean().mul(share().neg().add(1)).mul(spread);
  }

  /** a / Σ a. */
  private NDArray share() {
    NDArray a = concentration.as(type());
    return a.div(sumLast(a, 1).expandDims(-1));
  }
}
