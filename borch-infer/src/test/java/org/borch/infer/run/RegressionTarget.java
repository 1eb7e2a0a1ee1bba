package org.borch.infer.run;

import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.borch.Batch;
import org.borch.Minibatches;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.joint.JointDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/** A line through 120 points with known noise, in minibatches of 20: a normal posterior. */
final class RegressionTarget {

  static final int ROWS = 120;
  static final int BATCH = 20;
  private static final double NOISE = 0.5;
  private static final double[] PRIOR = {0.3, 0.2}; // standard deviations, so that it counts

  private final double[] x = new double[ROWS];
  private final double[] y = new double[ROWS];

  RegressionTarget() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < ROWS; i++) {
      x[i] = random.nextDouble(-1.5, 1.5);
      y[i] = 0.8 * x[i] - 0.5 + NOISE * random.nextGaussian();
    }
  }

  Model<NDArray, NDArray> model() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, in) -> {
              NDArray a = m.rv("a", normal(0, PRIOR[0]));
              NDArray b = m.rv("b", normal(0, PRIOR[1]));
              return m.plate("row").rv("y", normal(in.mul(a).add(b), NOISE));
            });
    return module.on(data());
  }

  private Minibatches<NDArray> data() {
    return minibatches(BorchArray.of(x), BATCH).plate("row").observing("y", BorchArray.of(y));
  }

  LogPosterior density() {
    return JointDensity.of(model(), Seed.of(1));
  }

  /**
   * The same as a function of arrays, with weights of its parts.
   *
   * @param prior 1 is right
   * @param rows 1 is right
   */
  LogPosterior density(double prior, double rows) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("a", new Shape());
    shapes.put("b", new Shape());
    return LogPosterior.of(
        shapes, DataType.FLOAT64, data(), (at, batch) -> value(at, batch, prior, rows));
  }

  private static NDArray value(
      Map<String, NDArray> at, Batch<NDArray> batch, double prior, double rows) {
    NDArray a = at.get("a");
    NDArray b = at.get("b");
    NDArray y = batch.observed().get("y");
    NDArray z = y.sub(batch.input().mul(a)).sub(b).div(NOISE);
    double weight = rows * batch.size() / batch.index().size();
    NDArray priors = a.div(PRIOR[0]).square().add(b.div(PRIOR[1]).square());
    return priors.mul(prior).add(z.square().sum().mul(weight)).mul(-0.5);
  }

  double[][] precision() {
    double[][] precision = {{1 / square(PRIOR[0]), 0}, {0, 1 / square(PRIOR[1])}};
    for (double each : x) {
      add(precision, new double[] {each, 1}, 1 / square(NOISE));
    }
    return precision;
  }

  double[] means() {
    double[][] p = precision();
    double right0 = 0;
    double right1 = 0;
    for (int i = 0; i < ROWS; i++) {
      right0 += x[i] * y[i] / square(NOISE);
      right1 += y[i] / square(NOISE);
    }
    double determinant = p[0][0] * p[1][1] - p[0][1] * p[1][0];
    return new double[] {
      (p[1][1] * right0 - p[0][1] * right1) / determinant,
      (p[0][0] * right1 - p[1][0] * right0) / determinant
    };
  }

  /**
   * The covariance of N/B times the sum of a batch's gradients, rows drawn without replacement:
   * N²/B (1 - B/N) times that of the rows. It is quadratic in the point, so that its mean over the
   * posterior is that of four points around the mean.
   */
  double[][] gradientNoise() {
    double[][] p = precision();
    double determinant = p[0][0] * p[1][1] - p[0][1] * p[1][0];
    double[][] s = {
      {p[1][1] / determinant, -p[0][1] / determinant},
      {-p[1][0] / determinant, p[0][0] / determinant}
    };
    double l00 = Math.sqrt(s[0][0]);
    double l10 = s[1][0] / l00;
    double l11 = Math.sqrt(s[1][1] - l10 * l10);
    double[][] result = new double[2][2];
    double[] mean = means();
    double r = Math.sqrt(2);
    for (double sign : new double[] {-1, 1}) {
      addNoise(result, mean[0] + sign * r * l00, mean[1] + sign * r * l10);
      addNoise(result, mean[0], mean[1] + sign * r * l11);
    }
    return result;
  }

  private void addNoise(double[][] result, double a, double b) {
    double[][] rows = new double[ROWS][];
    double[] center = new double[2];
    for (int i = 0; i < ROWS; i++) {
      double slope = (y[i] - a * x[i] - b) / square(NOISE);
      rows[i] = new double[] {slope * x[i], slope};
      center[0] += rows[i][0] / ROWS;
      center[1] += rows[i][1] / ROWS;
    }
    double factor = (double) ROWS * ROWS / BATCH * (1 - (double) BATCH / ROWS) / (ROWS - 1) / 4;
    for (double[] row : rows) {
      add(result, new double[] {row[0] - center[0], row[1] - center[1]}, factor);
    }
  }

  private static void add(double[][] to, double[] v, double weight) {
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        to[i][j] += weight * v[i] * v[j];
      }
    }
  }

  private static double square(double x) {
    return x * x;
  }
}
