package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.CorrelationGram;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * LkjCorrelation(dim d, concentration η): p(R) = det(R)^(η-1) / C for d x d correlation matrices, a
 * density over the entries below the diagonal. Where a factor will do, {@link LkjCholesky} is
 * cheaper.
 *
 * <p>Lewandowski, Kurowicka and Joe 2009, "Generating random correlation matrices based on vines
 * and extended onion method".
 */
public final class LkjCorrelation extends Distribution {

  private final LkjCholesky factor;

  /**
   * The rows of the matrix, at least 2, and the concentration: batch, above 0.
   *
   * @throws IllegalArgumentException if dim is below 2
   */
  public LkjCorrelation(int dim, Operand concentration) {
    super(new Parameter("concentration", concentration, Constraints.positive()));
    this.factor = new LkjCholesky(dim, concentration);
  }

  @Override
  public LkjCorrelation withParameters(List<Operand> values) {
    return new LkjCorrelation(factor.dim(), values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.correlation();
  }

  @Override
  public Shape eventShape() {
    return factor.eventShape();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray l = LinearAlgebra.cholesky(x);
    return factor.logDensity(l).sub(new CorrelationGram().logAbsDetJacobian(l, x));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return factor.inside(x);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return new CorrelationGram().forward(factor.draw(noise, sampleShape));
  }

  /** The identity. */
  @Override
  public NDArray mean() {
    NDArray zero = array(factor.concentration()).zerosLike().expandDims(-1).expandDims(-1);
    return zero.add(LinearAlgebra.identity(factor.dim(), type()));
  }

  /** 1 / (2η + d - 1) beside the diagonal: each entry is 2b - 1 with b from a Beta. */
  @Override
  public NDArray variance() {
    NDArray eta = array(factor.concentration()).expandDims(-1).expandDims(-1);
    NDArray beside = LinearAlgebra.identity(factor.dim(), type()).neg().add(1);
    return eta.mul(2).add(factor.dim() - 1.0).pow(-1).mul(beside);
  }
}
