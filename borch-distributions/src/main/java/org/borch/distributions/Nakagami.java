package org.borch.distributions;

import static org.borch.tensor.ArrayMath.digamma;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Nakagami(concentration m, spread Ω), the root of a Gamma(m, m/Ω): p(x) = 2 (m/Ω)^m x^(2m-1)
 * exp(-m x²/Ω) / Γ(m), x &gt; 0.
 *
 * <p>Nakagami 1960, "The m-distribution, a general formula of intensity of rapid fading".
 */
public final class Nakagami extends Distribution {

  private final Operand concentration;
  private final Operand spread;

  /** concentration: batch, above 0; spread: batch, above 0. */
  public Nakagami(Operand concentration, Operand spread) {
    super(
        new Parameter("concentration", concentration, Constraints.positive()),
        new Parameter("spread", spread, Constraints.positive()));
    this.concentration = concentration;
    this.spread = spread;
  }

  @Override
  public Nakagami withParameters(List<Operand> values) {
    return new Nakagami(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.positive();
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 1));
  }

  private Gamma ofSquare(DataType type) {
    NDArray m = concentration.as(type);
    return new Gamma(Operand.of(m), Operand.of(m.div(spread.as(type))));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return ofSquare(x.getDataType()).logDensity(square(x)).add(log(x)).add(Math.log(2));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Gamma gamma = (Gamma) ofSquare(noise.type()).expand(batchShape());
    return Rounding.positive(sqrt(gamma.draw(noise, sampleShape)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return ofSquare(x.getDataType()).cdf(square(x.maximum(0)));
  }

  @Override
  public NDArray survival(NDArray x) {
    return ofSquare(x.getDataType()).survival(square(x.maximum(0)));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return sqrt(ofSquare(probability.getDataType()).icdf(probability));
  }

  /** The log of the squared mean over the mean square. */
  private NDArray logShare() {
    NDArray m = array(concentration);
    return Stirling.logGammaHalfStep(m).mul(2).sub(log(m));
  }

  @Override
  public NDArray mean() {
    return sqrt(exp(logShare()).mul(array(spread)));
  }

  @Override
  public NDArray variance() {
    return expm1(logShare()).neg().mul(array(spread));
  }

  @Override
  public NDArray mode() {
    NDArray share = array(concentration).mul(2).sub(1).div(array(concentration).mul(2));
    return sqrt(share.maximum(0).mul(array(spread)));
  }

  @Override
  public NDArray entropy() {
    Gamma square = ofSquare(type());
    NDArray meanLog = digamma(array(square.concentration)).sub(log(array(square.rate)));
    return array(Operand.of(square.entropy())).sub(meanLog.mul(0.5)).sub(Math.log(2));
  }
}
