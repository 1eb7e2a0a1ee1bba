package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * WienerFirstPassage(boundarySeparation α, nonDecisionTime τ, relativeStart β, drift δ), the
 * drift-diffusion model of choices and their times: evidence moves as a Wiener process of drift δ
 * and variance 1 from βα until it leaves (0, α), after a time t; x = τ + t if that is at α, and -(τ
 * + t) if it is at 0. At 0 p(t) = exp(-δαβ - δ²t/2) f(t/α²)/α² with f(u) = π Σ k exp(-k²π²u/2)
 * sin(kπβ); at α the same with -δ and 1 - β. For x of one sign it is Stan's {@code wiener}.
 *
 * <p>Navarro and Fuss 2009, "Fast and accurate calculations for first-passage times in Wiener
 * diffusion models"; the cdf by Blurton, Kesselmeier and Gondan 2012.
 */
public final class WienerFirstPassage extends Distribution {

  private final Operand boundarySeparation;
  private final Operand nonDecisionTime;
  private final Operand relativeStart;
  private final Operand drift;

  /**
   * boundarySeparation: batch, above 0; nonDecisionTime: batch, from 0 on; relativeStart: batch,
   * from 0 to 1; drift: batch.
   */
  public WienerFirstPassage(
      Operand boundarySeparation, Operand nonDecisionTime, Operand relativeStart, Operand drift) {
    super(
        new Parameter("boundarySeparation", boundarySeparation, Constraints.positive()),
        new Parameter("nonDecisionTime", nonDecisionTime, Constraints.nonNegative()),
        new Parameter("relativeStart", relativeStart, Constraints.unitInterval()),
        new Parameter("drift", drift, Constraints.real()));
    this.boundarySeparation = boundarySeparation;
    this.nonDecisionTime = nonDecisionTime;
    this.relativeStart = relativeStart;
    this.drift = drift;
  }

  @Override
  public WienerFirstPassage withParameters(List<Operand> values) {
    return new WienerFirstPassage(values.get(0), values.get(1), values.get(2), values.get(3));
  }

  /** Numbers closer to 0 than the non-decision time are possible, with density 0. */
  @Override
  public boolean canConcentrate() {
    return false;
  }

  @Override
  public Constraint support() {
    return Constraints.real();
  }

  /** At the boundary that the sign of x says. */
  private WienerSeries passage(NDArray x, NDArray isUpper, NDArray time) {
    NDArray a = boundarySeparation.like(x);
    NDArray start = relativeStart.like(x);
    NDArray rest = start.neg().add(1);
    NDArray scaled = drift.like(x).mul(a);
    return new WienerSeries(
        time.div(square(a)),
        where(isUpper, rest, start),
        where(isUpper, start, rest),
        where(isUpper, scaled.neg(), scaled));
  }

  private NDArray time(NDArray x) {
    return abs(x).sub(nonDecisionTime.like(x));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray time = time(x);
    NDArray isNever = time.lte(0);
    WienerSeries passage = passage(x, x.gt(0), where(isNever, 1, time));
    NDArray density = passage.logDensity().sub(log(boundarySeparation.like(x)).mul(2));
    return where(isNever, Double.NEGATIVE_INFINITY, density);
  }

  /** By quantiles in double precision: single precision does not resolve the gap around 0. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray u = cast(noise.uniform(shape(sampleShape)), DataType.FLOAT64);
    return cast(icdf(u), noise.type());
  }

  @Override
  public boolean isReparameterized() {
    return false;
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray isUpper = x.gt(0);
    WienerSeries passage = passage(x, isUpper, time(x).maximum(0));
    NDArray lower = passage(x, x.zerosLike().gt(0), x.zerosLike()).probability();
    return where(isUpper, lower.add(passage.before()), passage.after());
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray isUpper = x.gt(0);
    WienerSeries passage = passage(x, isUpper, time(x).maximum(0));
    NDArray upper = passage(x, x.zerosLike().eq(0), x.zerosLike()).probability();
    return where(isUpper, passage.after(), upper.add(passage.before()));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    Distribution typed = in(probability.getDataType());
    NDArray width = boundarySeparation.like(probability).add(nonDecisionTime.like(probability));
    return QuantileSearch.of(typed, probability, width.zerosLike(), width);
  }

  /** The probability of leaving at α: batch. */
  public NDArray upperProbability() {
    NDArray zero = array(drift).zerosLike();
    return passage(zero, zero.eq(0), zero).probability();
  }
}
