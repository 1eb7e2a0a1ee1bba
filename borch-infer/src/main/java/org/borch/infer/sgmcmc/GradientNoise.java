package org.borch.infer.sgmcmc;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/**
 * The noise that a minibatch's gradient brings, and what is left to inject beside it: {@code
 * sgld.withGradientNoise(GradientNoise.estimate(density, 500, seed, mode))}.
 */
public final class GradientNoise {

  private GradientNoise() {}

  /**
   * The variance of the gradient of the log density of all data over minibatches, the mean of all
   * coordinates: β at temperature 1, of which 1/T² is β at T. One number serves for all
   * coordinates, so that the noisiest ones keep some of their noise; {@link #variances} shows how
   * far they differ.
   *
   * @param density on minibatches
   * @param batches how many to look at, at least 2; the estimate's standard error is about √(2 /
   *     (batches d)) of it for d coordinates
   * @param seed decides them
   * @param position where, such as near a mode: it is right near there
   * @throws IllegalArgumentException if there are fewer batches, or the position has another number
   *     of coordinates
   * @throws ArithmeticException if a gradient is not finite
   */
  public static double estimate(LogPosterior density, int batches, Seed seed, double... position) {
    return Arrays.stream(variances(density, batches, seed, position)).average().orElseThrow();
  }

  /**
   * The same for each coordinate.
   *
   * @return [dimension]
   */
  public static double[] variances(
      LogPosterior density, int batches, Seed seed, double... position) {
    if (batches < 2) {
      throw new IllegalArgumentException("batches = " + batches + ", expected at least 2");
    }
    int d = density.dimension();
    if (position.length != d) {
      throw new IllegalArgumentException(
          "position of %d coordinates for a density of %d, expected as many"
              .formatted(position.length, d));
    }
    double[] mean = new double[d];
    double[] squares = new double[d];
    for (int i = 0; i < batches; i++) {
      double[] gradient = gradient(density, seed.key().at("gradient noise").at(i), position);
      for (int j = 0; j < d; j++) {
        double way = gradient[j] - mean[j];
        mean[j] += way / (i + 1);
        squares[j] += way * (gradient[j] - mean[j]);
      }
    }
    return Arrays.stream(squares).map(sum -> sum / (batches - 1)).toArray();
  }

  private static double[] gradient(LogPosterior density, Key key, double[] position) {
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      NDArray at = BorchArray.of(new Shape(position.length), position);
      NDArray point = density.type() == DataType.FLOAT64 ? at : at.toType(density.type(), false);
      StepData data = density.data(key);
      double[] gradient =
          BorchArray.wrap(density.valueAndGradient(point, data).gradient()).values();
      if (!Arrays.stream(gradient).allMatch(Double::isFinite)) {
        throw new ArithmeticException(
            "gradient noise: the gradient of a minibatch is not finite, "
                + density.fault(point, data)
                + "; take another position");
      }
      return gradient;
    }
  }

  static double require(double beta) {
    if (!(beta >= 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException(
          "gradientNoise = " + beta + ", expected a finite number >= 0; 0 neglects it");
    }
    return beta;
  }

  /**
   * The standard deviation of what is injected.
   *
   * @param variance of the noise that a step needs
   * @param kick what the gradient is multiplied by, so that its noise comes in with kick² T² β
   * @param stepSize for the message
   * @throws IllegalArgumentException if the gradient brings more than is needed
   */
  static double injected(
      double variance, double kick, double stepSize, double temperature, double beta) {
    double own = kick * temperature;
    double left = variance - own * own * beta;
    if (left < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "step size %s, temperature %s and gradientNoise (beta) %s leave a noise of variance"
                  + " %s to inject, expected at least 0; take a smaller step size or beta",
              stepSize,
              temperature,
              beta,
              left));
    }
    return Math.sqrt(left);
  }
}
