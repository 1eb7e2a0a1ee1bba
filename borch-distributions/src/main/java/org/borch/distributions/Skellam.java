package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.SpecialMath.logBesselI;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Skellam(rate1 λ, rate2 μ), the difference of two Poisson counts: exp(-λ-μ) (λ/μ)^(k/2)
 * I_|k|(2√(λμ)), k whole.
 *
 * <p>Skellam 1946; Johnson, Kemp and Kotz, Univariate Discrete Distributions, section 4.12.3.
 */
public final class Skellam extends Distribution {

  private final Operand rate1;
  private final Operand rate2;

  /** rate1: batch, above 0; rate2: batch, above 0. */
  public Skellam(Operand rate1, Operand rate2) {
    super(
        new Parameter("rate1", rate1, Constraints.positive()),
        new Parameter("rate2", rate2, Constraints.positive()));
    this.rate1 = rate1;
    this.rate2 = rate2;
  }

  @Override
  public Skellam withParameters(List<Operand> values) {
    return new Skellam(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.integer();
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  /** With the scaled Bessel function exp(-λ-μ) is exp(-(√λ-√μ)²). */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray a = rate1.like(x);
    NDArray b = rate2.like(x);
    NDArray roots = sqrt(a).sub(sqrt(b));
    NDArray bessel = logBesselI(abs(x), sqrt(a.mul(b)).mul(2));
    return bessel.sub(square(roots)).add(x.mul(0.5).mul(log(a).sub(log(b))));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray more = new Poisson(rate1).expand(batchShape()).draw(noise.at("1"), sampleShape);
    NDArray fewer = new Poisson(rate2).expand(batchShape()).draw(noise.at("2"), sampleShape);
    return more.sub(fewer);
  }

  @Override
  public NDArray mean() {
    return array(rate1).sub(array(rate2));
  }

  @Override
  public NDArray variance() {
    return array(rate1).add(array(rate2));
  }
}
