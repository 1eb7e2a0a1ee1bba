package org.borch.distributions;

import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * Censored(low, high, base): a number from another distribution of which is only seen that it is at
 * most low or at least high, where it is: log P(base ≤ low) at low, log P(base ≥ high) at high, and
 * the base's log density between. Bounds may be infinite, and differ from row to row. It has mass
 * at the bounds and a density between them.
 *
 * <p>Klein and Moeschberger 2003, Survival Analysis, section 3.5.
 */
public final class Censored extends Distribution {

  private final Operand low;
  private final Operand high;
  private final Distribution base;

  private Censored(Operand low, Operand high, Distribution base) {
    super(
        Shapes.broadcast(low.shape(), high.shape(), base.batchShape()),
        parameters(low, high, base));
    this.low = low;
    this.high = high;
    this.base = base;
  }

  /**
   * Of numbers or counts with a cdf.
   *
   * @param low batch, or -infinity as a number
   * @param high batch, above low, or infinity as a number
   * @throws IllegalArgumentException if the base is no such distribution or a bound is none
   */
  static Censored of(Distribution base, Operand low, Operand high) {
    if (base.support().eventRank() > 0 || !base.has(Quantity.CDF)) {
      throw new IllegalArgumentException(
          "censored(base, low, high) got "
              + base.name()
              + ", expected a distribution of single numbers with a cdf");
    }
    Censored result = new Censored(low, high, base);
    Validation.requireFit(result, result.parameters().get(0));
    Validation.requireFit(result, result.parameters().get(1));
    return result;
  }

  private static List<Parameter> parameters(Operand low, Operand high, Distribution base) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter("low", low, Flat.BOUND));
    Constraint above = Flat.isInfinite(low) ? Flat.BOUND : Flat.above(low);
    parameters.add(new Parameter("high", high, above));
    parameters.addAll(base.parameters());
    return parameters;
  }

  /** The distribution that is not censored. */
  public Distribution base() {
    return base;
  }

  @Override
  public String name() {
    return "Censored(" + base.name() + ")";
  }

  @Override
  public Censored withParameters(List<Operand> values) {
    return of(
        base.withParameters(values.subList(2, values.size())),
        Flat.bound(low, values.get(0)),
        Flat.bound(high, values.get(1)));
  }

  /** Counts stay counts; other values are numbers up to the bounds. */
  @Override
  public Constraint support() {
    if (base.isDiscrete() || (Flat.isInfinite(low) && Flat.isInfinite(high))) {
      return base.support();
    } else if (Flat.isInfinite(low)) {
      return Constraints.atMost(high);
    }
    return Flat.isInfinite(high) ? Constraints.atLeast(low) : Constraints.interval(low, high);
  }

  @Override
  public boolean isReparameterized() {
    return base.isReparameterized();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return checkedLogDensity(x);
  }

  /** Values beyond a bound count as the bound. */
  @Override
  NDArray checkedLogDensity(NDArray x) {
    NDArray result = base.logProb(x);
    if (!Flat.isInfinite(low)) {
      NDArray bound = low.like(x);
      result = where(x.lte(bound), base.logCdf(bound), result);
    }
    if (!Flat.isInfinite(high)) {
      NDArray bound = high.like(x);
      NDArray before = base.isDiscrete() ? bound.sub(1) : bound;
      result = where(x.gte(bound), base.logSurvival(before), result);
    }
    return where(x.eq(x), result, Double.NaN);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray x = base.expand(batchShape()).draw(noise, sampleShape);
    NDArray above = Flat.isInfinite(low) ? x : x.maximum(low.like(x));
    return Flat.isInfinite(high) ? above : above.minimum(high.like(x));
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray below = base.cdf(x);
    if (!Flat.isInfinite(low)) {
      below = where(x.lt(low.like(x)), 0, below);
    }
    return Flat.isInfinite(high) ? below : where(x.gte(high.like(x)), 1, below);
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray above = base.survival(x);
    if (!Flat.isInfinite(low)) {
      above = where(x.lt(low.like(x)), 1, above);
    }
    return Flat.isInfinite(high) ? above : where(x.gte(high.like(x)), 0, above);
  }

  @Override
  public Censored expand(Shape newBatchShape) {
    return new Censored(
        low.expand(newBatchShape), high.expand(newBatchShape), base.expand(newBatchShape));
  }

  @Override
  public String toString() {
    return "Censored(low=" + low + ", high=" + high + ", " + base + ")";
  }
}
