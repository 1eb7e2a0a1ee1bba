package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * MultivariateStudentT(df ν, loc μ, scaleTril L): p(x) = Γ((ν+d)/2) / (Γ(ν/2) (νπ)^(d/2) det L) (1
 * + |L⁻¹(x-μ)|²/ν)^(-(ν+d)/2), x a real vector. The mean is NaN for ν ≤ 1, the variance infinite
 * for ν ≤ 2.
 *
 * <p>Kotz and Nadarajah 2004, Multivariate t Distributions and Their Applications, section 1.1.
 */
public final class MultivariateStudentT extends Distribution {

  private final Operand df;
  private final Operand loc;
  private final Operand scaleTril;

  /** df: batch, above 0; loc: batch + [d]; scaleTril: batch + [d, d], the factor of the scale. */
  public MultivariateStudentT(Operand df, Operand loc, Operand scaleTril) {
    super(
        new Parameter("df", df, Constraints.positive()),
        new Parameter("loc", loc, Constraints.realVector()),
        new Parameter("scaleTril", scaleTril, Constraints.lowerCholesky()));
    this.df = df;
    this.loc = loc;
    this.scaleTril = scaleTril;
  }

  @Override
  public MultivariateStudentT withParameters(List<Operand> values) {
    return new MultivariateStudentT(values.get(0), values.get(1), values.get(2));
  }

  @Override
  public Constraint support() {
    return Constraints.realVector();
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(scaleTril.shape(), 1);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    double d = eventShape().get(0);
    NDArray nu = df.like(x);
    NDArray factor = scaleTril.like(x);
    NDArray centred = x.sub(loc.like(x)).expandDims(-1); // [..., d, 1]
    NDArray z = LinearAlgebra.solveTriangular(factor, centred, false).squeeze(-1);
    NDArray distance = sumLast(square(z), 1);
    NDArray half = nu.mul(0.5);
    return Stirling.logGammaStep(half, half.zerosLike().add(d / 2))
        .sub(log(nu.mul(Math.PI)).mul(d / 2))
        .sub(LinearAlgebra.logDetTriangular(factor))
        .sub(nu.add(d).mul(0.5).mul(log1p(distance.div(nu))));
  }

  /** μ + L z √(ν/2 / g) with z normal and g standard Gamma(ν/2), whose log never underflows. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray z = noise.at("normal").normal(shape(sampleShape));
    Shape batch = Shapes.concat(sampleShape, batchShape());
    NDArray half = broadcastTo(df.like(z).mul(0.5), batch);
    NDArray logGamma = Gamma.logStandardDraw(noise.at("gamma"), half);
    NDArray stretch = exp(log(half).sub(logGamma).mul(0.5)).expandDims(-1);
    return LinearAlgebra.matVec(scaleTril.like(z), z).mul(stretch).add(loc.like(z));
  }

  @Override
  public NDArray mean() {
    NDArray centre = mode();
    return where(array(df).gt(1).expandDims(-1), centre, Double.NaN);
  }

  @Override
  public NDArray variance() {
    NDArray nu = array(df);
    NDArray finite = nu.gt(2);
    NDArray safe = where(finite, nu, 3);
    NDArray ratio = where(finite, safe.div(safe.sub(2)), Double.POSITIVE_INFINITY);
    NDArray diagonal = square(scaleTril.as(type())).sum(new int[] {-1});
    return ratio.expandDims(-1).mul(diagonal);
  }

  @Override
  public NDArray mode() {
    return broadcastTo(loc.as(type()), shape(new Shape()));
  }
}
