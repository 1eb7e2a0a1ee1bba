package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.flat;
import static org.borch.distributions.Distributions.halfFlat;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.LinearAlgebra.matVec;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;

/** The weight of mesquite leaves by volume, area and shape of the bush, all on the log scale. */
final class Mesquite extends Module<Mesquite.Bushes, NDArray> {

  record Bushes(
      NDArray diameter1,
      NDArray diameter2,
      NDArray canopyHeight,
      NDArray totalHeight,
      NDArray density,
      NDArray group) {}

  static Model<?, ?> of(Data data) {
    return new Mesquite()
        .on(
            new Bushes(
                data.array("diam1"),
                data.array("diam2"),
                data.array("canopy_height"),
                data.array("total_height"),
                data.array("density"),
                data.array("group")))
        .observe("log_weight", data.logs("weight"));
  }

  @Override
  protected NDArray forward(Bushes bushes) {
    NDArray beta = plate("predictor", 7).rv("beta", flat());
    NDArray sigma = rv("sigma", halfFlat());
    return plate("bush").rv("log_weight", normal(matVec(predictors(bushes), beta), sigma));
  }

  private static NDArray predictors(Bushes bushes) {
    NDArray area = bushes.diameter1().mul(bushes.diameter2());
    return stack(
        1,
        area.onesLike(),
        log(area.mul(bushes.canopyHeight())),
        log(area),
        log(bushes.diameter1().div(bushes.diameter2())),
        log(bushes.totalHeight()),
        log(bushes.density()),
        bushes.group());
  }
}
