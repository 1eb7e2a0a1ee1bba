package org.borch.bench;

import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.trace.Scan.next;
import static org.borch.tensor.trace.Scan.scan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.borch.infer.density.LogDensity;
import org.borch.infer.joint.ArrayDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Value and gradient of the Lotka-Volterra equations fitted to the pelts of hares and lynxes that
 * the Hudson's Bay Company bought in 1900 to 1920: 40 Runge-Kutta steps a year, by scan. The
 * hand-written loop computes the value only.
 */
@State(Scope.Thread)
@Reference(benchmark = "gradient.lotka_volterra", variant = "hand")
public class GradientLotkaVolterra extends GradientComparison {
  private static final int STEPS = 40;
  private static final double H = 1.0 / STEPS;
  private static final double[] FIRST = {30, 4};
  private static final double[] LATER = {
    47.2, 6.1, 70.2, 9.8, 77.4, 35.2, 36.3, 59.4, 20.6, 41.7, 18.1, 19, 21.4, 13, 22, 8.3, 25.4,
    9.1, 27.1, 7.4, 40.3, 8, 57, 12.3, 76.6, 19.5, 52.3, 45.7, 19.5, 51.1, 11.2, 29.7, 7.6, 15.8,
    14.6, 9.7, 16.2, 10.1, 24.7, 8.6
  };

  private final double[] y0 = FIRST.clone();
  private final double[] y = LATER.clone();
  private final double[] at = logs(0.55, 0.028, 0.8, 0.024, 33, 6, 0.25, 0.25);

  /** Differences of the hand-written value. */
  @Override
  double[] expectedGradient() {
    double[] slopes = new double[at.length];
    double step = 1e-4;
    for (int i = 0; i < at.length; i++) {
      double[] weights = {1.0 / 12, -2.0 / 3, 0, 2.0 / 3, -1.0 / 12};
      for (int k = 0; k < weights.length; k++) {
        double[] moved = at.clone();
        moved[i] += (k - 2) * step;
        slopes[i] += weights[k] * HandWritten.lotkaVolterra(moved, y0, y) / step;
      }
    }
    return slopes;
  }

  private static double[] logs(double... values) {
    return Arrays.stream(values).map(Math::log).toArray();
  }

  @Override
  double tolerance() {
    return 1e-8;
  }

  @Override
  LogDensity density(@Nullable BackEnd backEnd) {
    return ArrayDensity.of(at.length, this::density).withBackEnd(backEnd);
  }

  private NDArray density(NDArray q) {
    NDArray p = exp(q);
    NDArray theta = p.get("0:4");
    NDArray start = p.get("4:6");
    NDArray logStart = q.get("4:6");
    NDArray logSigma = q.get("6:8");
    NDArray prior =
        square(theta.sub(BorchArray.of(1, 0.05, 1, 0.05)))
            .mul(BorchArray.of(-2, -200, -2, -200))
            .sum()
            .sub(square(logStart.sub(Math.log(10))).sum().div(2))
            .sub(logStart.sum())
            .sub(square(logSigma.add(1)).sum().div(2))
            .sub(logSigma.sum())
            .add(q.sum());
    NDArray yearly =
        scan(
                y.length / 2 * STEPS,
                List.of(start.get("0"), start.get("1")),
                List.of(),
                (state, row) -> {
                  NDArray[] now = rungeKutta(theta, state.get(0), state.get(1));
                  return next(now).emit(now);
                })
            .emitted()
            .stream()
            .map(path -> log(path.get((STEPS - 1) + "::" + STEPS)))
            .reduce((u, v) -> stack(1, u, v))
            .orElseThrow();
    NDArray data =
        BorchArray.of(new Shape(y.length / 2, 2), Arrays.stream(y).map(Math::log).toArray());
    NDArray residuals =
        concat(0, BorchArray.of(logs(y0)).sub(logStart).reshape(1, 2), data.sub(yearly))
            .div(p.get("6:8"));
    return prior.sub(square(residuals).sum().div(2)).sub(logSigma.sum().mul(1 + y.length / 2));
  }

  private static NDArray[] rungeKutta(NDArray theta, NDArray u, NDArray v) {
    NDArray[] k1 = slope(theta, u, v);
    NDArray[] k2 = slope(theta, u.add(k1[0].mul(H / 2)), v.add(k1[1].mul(H / 2)));
    NDArray[] k3 = slope(theta, u.add(k2[0].mul(H / 2)), v.add(k2[1].mul(H / 2)));
    NDArray[] k4 = slope(theta, u.add(k3[0].mul(H)), v.add(k3[1].mul(H)));
    return new NDArray[] {
      u.add(k1[0].add(k2[0].add(k3[0]).mul(2)).add(k4[0]).mul(H / 6)),
      v.add(k1[1].add(k2[1].add(k3[1]).mul(2)).add(k4[1]).mul(H / 6))
    };
  }

  private static NDArray[] slope(NDArray theta, NDArray u, NDArray v) {
    NDArray prey = theta.get("0").sub(theta.get("1").mul(v)).mul(u);
    NDArray predators = theta.get("3").mul(u).sub(theta.get("2")).mul(v);
    return new NDArray[] {prey, predators};
  }

  @Override
  double[] at() {
    return at;
  }

  /** Has no gradient. */
  @Override
  double hand(double[] point, double[] slope) {
    return HandWritten.lotkaVolterra(point, y0, y);
  }
}
