package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.square;

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
 * MatrixNormal(loc M, rowTril A, columnTril B): X = M + A Z Bᵀ with independent normal numbers Z,
 * so that the covariance of rows is A Aᵀ and that of columns B Bᵀ.
 *
 * <p>Gupta and Nagar 1999, Matrix Variate Distributions, chapter 2.
 */
public final class MatrixNormal extends Distribution {

  private final Operand loc;
  private final Operand rowTril;
  private final Operand columnTril;

  /** loc: batch + [n, m]; rowTril: batch + [n, n]; columnTril: batch + [m, m]. */
  public MatrixNormal(Operand loc, Operand rowTril, Operand columnTril) {
    super(
        new Parameter("loc", loc, Constraints.independent(Constraints.real(), 2)),
        new Parameter("rowTril", rowTril, Constraints.lowerCholesky()),
        new Parameter("columnTril", columnTril, Constraints.lowerCholesky()));
    this.loc = loc;
    this.rowTril = rowTril;
    this.columnTril = columnTril;
  }

  @Override
  public MatrixNormal withParameters(List<Operand> values) {
    return new MatrixNormal(values.get(0), values.get(1), values.get(2));
  }

  @Override
  public Constraint support() {
    return Constraints.independent(Constraints.real(), 2);
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(loc.shape(), 2);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray a = rowTril.like(x);
    NDArray b = columnTril.like(x);
    NDArray rows = LinearAlgebra.solveTriangular(a, x.sub(loc.like(x)), false); // [..., n, m]
    NDArray white = LinearAlgebra.solveTriangular(b, LinearAlgebra.transpose(rows), false);
    double n = eventShape().get(0);
    double m = eventShape().get(1);
    return Bartlett.squares(white)
        .mul(-0.5)
        .sub(LinearAlgebra.logDetTriangular(a).mul(m))
        .sub(LinearAlgebra.logDetTriangular(b).mul(n))
        .sub(n * m * Stirling.HALF_LOG_TWO_PI);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray z = noise.normal(shape(sampleShape));
    NDArray across = LinearAlgebra.transpose(columnTril.like(z));
    return rowTril.like(z).matMul(z).matMul(across).add(loc.like(z));
  }

  @Override
  public NDArray mean() {
    return broadcastTo(loc.as(type()), shape(new Shape()));
  }

  @Override
  public NDArray variance() {
    NDArray rows = square(rowTril.as(type())).sum(new int[] {-1});
    NDArray columns = square(columnTril.as(type())).sum(new int[] {-1});
    return broadcastTo(LinearAlgebra.outer(rows, columns), shape(new Shape()));
  }

  @Override
  public NDArray mode() {
    return mean();
  }

  @Override
  public NDArray entropy() {
    double n = eventShape().get(0);
    double m = eventShape().get(1);
    NDArray entropy =
        LinearAlgebra.logDetTriangular(rowTril.as(type()))
            .mul(m)
            .add(LinearAlgebra.logDetTriangular(columnTril.as(type())).mul(n))
            .add(n * m * (0.5 + Stirling.HALF_LOG_TWO_PI));
    return broadcastTo(entropy, batchShape());
  }
}
