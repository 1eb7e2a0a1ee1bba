package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.halfFlat;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;

/** A trend of summer temperatures over years that are not centred. */
final class Kilpisjarvi extends Module<Kilpisjarvi.Years, NDArray> {

  /** Years, and mean and standard deviation of the priors. */
  record Years(NDArray year, double meanAlpha, double sdAlpha, double meanBeta, double sdBeta) {}

  static Model<?, ?> of(Data data) {
    return new Kilpisjarvi()
        .on(
            new Years(
                data.array("x"),
                data.number("pmualpha"),
                data.number("psalpha"),
                data.number("pmubeta"),
                data.number("psbeta")))
        .observe("y", data.array("y"));
  }

  @Override
  protected NDArray forward(Years years) {
    NDArray alpha = rv("alpha", normal(years.meanAlpha(), years.sdAlpha()));
    NDArray beta = rv("beta", normal(years.meanBeta(), years.sdBeta()));
    NDArray sigma = rv("sigma", halfFlat());
    return plate("year").rv("y", normal(alpha.add(beta.mul(years.year())), sigma));
  }
}
