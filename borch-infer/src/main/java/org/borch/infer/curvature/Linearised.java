package org.borch.infer.curvature;

import static org.borch.tensor.LinearAlgebra.transpose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.infer.density.Outputs;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Spread;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/**
 * The outputs of rows as linear functions of the parameters around their mean, f(θ) ≈ f(μ) + J (θ -
 * μ), and thus normal where the parameters are (Foong et al. 2019; Immer, Korzepa and Bauer 2021).
 *
 * @param mean f(μ), flat for each row: [n, k]
 * @param jacobian J of each row: [n, k, d]
 * @param spread of the parameters
 */
public record Linearised(NDArray mean, NDArray jacobian, Spread spread) {

  /**
   * At a mean.
   *
   * @param density with outputs
   * @param at μ, [d]
   * @param data n rows, of which observations do not count
   * @throws IllegalArgumentException if the density has no outputs
   */
  public static Linearised of(RowLikelihood density, NDArray at, Spread spread, StepData data) {
    Outputs split = RowCurvature.split(density);
    NDArray values = split.values(at, data);
    int k = Math.toIntExact(values.size() / data.count());
    return new Linearised(
        values.reshape(data.count(), k),
        Slopes.ofOutputs(density, split, at, data, k).jacobian(),
        spread);
  }

  /** J Σ for each output: [n k, d]. */
  private NDArray flat() {
    Shape shape = jacobian.getShape();
    return jacobian.reshape(shape.get(0) * shape.get(1), shape.get(2));
  }

  /** The variance of each output, [n, k]. */
  public NDArray variance() {
    NDArray flat = flat();
    return spread.covarianceTimes(flat).mul(flat).sum(new int[] {1}).reshape(mean.getShape());
  }

  /** The covariance of each row's outputs, [n, k, k]. */
  public NDArray covariance() {
    NDArray moved = spread.covarianceTimes(flat()).reshape(jacobian.getShape());
    return jacobian.matMul(transpose(moved));
  }

  /** The covariance of all outputs of all rows, [n k, n k]. */
  public NDArray jointCovariance() {
    NDArray flat = flat();
    return flat.matMul(transpose(spread.covarianceTimes(flat)));
  }

  /**
   * Draws of the outputs, all rows of a draw by the same parameters: by J S ε, which needs no
   * factor of a covariance that may have none.
   *
   * @param key decides them
   * @return [count, n, k]
   */
  public NDArray draws(Key key, long count) {
    NDArray noise = Noise.of(key, mean.getDataType()).normal(new Shape(count, spread.noise()));
    NDArray moved = spread.moved(noise).matMul(transpose(flat()));
    return moved.reshape(new Shape(count).addAll(mean.getShape())).add(mean);
  }

  /**
   * The probabilities of classes whose logits these are, by the probit approximation (MacKay 1992):
   * the softmax of logits that are the smaller the less they are known; of one output a row, the
   * probability of a 1.
   *
   * @return [n, k]
   */
  public NDArray probit() {
    NDArray certain = mean.div(variance().mul(Math.PI / 8).add(1).sqrt());
    return chances(certain, 1);
  }

  /**
   * The probabilities of classes whose logits these are, by draws of the logits.
   *
   * @param key decides them
   * @return [n, k]
   */
  public NDArray probabilities(Key key, long count) {
    return chances(draws(key, count), 2).mean(new int[] {0});
  }

  private static NDArray chances(NDArray logits, int axis) {
    return logits.getShape().get(axis) == 1
        ? ArrayMath.sigmoid(logits)
        : ArrayMath.softmax(logits, axis);
  }
}
