package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.SpecialMath.besselIRatio;
import static org.borch.tensor.SpecialMath.logBesselIOverPower;

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
 * VonMisesFisher(loc μ, concentration κ): p(x) = κ^v / ((2π)^(d/2) I_v(κ)) exp(κ μᵀx), v = d/2 - 1,
 * for directions x in d dimensions, a density over the surface of the sphere. Off the sphere μᵀx is
 * read as 1 - |x-μ|²/2.
 *
 * <p>Mardia and Jupp 2000, Directional Statistics, section 9.3.2; draws by Wood 1994, "Simulation
 * of the von Mises Fisher distribution".
 */
public final class VonMisesFisher extends Distribution {

  final Operand loc;
  private final Operand concentration;

  /**
   * loc: batch + [d], of length 1, d at least 2; concentration: batch, from 0 on; 0 is uniform.
   *
   * @throws IllegalArgumentException if d is below 2
   */
  public VonMisesFisher(Operand loc, Operand concentration) {
    super(
        new Parameter("loc", loc, Constraints.unitVector()),
        new Parameter("concentration", concentration, Constraints.nonNegative()));
    if (Shapes.last(loc.shape(), 1).get(0) < 2) {
      throw new IllegalArgumentException(
          "VonMisesFisher(loc, concentration) got loc of shape "
              + loc.shape()
              + ", expected at least 2 elements: a direction");
    }
    this.loc = loc;
    this.concentration = concentration;
  }

  @Override
  public VonMisesFisher withParameters(List<Operand> values) {
    return new VonMisesFisher(values.get(0), values.get(1));
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

  private NDArray order(NDArray like) {
    return constant(like, dim() / 2.0 - 1);
  }

  /** log(I_v(κ) κ^-v exp(-κ)) + d/2 log 2π. */
  private NDArray logNormalizer(NDArray kappa) {
    return logBesselIOverPower(order(kappa), kappa).add(dim() / 2.0 * Math.log(2 * Math.PI));
  }

  /** κ (μᵀx - 1) as a distance, and the Bessel function without exp(κ): neither cancels. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray kappa = concentration.like(x);
    NDArray distance = sumLast(square(x.sub(loc.like(x))), 1);
    return kappa.mul(distance).mul(-0.5).sub(logNormalizer(kappa));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(loc.like(x));
  }

  /** As far along the mean as the noise says, and on a uniform direction across it. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Shape batch = Shapes.concat(sampleShape, batchShape());
    NDArray kappa = broadcastTo(concentration.as(noise.type()), batch);
    NDArray gap = noise.at("along").vonMisesFisher(dim(), kappa).expandDims(-1); // 1 - cos
    NDArray z = noise.at("across").normal(shape(sampleShape));
    NDArray mean = loc.like(z);
    NDArray across = z.sub(mean.mul(sumLast(z.mul(mean), 1).expandDims(-1)));
    NDArray length = sqrt(sumLast(square(across), 1)).expandDims(-1);
    NDArray sine = sqrt(gap.mul(gap.neg().add(2)));
    return mean.sub(mean.mul(gap)).add(across.mul(sine.div(length)));
  }

  @Override
  public boolean isReparameterized() {
    return false;
  }

  /** E[μᵀx]. */
  private NDArray meanCosine() {
    NDArray kappa = array(concentration);
    return besselIRatio(order(kappa), kappa);
  }

  @Override
  public NDArray mean() {
    return loc.as(type()).mul(meanCosine().expandDims(-1));
  }

  /** E[xxᵀ] = a (I - μμᵀ) + (1 - (d-1) a) μμᵀ with a = E[μᵀx] / κ, which is 1/d at κ = 0. */
  @Override
  public NDArray variance() {
    NDArray kappa = array(concentration);
    NDArray cosine = meanCosine();
    NDArray isUniform = kappa.eq(0);
    NDArray share = where(isUniform, 1.0 / dim(), cosine.div(where(isUniform, 1, kappa)));
    NDArray along = share.mul(1.0 - dim()).add(1).sub(square(cosine)).expandDims(-1);
    NDArray across = share.expandDims(-1);
    NDArray squares = square(loc.as(type()));
    return across.add(along.sub(across).mul(squares));
  }

  @Override
  public NDArray mode() {
    return broadcastTo(loc.as(type()), shape(new Shape()));
  }

  @Override
  public NDArray entropy() {
    NDArray kappa = array(concentration);
    return logNormalizer(kappa).add(kappa.mul(meanCosine().neg().add(1)));
  }

  static NDArray divergence(VonMisesFisher q, VonMisesFisher p) {
    NDArray own = q.array(q.concentration);
    NDArray other = p.array(p.concentration);
    NDArray cosine = q.meanCosine();
    NDArray rest = cosine.neg().add(1);
    NDArray apart = sumLast(square(q.loc.as(q.type()).sub(p.loc.as(p.type()))), 1);
    return other
        .mul(rest.add(cosine.mul(apart).mul(0.5)))
        .add(p.logNormalizer(other))
        .sub(q.logNormalizer(own))
        .sub(own.mul(rest));
  }
}
