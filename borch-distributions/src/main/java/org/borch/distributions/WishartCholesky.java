package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Gram;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * WishartCholesky(df ν, scaleTril): the lower Cholesky factor L of a {@link Wishart} matrix L Lᵀ,
 * with its density times 2^d Π_i L_ii^(d-i+1).
 *
 * <p>Stan functions reference, "Wishart distribution, Cholesky parameterization".
 */
public final class WishartCholesky extends Distribution {

  private final Wishart product;

  /** df: batch, above d - 1; scaleTril: batch + [d, d], lower triangular. */
  public WishartCholesky(Operand df, Operand scaleTril) {
    super(
        new Parameter("df", df, Wishart.above(scaleTril)),
        new Parameter("scaleTril", scaleTril, Constraints.lowerCholesky()));
    this.product = Wishart.ofScaleTril(df, scaleTril);
  }

  @Override
  public WishartCholesky withParameters(List<Operand> values) {
    return new WishartCholesky(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.lowerCholesky();
  }

  @Override
  public Shape eventShape() {
    return product.eventShape();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return product.logDensityOfFactor(x).add(new Gram().logAbsDetJacobian(x, x));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    int d = Math.toIntExact(eventShape().get(0));
    return Optional.of(LinearAlgebra.identity(d, x.getDataType()));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return product.drawFactor(noise, sampleShape);
  }
}
