package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.softmax;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * Dirichlet(concentration a): p(x) = Γ(Σ a) / Π Γ(a_i) Π x_i^(a_i - 1) on the simplex, a density
 * over the first K-1 entries.
 *
 * <p>Kotz, Balakrishnan and Johnson, Continuous Multivariate Distributions 1, chapter 49.
 */
public final class Dirichlet extends Distribution {

  private static final int[] LAST = {-1};

  final Operand concentration;

  /** concentration: batch + [K], above 0. */
  public Dirichlet(Operand concentration) {
    super(
        new Parameter(
            "concentration", concentration, Constraints.independent(Constraints.positive(), 1)));
    this.concentration = concentration;
  }

  @Override
  public Dirichlet withParameters(List<Operand> values) {
    return new Dirichlet(values.get(0));
  }

  /** Mean and size, the sum of the concentrations. */
  @Override
  public Optional<Orthogonal> orthogonal() {
    return Optional.of(
        new Orthogonal(
            new Parameter("mean", Operand.of(mean()), Constraints.simplex()),
            new Parameter("size", Operand.of(sumLast(concentration(), 1)), Constraints.positive()),
            Set.of(0),
            eventShape().size(),
            (mean, size) -> new Dirichlet(Operand.of(mean.mul(size.expandDims(-1))))));
  }

  @Override
  public Constraint support() {
    return Constraints.simplex();
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(concentration.shape(), 1);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return logDensity(concentration.like(x), x);
  }

  /** Around the mean p = a/n, n = Σ a, with Stirling's remainders: nothing cancels at large n. */
  static NDArray logDensity(NDArray a, NDArray x) {
    NDArray n = sumLast(a, 1);
    NDArray p = a.div(n.expandDims(-1));
    NDArray perEntry =
        Stirling.timesLog(a.sub(1), x.div(p), x.sub(p).div(p))
            .sub(log(p).mul(0.5))
            .sub(Stirling.remainder(a));
    double halfDegrees = (Shapes.last(a.getShape(), 1).size() - 1) / 2.0;
    return sumLast(perEntry, 1)
        .add(log(n).mul(halfDegrees))
        .sub(2 * halfDegrees * Stirling.HALF_LOG_TWO_PI)
        .add(Stirling.remainder(n));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    NDArray a = concentration.like(x);
    return Optional.of(a.div(sumLast(a, 1).expandDims(-1)));
  }

  /** Standard Gamma draws, normalised from their logs. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray a = broadcastTo(concentration.as(noise.type()), shape(sampleShape));
    return Rounding.positive(softmax(Gamma.logStandardDraw(noise, a), -1));
  }

  @Override
  public NDArray mean() {
    NDArray a = concentration();
    return a.div(a.sum(LAST, true));
  }

  @Override
  public NDArray variance() {
    NDArray p = mean();
    return p.mul(p.neg().add(1)).div(concentration().sum(LAST, true).add(1));
  }

  /** NaN unless all concentrations are above 1. */
  @Override
  public NDArray mode() {
    NDArray above = concentration().sub(1);
    NDArray inside = above.min(LAST, true).gt(0);
    NDArray total = above.sum(LAST, true);
    return where(inside, above.div(where(inside, total, 1)), Double.NaN);
  }

  /** With Stirling's remainders: the log-gammas of large concentrations would cancel. */
  @Override
  public NDArray entropy() {
    NDArray a = concentration();
    NDArray n = sumLast(a, 1);
    double degrees = eventShape().size() - 1.0;
    NDArray perEntry =
        log(a).mul(0.5).add(Stirling.remainder(a)).sub(a.sub(1).mul(Stirling.digammaRemainder(a)));
    return sumLast(perEntry, 1)
        .sub(log(n).mul(degrees + 0.5))
        .sub(Stirling.remainder(n))
        .add(n.sub(degrees + 1).mul(Stirling.digammaRemainder(n)))
        .add(degrees * Stirling.HALF_LOG_TWO_PI);
  }

  /** batch + [K]. */
  NDArray concentration() {
    return concentration.as(type());
  }
}
