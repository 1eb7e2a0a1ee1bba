package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.sin;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.SpecialMath.sineVonMises;
import static org.borch.tensor.SpecialMath.sineVonMisesQuantile;
import static org.borch.tensor.SpecialMath.sineVonMisesSlope;
import static org.borch.tensor.SpecialMath.vonMisesQuantile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Circular;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * SineBivariateVonMises(loc μ, concentration κ, correlation λ) of two angles: p(x) = exp(κ_1 cos
 * z_1 + κ_2 cos z_2 + λ sin z_1 sin z_2) / C, z = x - μ: torsion angles of proteins. It has one
 * peak for λ² &lt; κ_1 κ_2 and two for a larger λ². Draws are of the turns from μ - π to μ + π.
 *
 * <p>Singh, Hnizdo and Demchuk 2002, "Probabilistic model for two dependent circular variables".
 */
public final class SineBivariateVonMises extends Distribution {

  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  private final Operand loc;
  private final Operand concentration;
  private final Operand correlation;

  /**
   * loc: batch + [2]; concentration: batch + [2], from 0 on; correlation: batch, of the size of
   * concentrations.
   *
   * @throws IllegalArgumentException if there are not two angles
   */
  public SineBivariateVonMises(Operand loc, Operand concentration, Operand correlation) {
    super(
        new Parameter("loc", loc, Constraints.realVector()),
        new Parameter(
            "concentration", concentration, Constraints.independent(Constraints.nonNegative(), 1)),
        new Parameter("correlation", correlation, Constraints.real()));
    if (isNoPair(loc) || isNoPair(concentration)) {
      throw new IllegalArgumentException(
          "SineBivariateVonMises(loc, concentration, correlation) got loc of shape "
              + loc.shape()
              + " and concentration of shape "
              + concentration.shape()
              + ", expected 2 elements each");
    }
    this.loc = loc;
    this.concentration = concentration;
    this.correlation = correlation;
  }

  private static boolean isNoPair(Operand vector) {
    return Shapes.last(vector.shape(), 1).get(0) != 2;
  }

  @Override
  public SineBivariateVonMises withParameters(List<Operand> values) {
    return new SineBivariateVonMises(values.get(0), values.get(1), values.get(2));
  }

  @Override
  public Constraint support() {
    return Constraints.independent(new Circular(loc), 1);
  }

  @Override
  public Shape eventShape() {
    return new Shape(2);
  }

  private static NDArray part(NDArray pairs, int i) {
    return pairs.get(new NDIndex("..., " + i));
  }

  /** κ (cos z - 1) as a sine, and the sum without exp(κ): neither cancels. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray kappa = concentration.like(x);
    NDArray z = x.sub(loc.like(x));
    NDArray each = kappa.mul(square(sin(z.mul(0.5)))).mul(-2);
    NDArray product = sin(part(z, 0)).mul(sin(part(z, 1)));
    return sumLast(each, 1)
        .add(correlation.like(x).mul(product))
        .sub(sineVonMises(part(kappa, 0), part(kappa, 1), correlation.like(x)))
        .sub(2 * LOG_TWO_PI);
  }

  /** The first angle from its marginal, the second one, given it, from a VonMises. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray u = noise.uniform(shape(sampleShape));
    NDArray kappa = concentration.like(u);
    NDArray lambda = correlation.like(u);
    NDArray first = sineVonMisesQuantile(part(kappa, 0), part(kappa, 1), lambda, part(u, 0));
    NDArray ahead = broadcastTo(part(kappa, 1), first.getShape());
    NDArray aside = lambda.mul(sin(first));
    NDArray length = sqrt(square(ahead).add(square(aside)));
    NDArray isUniform = length.eq(0);
    NDArray centre = where(isUniform, 0, aside.div(where(isUniform, 1, ahead)).atan());
    NDArray second = vonMisesQuantile(length, part(u, 1)).add(centre);
    NDArray z = stack(-1, first, second);
    return turned(z).add(loc.like(z));
  }

  /** To the turn around 0. */
  private static NDArray turned(NDArray z) {
    NDArray turns = z.div(2 * Math.PI).add(0.5).floor();
    return z.sub(turns.mul(2 * Math.PI));
  }

  @Override
  public boolean isReparameterized() {
    return false;
  }

  /** The circular means, which are those of the draws, too. */
  @Override
  public NDArray mean() {
    return broadcastTo(loc.as(type()), shape(new Shape()));
  }

  /** NaN where there are two. */
  @Override
  public NDArray mode() {
    NDArray kappa = concentration.as(type());
    NDArray isOne = square(array(correlation)).lte(part(kappa, 0).mul(part(kappa, 1)));
    return where(isOne.expandDims(-1), mean(), Double.NaN);
  }

  @Override
  public NDArray entropy() {
    NDArray kappa = concentration.as(type());
    NDArray[] at = {part(kappa, 0), part(kappa, 1), array(correlation)};
    NDArray entropy = sineVonMises(at[0], at[1], at[2]).add(2 * LOG_TWO_PI);
    for (int i = 0; i < at.length; i++) {
      entropy = entropy.sub(at[i].mul(sineVonMisesSlope(i, at[0], at[1], at[2])));
    }
    return broadcastTo(entropy, batchShape());
  }
}
