package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.mixture;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;

/**
 * Two normal components, told apart by the order of their means.
 *
 * <p>The components are sampled in any order and sorted afterwards: their priors are the same, so
 * that the sorted ones have the law of the model that is written with an ordered vector. There, one
 * chain in thirty stays in a mode at the edge of the order, where the wide component covers all
 * data and cannot pass the narrow one.
 */
final class GaussianMixture extends Module<Void, NDArray> {

  private final int rows;

  private GaussianMixture(int rows) {
    this.rows = rows;
  }

  static Model<?, ?> of(Data data) {
    return new GaussianMixture(data.integer("N")).on().observe("y", data.array("y"));
  }

  @Override
  protected NDArray forward(Void nothing) {
    NDArray share = rv("share", beta(5, 5));
    Plate components = plate("component", 2);
    NDArray loc = components.rv("loc", normal(0, 2));
    NDArray scale = components.rv("scale", halfNormal(2));

    NDArray ascends = loc.get(0).lt(loc.get(1));
    deterministic("theta", where(ascends, share, share.neg().add(1)));
    deterministic("mu", where(ascends, loc, swapped(loc)));
    deterministic("sigma", where(ascends, scale, swapped(scale)));
    NDArray weights = stack(0, share, share.neg().add(1));
    return plate("row", rows).rv("y", mixture(categorical(weights), normal(loc, scale)));
  }

  private static NDArray swapped(NDArray pair) {
    return stack(0, pair.get(1), pair.get(0));
  }
}
