package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.flat;
import static org.borch.distributions.Distributions.halfFlat;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.trace.Scan.next;
import static org.borch.tensor.trace.Scan.scan;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.Model;
import org.borch.Module;

/** A GARCH(1,1) process: the variance of each value depends on the value before. */
final class Garch extends Module<Garch.Series, NDArray> {

  /** A series and the standard deviation of its first value. */
  record Series(NDArray y, double sigma1) {}

  static Model<?, ?> of(Data data) {
    return new Garch()
        .on(new Series(data.array("y"), data.number("sigma1")))
        .observe("y", data.array("y"));
  }

  @Override
  protected NDArray forward(Series series) {
    // region flat
    NDArray mu = rv("mu", flat());
    NDArray alpha0 = rv("alpha0", halfFlat());
    NDArray alpha1 = rv("alpha1", flat(0, 1));
    NDArray beta1 = rv("beta1", flat(0, alpha1.neg().add(1))); // alpha1 + beta1 < 1
    // endregion

    NDArray shocks = square(series.y().get(":-1").sub(mu));
    NDArray first = mu.onesLike().mul(series.sigma1() * series.sigma1());
    NDArray later =
        scan(
                (int) shocks.size(),
                List.of(first),
                List.of(shocks),
                (variance, shock) -> {
                  NDArray own =
                      alpha0.add(alpha1.mul(shock.get(0))).add(beta1.mul(variance.get(0)));
                  return next(own).emit(own);
                })
            .emitted()
            .get(0);
    NDArray variance = concat(0, first.reshape(1), later);
    return plate("time").rv("y", normal(mu, sqrt(variance)));
  }
}
