package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.log;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.CorrelationCholesky;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * LkjCholesky(dim d, concentration η): the Cholesky factor L of a correlation matrix with a density
 * proportional to its determinant to the power η - 1, uniform for η = 1: p(L) = Π_{i>1} L_ii^(d - i
 * + 2η - 2) / C, a density over the entries below the diagonal.
 *
 * <p>Lewandowski, Kurowicka and Joe 2009, "Generating random correlation matrices based on vines
 * and extended onion method".
 */
public final class LkjCholesky extends Distribution {

  private final int dim;
  private final Operand concentration;

  /**
   * The rows of the matrix, at least 2, and the concentration: batch, above 0.
   *
   * @throws IllegalArgumentException if dim is below 2
   */
  public LkjCholesky(int dim, Operand concentration) {
    super(new Parameter("concentration", concentration, Constraints.positive()));
    if (dim < 2) {
      throw new IllegalArgumentException(
          "LkjCholesky(dim, concentration) got dim = " + dim + ", expected at least 2");
    }
    this.dim = dim;
    this.concentration = concentration;
  }

  int dim() {
    return dim;
  }

  Operand concentration() {
    return concentration;
  }

  @Override
  public LkjCholesky withParameters(List<Operand> values) {
    return new LkjCholesky(dim, values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.correlationCholesky();
  }

  @Override
  public Shape eventShape() {
    return new Shape(dim, dim);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray eta = concentration.like(x);
    double[] powers = IntStream.range(0, dim).mapToDouble(i -> i == 0 ? 0 : dim - 1 - i).toArray();
    NDArray logDiagonal = log(LinearAlgebra.diagonal(x));
    NDArray ofVolume = sumLast(logDiagonal.mul(cast(BorchArray.of(powers), x.getDataType())), 1);
    NDArray logRoot = sumLast(logDiagonal, 1).mul(eta.sub(1).mul(2));
    return ofVolume.add(logRoot).sub(logNormalizer(eta));
  }

  /** Σ_k (k/2 log π + log Γ(η + (d-1-k)/2) - log Γ(η + (d-1)/2)), k = 1, ..., d-1. */
  private NDArray logNormalizer(NDArray eta) {
    NDArray sum = eta.zerosLike();
    for (int k = 1; k < dim; k++) {
      NDArray own = eta.add((dim - 1 - k) / 2.0);
      NDArray step = own.zerosLike().add(k / 2.0);
      sum = sum.sub(Stirling.logGammaStep(own, step)).add(k / 2.0 * Math.log(Math.PI));
    }
    return sum;
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(LinearAlgebra.identity(dim, x.getDataType()));
  }

  /**
   * Canonical partial correlations 2 b - 1 with b from Beta, by their inverse hyperbolic tangents.
   */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    double[] steps =
        IntStream.range(1, dim)
            .boxed()
            .flatMapToDouble(
                row -> IntStream.range(0, row).mapToDouble(column -> (dim - 2 - column) / 2.0))
            .toArray();
    Shape shape = Shapes.concat(Shapes.concat(sampleShape, batchShape()), new Shape(steps.length));
    NDArray eta = concentration.as(noise.type()).expandDims(-1);
    NDArray a = broadcastTo(eta.add(cast(BorchArray.of(steps), noise.type())), shape);
    NDArray logOdds =
        Gamma.logStandardDraw(noise.at("1"), a).sub(Gamma.logStandardDraw(noise.at("0"), a));
    return new CorrelationCholesky().forward(logOdds.mul(0.5));
  }
}
