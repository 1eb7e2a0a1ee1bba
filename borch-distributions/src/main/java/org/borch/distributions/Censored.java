package org.borch.distributions;

import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.constraint.Constraint;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Censored(low, high, base): a number from another distribution of which is only seen that it is at
 * most low or at least high, where it is: log P(base ≤ low) at low, log P(base ≥ high) at high, and
 * the base's log density between. Bounds may be infinite, and differ from row to row. It has mass
 * at the bounds and a density between them.
 *
 * <p>Klein and Moeschberger 2003, Survival Analysis, section 3.5.
 */
public final class Censored extends Bounded {

  private Censored(Operand low, Operand high, Distribution base) {
    super(low, high, base);
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
    result.requireBounds();
    return result;
  }

  @Override
  Censored with(Operand otherLow, Operand otherHigh, Distribution otherBase) {
    return new Censored(otherLow, otherHigh, otherBase);
  }

  /** Counts stay counts; other values are numbers up to the bounds. */
  @Override
  public Constraint support() {
    return base.isDiscrete() ? base.support() : between();
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
}
