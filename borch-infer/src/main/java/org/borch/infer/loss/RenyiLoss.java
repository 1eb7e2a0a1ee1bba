package org.borch.infer.loss;

import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.softmax;
import static org.borch.tensor.ArrayMath.stopGradient;
import static org.borch.tensor.LinearAlgebra.diagonalMatrix;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.Trace;

/**
 * The negative Rényi bound of draws z_s from q with log weights l_s = log p(data, z_s) - log
 * q(z_s):
 *
 * <pre>
 *   -1/(1-α) log mean exp((1-α) l_s),   at α = 1   -mean l_s
 * </pre>
 *
 * <p>With v_s the normalised weights exp((1-α) l_s), its derivative by q's parameters is along the
 * values' paths with weight α v_s + (1-α) v_s², so that no score counts (doubly reparameterised;
 * Tucker et al. 2019, equation 8, for α = 0). A model with parameters of its own has the plain
 * derivative, with weights v_s, since these may stand in q, too. Where the values are no function
 * of q's parameters, the score function's baseline for a draw is the bound with the geometric mean
 * of the others' weights in the place of its own (Mnih and Rezende 2016, VIMCO).
 */
record RenyiLoss(double alpha) implements Loss {

  RenyiLoss {
    if (!Double.isFinite(alpha)) {
      throw new IllegalArgumentException("alpha = " + alpha + ", expected a finite number");
    }
  }

  /** log weights; the same by constant parameters of q, if all values have paths; log q's score. */
  @Override
  public List<NDArray> terms(Trace draw) {
    NDArray logJoint = Losses.logJoint(draw);
    NDArray logWeight = logJoint.sub(Losses.logApproximation(draw, false));
    return Elbo.isScored(draw)
        ? List.of(logWeight, logWeight, Losses.score(draw, false))
        : List.of(logWeight, logJoint.sub(Losses.logApproximation(draw, true)));
  }

  @Override
  public NDArray of(List<NDArray> terms, LossStep step) {
    NDArray logs = terms.get(0);
    boolean isScored = terms.size() > 2;
    boolean isMean = logs.getShape().dimension() == 0 || alpha == 1;
    if (isMean) {
      return isScored
          ? Scores.mean(logs.neg(), terms.get(2), step.baseline())
          : Scores.mean(terms.get(1).neg());
    }
    if (isScored) {
      return scored(logs, terms.get(2));
    }
    return step.learnsModel() ? bound(logs, 0).neg() : doubly(terms.get(1));
  }

  private NDArray bound(NDArray logs, int axis) {
    double power = 1 - alpha;
    double draws = logs.getShape().get(axis);
    return logSumExp(logs.mul(power), axis).sub(Math.log(draws)).div(power);
  }

  private NDArray doubly(NDArray paths) {
    NDArray logs = stopGradient(paths);
    NDArray shares = softmax(logs.mul(1 - alpha), 0);
    NDArray weights = shares.mul(alpha).add(shares.square().mul(1 - alpha));
    return weights.mul(paths.sub(logs)).sum().add(bound(logs, 0)).neg();
  }

  private NDArray scored(NDArray logs, NDArray logQ) {
    int n = Math.toIntExact(logs.size());
    NDArray bound = bound(logs, 0);
    NDArray known = stopGradient(logs);
    // [s, j]: l_j, and on the diagonal the mean of the others
    NDArray others = known.neg().add(known.sum()).div(n - 1);
    NDArray without = diagonalMatrix(others.sub(known)).add(known.expandDims(0));
    NDArray gain = stopGradient(bound).sub(n > 1 ? bound(without, 1) : known.zerosLike());
    return gain.mul(logQ.sub(stopGradient(logQ))).sum().add(bound).neg();
  }
}
