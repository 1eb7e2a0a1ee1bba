package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.take;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;

/** Radon in homes, with an intercept for each county that is sampled in standard units. */
final class Radon extends Module<Radon.Homes, NDArray> {

  /** Homes with the number of their county, from 0. */
  record Homes(int counties, NDArray county, NDArray uranium, NDArray floor) {}

  static Model<?, ?> of(Data data) {
    return new Radon()
        .on(
            new Homes(
                data.integer("J"),
                data.indices("county_idx"),
                data.array("log_uppm"),
                data.array("floor_measure")))
        .observe("log_radon", data.array("log_radon"));
  }

  @Override
  protected NDArray forward(Homes homes) {
    NDArray z = plate("county", homes.counties()).rv("z", normal(0, 1));
    NDArray muAlpha = rv("mu_alpha", normal(0, 10));
    NDArray sigmaAlpha = rv("sigma_alpha", halfNormal(1));
    NDArray sigma = rv("sigma_y", halfNormal(1));
    NDArray beta = plate("predictor", 2).rv("beta", normal(0, 10));
    NDArray alpha = deterministic("alpha", muAlpha.add(sigmaAlpha.mul(z)));

    NDArray mean =
        take(alpha, homes.county(), 0)
            .add(beta.get(0).mul(homes.uranium()))
            .add(beta.get(1).mul(homes.floor()));
    return plate("home").rv("log_radon", normal(mean, sigma));
  }
}
