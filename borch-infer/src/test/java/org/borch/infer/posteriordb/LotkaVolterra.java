package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.logNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.restricted;
import static org.borch.distributions.constraint.Constraints.positive;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.trace.Scan.next;
import static org.borch.tensor.trace.Scan.scan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.List;
import org.borch.Model;
import org.borch.Module;
import org.borch.tensor.BorchArray;

/** Hares and lynxes, whose numbers follow the differential equations of Lotka and Volterra. */
final class LotkaVolterra extends Module<Void, NDArray> {

  private static final int STEPS_PER_YEAR = 40;
  private static final double STEP = 1.0 / STEPS_PER_YEAR;

  private final int years;

  private LotkaVolterra(int years) {
    this.years = years;
  }

  static Model<?, ?> of(Data data) {
    return new LotkaVolterra(data.integer("N"))
        .on()
        .observe("y_init", data.array("y_init"))
        .observe("y", data.array("y"));
  }

  @Override
  protected NDArray forward(Void nothing) {
    BorchArray mean = BorchArray.of(1, 0.05, 1, 0.05);
    BorchArray sd = BorchArray.of(0.5, 0.05, 0.5, 0.05);
    NDArray theta = rv("theta", restricted(normal(mean, sd), positive()));
    NDArray start = plate("first", 2).rv("z_init", logNormal(Math.log(10), 1));
    NDArray sigma = plate("error", 2).rv("sigma", logNormal(-1, 1));

    plate("first count", 2).rv("y_init", logNormal(log(start), sigma));
    NDArray z = solution(theta, start);
    return plate("year", years).plate("species", 2).rv("y", logNormal(log(z), sigma));
  }

  /** Both populations at the end of each year, by Runge-Kutta steps of order four: [years, 2]. */
  private NDArray solution(NDArray theta, NDArray start) {
    List<NDArray> paths =
        scan(
                years * STEPS_PER_YEAR,
                List.of(start.get(0), start.get(1)),
                List.of(),
                (state, row) -> {
                  NDArray[] after = step(theta, state.get(0), state.get(1));
                  return next(after).emit(after);
                })
            .emitted();
    NDIndex yearEnds = new NDIndex((STEPS_PER_YEAR - 1) + "::" + STEPS_PER_YEAR);
    return stack(1, paths.get(0).get(yearEnds), paths.get(1).get(yearEnds));
  }

  private static NDArray[] step(NDArray theta, NDArray u, NDArray v) {
    NDArray[] k1 = slope(theta, u, v);
    NDArray[] k2 = slope(theta, u.add(k1[0].mul(STEP / 2)), v.add(k1[1].mul(STEP / 2)));
    NDArray[] k3 = slope(theta, u.add(k2[0].mul(STEP / 2)), v.add(k2[1].mul(STEP / 2)));
    NDArray[] k4 = slope(theta, u.add(k3[0].mul(STEP)), v.add(k3[1].mul(STEP)));
    return new NDArray[] {
      u.add(k1[0].add(k2[0].add(k3[0]).mul(2)).add(k4[0]).mul(STEP / 6)),
      v.add(k1[1].add(k2[1].add(k3[1]).mul(2)).add(k4[1]).mul(STEP / 6))
    };
  }

  private static NDArray[] slope(NDArray theta, NDArray u, NDArray v) {
    return new NDArray[] {
      theta.get(0).sub(theta.get(1).mul(v)).mul(u), theta.get(3).mul(u).sub(theta.get(2)).mul(v)
    };
  }
}
