package org.borch.distributions;

import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logNormalCdf;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * ProjectedNormal(loc μ): the direction z/|z| of a normal vector z of mean μ and covariance I in 2
 * or 3 dimensions: p(x) = (2π)^(-d/2) exp(-|μ|²/2) ∫ r^(d-1) exp(r μᵀx - r²/2) dr, r &gt; 0, a
 * density over the circle or sphere; off it |μ|² - (μᵀx)² is read as |μ - x μᵀx|². Draws have
 * derivatives, which those of a VonMisesFisher lack.
 *
 * <p>Presnell, Morrison and Littell 1998, "Projected multivariate linear models for directional
 * data".
 */
public final class ProjectedNormal extends Distribution {

  /** Below, what is summed for directions ahead would cancel. */
  private static final double BEHIND = -3;

  /** Of the continued fraction, whose error is then below 1e-17. */
  private static final int STEPS = 40;

  private final Operand loc;

  /**
   * loc: batch + [d] with d = 2 or 3; any length, a longer one is a narrower distribution.
   *
   * @throws IllegalArgumentException if d is another number
   */
  public ProjectedNormal(Operand loc) {
    super(new Parameter("loc", loc, Constraints.realVector()));
    long dim = Shapes.last(loc.shape(), 1).get(0);
    if (dim != 2 && dim != 3) {
      throw new IllegalArgumentException(
          "ProjectedNormal(loc) got loc of shape "
              + loc.shape()
              + ", expected 2 or 3 elements; VonMisesFisher has directions of more dimensions");
    }
    this.loc = loc;
  }

  @Override
  public ProjectedNormal withParameters(List<Operand> values) {
    return new ProjectedNormal(values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.unitVector(loc);
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(loc.shape(), 1);
  }

  private int dim() {
    return Math.toIntExact(eventShape().get(0));
  }

  /** |μ|² is what lies along x, which joins the integral, and what lies across. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray mean = loc.like(x);
    NDArray along = sumLast(mean.mul(x), 1);
    NDArray across = sumLast(square(mean.sub(x.mul(along.expandDims(-1)))), 1);
    NDArray isBehind = along.lt(BEHIND);
    NDArray logMoment =
        where(
            isBehind,
            behind(where(isBehind, along, BEHIND)),
            ahead(where(isBehind, BEHIND, along)));
    return logMoment.sub(across.mul(0.5)).sub((dim() - 1) * Stirling.HALF_LOG_TWO_PI);
  }

  /** log ∫ r^(d-1) φ(r-t) dr by its closed form. */
  private NDArray ahead(NDArray t) {
    NDArray density = exp(square(t).mul(-0.5).sub(Stirling.HALF_LOG_TWO_PI));
    NDArray probability = exp(logNormalCdf(t));
    return log(
        dim() == 2
            ? density.add(t.mul(probability))
            : t.mul(density).add(square(t).add(1).mul(probability)));
  }

  /** The same by the ratios r_n = n / (r_(n+1) - t) of one power to the one below. */
  private NDArray behind(NDArray t) {
    NDArray ratio = sqrt(square(t).add(4.0 * STEPS)).add(t).mul(0.5);
    NDArray logMoment = logNormalCdf(t);
    for (int n = STEPS - 1; n > 0; n--) {
      ratio = ratio.sub(t).pow(-1).mul(n);
      if (n < dim()) {
        logMoment = logMoment.add(log(ratio));
      }
    }
    return logMoment;
  }

  /** An axis. */
  @Override
  protected Optional<NDArray> inside(NDArray x) {
    double[] last = dim() == 2 ? new double[] {0, 1} : new double[] {0, 0, 1};
    return Optional.of(cast(BorchArray.of(last), x.getDataType()));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray z = noise.normal(shape(sampleShape));
    return direction(z.add(loc.like(z)));
  }

  private static NDArray direction(NDArray z) {
    return z.div(sqrt(sumLast(square(z), 1)).expandDims(-1));
  }

  /** NaN where all directions are as dense. */
  @Override
  public NDArray mode() {
    return direction(loc.as(type()));
  }
}
