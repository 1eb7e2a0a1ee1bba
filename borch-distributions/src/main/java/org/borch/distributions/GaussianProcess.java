package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.borch.distributions.MultivariateNormal.Parameterization;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.kernel.CovarianceKernel;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * GaussianProcess(kernel k, inputs x, loc μ, noise σ): the values of a function at inputs, with
 * errors of scale σ: normal with mean μ and covariances k(x_i, x_j) + σ² [i = j]. Its other
 * parameters are the kernel's.
 *
 * <p>Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, section 2.2.
 */
public final class GaussianProcess extends Distribution {

  /** Of the variance, added to that of a predicted curve, which rounding would make singular. */
  private static final double JITTER = 1e-9;

  private final CovarianceKernel kernel;
  private final NDArray inputs;
  private final Operand loc;
  private final Operand noise;

  /**
   * inputs: [n, d], or [n] for one dimension; loc: batch; noise: batch, from 0 on. Without noise
   * the kernel's covariance itself has to be positive definite: inputs differ and are not too
   * close.
   */
  public GaussianProcess(CovarianceKernel kernel, NDArray inputs, Operand loc, Operand noise) {
    super(parameters(kernel, loc, noise));
    this.kernel = kernel;
    this.inputs = inputs;
    this.loc = loc;
    this.noise = noise;
  }

  private static Parameter[] parameters(CovarianceKernel kernel, Operand loc, Operand noise) {
    List<Parameter> all = new ArrayList<>();
    all.add(new Parameter("loc", loc, Constraints.real()));
    all.add(new Parameter("noise", noise, Constraints.nonNegative()));
    kernel
        .arguments()
        .forEach(each -> all.add(new Parameter(each.name(), each.value(), each.constraint())));
    return all.toArray(Parameter[]::new);
  }

  @Override
  public GaussianProcess withParameters(List<Operand> values) {
    return new GaussianProcess(
        kernel.withArguments(values.subList(2, values.size())),
        inputs,
        values.get(0),
        values.get(1));
  }

  @Override
  public boolean canConcentrate() {
    return false;
  }

  @Override
  public Constraint support() {
    return Constraints.realVector();
  }

  @Override
  public Shape eventShape() {
    return new Shape(inputs.getShape().get(0));
  }

  /** batch + [n]. */
  private NDArray locs(DataType type, Shape size) {
    return broadcastTo(loc.as(type).expandDims(-1), Shapes.concat(batchShape(), size));
  }

  /** Of the errors: batch + [n, n]. */
  private NDArray errors(DataType type, long n) {
    NDArray identity = LinearAlgebra.identity(Math.toIntExact(n), type);
    return noise.as(type).square().expandDims(-1).expandDims(-1).mul(identity);
  }

  private MultivariateNormal values(DataType type) {
    NDArray covariance =
        kernel.covariance(cast(inputs, type)).add(errors(type, eventShape().get(0)));
    return normal(
        locs(type, eventShape()),
        broadcastTo(
            covariance, Shapes.concat(batchShape(), Shapes.concat(eventShape(), eventShape()))));
  }

  private static MultivariateNormal normal(NDArray mean, NDArray covariance) {
    return new MultivariateNormal(
        Operand.of(mean), Operand.of(covariance), Parameterization.COVARIANCE);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return values(x.getDataType()).logDensity(x);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return values(noise.type()).draw(noise, sampleShape);
  }

  @Override
  public NDArray mean() {
    return locs(type(), eventShape());
  }

  @Override
  public NDArray variance() {
    return LinearAlgebra.diagonal(values(type()).parameters().get(1).value().array());
  }

  @Override
  public NDArray mode() {
    return mean();
  }

  @Override
  public NDArray entropy() {
    return values(type()).entropy();
  }

  /**
   * The function at new inputs given values with errors: sample + batch + [n], [m, d] → a normal
   * distribution of sample + batch vectors of length m.
   */
  public MultivariateNormal curve(NDArray values, NDArray newInputs) {
    DataType type = values.getDataType();
    NDArray prior = kernel.covariance(cast(newInputs, type));
    NDArray diagonal = LinearAlgebra.diagonal(prior).mul(JITTER);
    return conditional(values, newInputs, prior.add(LinearAlgebra.diagonalMatrix(diagonal)));
  }

  /**
   * New values, with errors, at new inputs given values with errors: sample + batch + [n], [m, d] →
   * a normal distribution of sample + batch vectors of length m.
   */
  public MultivariateNormal predict(NDArray values, NDArray newInputs) {
    DataType type = values.getDataType();
    NDArray prior = kernel.covariance(cast(newInputs, type));
    return conditional(values, newInputs, prior.add(errors(type, newInputs.getShape().get(0))));
  }

  /** Rasmussen and Williams, algorithm 2.1. */
  private MultivariateNormal conditional(NDArray values, NDArray newInputs, NDArray prior) {
    DataType type = values.getDataType();
    NDArray seen = cast(inputs, type);
    NDArray covariance = kernel.covariance(seen).add(errors(type, eventShape().get(0)));
    NDArray factor = LinearAlgebra.cholesky(covariance);
    NDArray across = kernel.covariance(seen, cast(newInputs, type)); // batch + [n, m]
    NDArray white = LinearAlgebra.solveTriangular(factor, across, false);
    NDArray gap = values.sub(locs(type, eventShape())).expandDims(-1);
    NDArray whiteGap = LinearAlgebra.solveTriangular(factor, gap, false); // [..., n, 1]
    NDArray whiteT = LinearAlgebra.transpose(white);
    Shape size = new Shape(newInputs.getShape().get(0));
    NDArray mean = whiteT.matMul(whiteGap).squeeze(-1).add(locs(type, size));
    return normal(mean, prior.sub(whiteT.matMul(white)));
  }
}
