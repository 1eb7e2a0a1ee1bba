package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
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
 * MatrixStudentT(df ν, loc M, rowTril A, columnTril B): X = M + A T Bᵀ for n x m matrices, p(T) =
 * Γ_n((ν+n+m-1)/2) / (π^(nm/2) Γ_n((ν+n-1)/2)) det(I + T Tᵀ)^(-(ν+n+m-1)/2): a MatrixNormal whose
 * covariance of rows is from an InverseWishart of ν + n - 1 degrees of freedom. For m = 1 it is a
 * MultivariateStudentT of scale A/√ν. The mean is NaN for ν ≤ 1, the variance infinite for ν ≤ 2.
 *
 * <p>Gupta and Nagar 1999, Matrix Variate Distributions, section 4.2.
 */
public final class MatrixStudentT extends Distribution {

  private final Operand df;
  private final Operand loc;
  private final Operand rowTril;
  private final Operand columnTril;

  /**
   * df: batch, above 0; loc: batch + [n, m]; rowTril: batch + [n, n]; columnTril: batch + [m, m].
   */
  public MatrixStudentT(Operand df, Operand loc, Operand rowTril, Operand columnTril) {
    super(
        new Parameter("df", df, Constraints.positive()),
        new Parameter("loc", loc, Constraints.independent(Constraints.real(), 2)),
        new Parameter("rowTril", rowTril, Constraints.lowerCholesky()),
        new Parameter("columnTril", columnTril, Constraints.lowerCholesky()));
    this.df = df;
    this.loc = loc;
    this.rowTril = rowTril;
    this.columnTril = columnTril;
  }

  @Override
  public MatrixStudentT withParameters(List<Operand> values) {
    return new MatrixStudentT(values.get(0), values.get(1), values.get(2), values.get(3));
  }

  @Override
  public Constraint support() {
    return Constraints.independent(Constraints.real(), 2);
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(loc.shape(), 2);
  }

  private int rows() {
    return Math.toIntExact(eventShape().get(0));
  }

  private int columns() {
    return Math.toIntExact(eventShape().get(1));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray a = rowTril.like(x);
    NDArray b = columnTril.like(x);
    NDArray nu = df.like(x);
    NDArray left = LinearAlgebra.solveTriangular(a, x.sub(loc.like(x)), false); // [..., n, m]
    NDArray t = LinearAlgebra.solveTriangular(b, LinearAlgebra.transpose(left), false); // Tᵀ
    return logFactor(nu)
        .sub(logDeterminant(t).mul(nu.add(rows() + columns() - 1.0).mul(0.5)))
        .sub(LinearAlgebra.logDetTriangular(a).mul(columns()))
        .sub(LinearAlgebra.logDetTriangular(b).mul(rows()));
  }

  /** log det(I + T Tᵀ), from the smaller one of both products; T transposed: [..., m, n]. */
  private NDArray logDeterminant(NDArray t) {
    NDArray other = LinearAlgebra.transpose(t);
    NDArray gram = rows() <= columns() ? other.matMul(t) : t.matMul(other);
    int size = Math.min(rows(), columns());
    NDArray sum = gram.add(LinearAlgebra.identity(size, t.getDataType()));
    return LinearAlgebra.logDetTriangular(LinearAlgebra.cholesky(sum)).mul(2);
  }

  /** Γ_n(h + m/2) / Γ_n(h) as a product over the rows. */
  private NDArray logFactor(NDArray nu) {
    NDArray halves = Bartlett.halves(nu.add(rows() - 1.0), rows());
    NDArray step = halves.zerosLike().add(columns() * 0.5);
    return sumLast(Stirling.logGammaStep(halves, step), 1)
        .sub(rows() * columns() * 0.5 * Math.log(Math.PI));
  }

  /** T = L⁻ᵀ Z with L Lᵀ from a Wishart of ν + n - 1 degrees of freedom. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray z = noise.at("normal").normal(shape(sampleShape));
    Shape batch = Shapes.concat(sampleShape, batchShape());
    NDArray l = Bartlett.draw(noise, df.like(z).add(rows() - 1.0), rows(), batch);
    NDArray t = LinearAlgebra.solveTriangular(l, z, true);
    NDArray across = LinearAlgebra.transpose(columnTril.like(z));
    return rowTril.like(z).matMul(t).matMul(across).add(loc.like(z));
  }

  @Override
  public NDArray mean() {
    return where(array(df).gt(1).expandDims(-1).expandDims(-1), mode(), Double.NaN);
  }

  @Override
  public NDArray variance() {
    NDArray nu = array(df);
    NDArray finite = nu.gt(2);
    NDArray ratio = where(finite, where(finite, nu, 3).sub(2).pow(-1), Double.POSITIVE_INFINITY);
    NDArray rowSquares = square(rowTril.as(type())).sum(new int[] {-1});
    NDArray columnSquares = square(columnTril.as(type())).sum(new int[] {-1});
    NDArray product = LinearAlgebra.outer(rowSquares, columnSquares);
    return ratio.expandDims(-1).expandDims(-1).mul(product);
  }

  @Override
  public NDArray mode() {
    return broadcastTo(loc.as(type()), shape(new Shape()));
  }

  /** E[log det(I + T Tᵀ)] is a difference of digammas. */
  @Override
  public NDArray entropy() {
    NDArray nu = array(df);
    NDArray power = nu.add(rows() + columns() - 1.0);
    NDArray meanLog =
        Bartlett.digammas(power, rows()).sub(Bartlett.digammas(nu.add(rows() - 1.0), rows()));
    return meanLog
        .mul(power.mul(0.5))
        .sub(logFactor(nu))
        .add(LinearAlgebra.logDetTriangular(rowTril.as(type())).mul(columns()))
        .add(LinearAlgebra.logDetTriangular(columnTril.as(type())).mul(rows()));
  }
}
