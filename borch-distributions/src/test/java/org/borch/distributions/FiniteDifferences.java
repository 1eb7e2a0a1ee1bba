package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;

/** Checks gradients in float64 by central differences. */
final class FiniteDifferences {

  /** The cube root of the rounding error, where truncation and rounding balance. */
  private static final double STEP = 6e-6;

  private static final double TOLERANCE = 1e-6;

  private FiniteDifferences() {}

  static void assertGradient(Function<List<NDArray>, NDArray> function, List<NDArray> at) {
    List<NDArray> gradient = Autodiff.valueAndGrad(function, at).gradient();
    for (int i = 0; i < at.size(); i++) {
      double[] exact = BorchArray.wrap(gradient.get(i)).values();
      for (int j = 0; j < exact.length; j++) {
        double difference = difference(function, at, i, j);
        assertThat(exact[j])
            .as("argument %d, element %d", i, j)
            .isCloseTo(difference, within(TOLERANCE * Math.max(1, Math.abs(difference))));
      }
    }
  }

  private static double difference(
      Function<List<NDArray>, NDArray> function, List<NDArray> at, int i, int j) {
    double[] centre = BorchArray.wrap(at.get(i)).values();
    double step = STEP * Math.max(0.1, Math.abs(centre[j]));
    double up = value(function, at, i, j, centre[j] + step);
    double down = value(function, at, i, j, centre[j] - step);
    return (up - down) / (2 * step);
  }

  private static double value(
      Function<List<NDArray>, NDArray> function, List<NDArray> at, int i, int j, double x) {
    double[] moved = BorchArray.wrap(at.get(i)).values().clone();
    moved[j] = x;
    List<NDArray> arguments = new ArrayList<>(at);
    arguments.set(i, BorchArray.of(at.get(i).getShape(), moved));
    return BorchArray.wrap(function.apply(arguments)).values()[0];
  }
}
