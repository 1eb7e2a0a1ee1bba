package org.borch.infer;

import static org.borch.tensor.ArrayMath.stopGradient;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Vectorize;
import org.borch.tensor.random.Key;
import org.jspecify.annotations.Nullable;

/**
 * Independent draws as arrays over all of them.
 *
 * @param losses the negative lower bounds, [S]
 * @param scores log q of the latent values that are no differentiable function of q's parameters,
 *     [S]; null if there are none
 */
record Particles(NDArray losses, @Nullable NDArray scores) {

  /** The draws one by one. */
  static Particles of(List<Trace> draws) {
    List<Elbo> elbos = draws.stream().map(Elbo::of).toList();
    NDArray losses = stacked(elbos.stream().map(Elbo::loss).toList());
    return elbos.stream().anyMatch(Elbo::isScored)
        ? new Particles(losses, stacked(elbos.stream().map(Elbo::score).toList()))
        : new Particles(losses, null);
  }

  private static NDArray stacked(List<NDArray> scalars) {
    return ArrayMath.stack(0, scalars.toArray(NDArray[]::new));
  }

  /** The draws with these keys, [S, 2], all at once. */
  static Particles of(Model<?, ?> model, Params params, NDArray keys) {
    List<NDArray> parts =
        Vectorize.vmap(
            arguments -> {
              Elbo elbo = Elbo.of(model.sample(params, Key.of(arguments.get(0))));
              List<NDArray> results = new ArrayList<>(List.of(elbo.loss()));
              if (elbo.isScored()) {
                results.add(elbo.score());
              }
              return results;
            },
            List.of(keys));
    return new Particles(parts.get(0), parts.size() > 1 ? parts.get(1) : null);
  }

  /**
   * The mean of the losses with an unbiased derivative: where there are scores, (cost - baseline) ∇
   * log q is added, whose value is 0. The baseline of each draw is the mean of the others' losses.
   */
  NDArray loss() {
    NDArray logQ = scores;
    if (logQ == null) {
      return losses.mean();
    }
    NDArray cost = stopGradient(losses);
    long n = cost.size();
    if (n > 1) {
      // cost - (sum - cost) / (n - 1)
      cost = cost.mul(n).sub(cost.sum()).div(n - 1);
    }
    return losses.add(cost.mul(logQ.sub(stopGradient(logQ)))).mean();
  }
}
