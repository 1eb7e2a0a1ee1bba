package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.borch.Batch;
import org.borch.infer.density.Observations;
import org.borch.infer.density.StepData;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/**
 * Rows with two numbers y = W x + b + noise of a known deviation, under independent normal priors
 * of one precision for W and another one for b: what is known exactly.
 */
final class LinearNet {

  static final int N = 12;
  static final int IN = 2;
  static final int OUT = 2;
  static final int D = OUT * IN + OUT;
  static final double NOISE = 0.6;
  static final double WEIGHTS = 2;
  static final double BIASES = 0.5;
  static final Map<String, Shape> SHAPES = new LinkedHashMap<>();
  static final List<Integer> ALL = IntStream.range(0, N).boxed().toList();

  static {
    SHAPES.put("line.bias", new Shape(OUT));
    SHAPES.put("line.weight", new Shape(OUT, IN));
  }

  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  final double[][] x = new double[N][];
  final double[][] y = new double[N][];

  LinearNet() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < N; i++) {
      x[i] = new double[] {random.nextGaussian(), 2 * random.nextGaussian()};
      y[i] =
          new double[] {
            1.5 * x[i][0] - x[i][1] + NOISE * random.nextGaussian() + 1,
            0.3 * x[i][1] + NOISE * random.nextGaussian() - 2
          };
    }
  }

  StepData data(List<Integer> rows) {
    return data(N, rows);
  }

  /** Some rows of a number. */
  StepData data(int size, List<Integer> rows) {
    double[][] inputs = rows.stream().map(i -> x[i]).toArray(double[][]::new);
    double[][] values = rows.stream().map(i -> y[i]).toArray(double[][]::new);
    long[] index = rows.stream().mapToLong(i -> i).toArray();
    return StepData.of(
        new Batch<>(
            BorchArray.of(inputs),
            "row",
            size,
            BorchArray.of(new Shape(index.length), index),
            Map.of("y", BorchArray.of(values))));
  }

  @SuppressWarnings("unchecked") // made above
  private Batch<NDArray> batch(int size, List<Integer> rows) {
    return (Batch<NDArray>) data(size, rows).batch().orElseThrow();
  }

  /** Without a prior. */
  Observations<NDArray> likelihood() {
    return likelihood(N, ALL.subList(0, 4));
  }

  /** The same, some rows being all. */
  Observations<NDArray> likelihood(int size, List<Integer> shown) {
    return Observations.of(
            SHAPES,
            DataType.FLOAT64,
            key -> batch(size, shown),
            (at, rows) -> at.linear("line", rows.input()),
            (f, rows) -> {
              NDArray z = rows.observed().get("y").sub(f).div(NOISE);
              double constant = -OUT * (LOG_TWO_PI / 2 + Math.log(NOISE));
              return z.square().sum(new int[] {1}).mul(-0.5).add(constant);
            })
        .withSimulation(
            (f, rows, key) ->
                Map.of(
                    "y", f.add(Noise.of(key, DataType.FLOAT64).normal(f.getShape()).mul(NOISE))));
  }

  Observations<NDArray> density() {
    return likelihood().withPrior(LinearNet::logPrior);
  }

  static NDArray logPrior(Map<String, NDArray> at) {
    double constant =
        OUT * (IN * (Math.log(WEIGHTS) - LOG_TWO_PI) + Math.log(BIASES) - LOG_TWO_PI) / 2;
    return at.get("line.weight")
        .square()
        .sum()
        .mul(-WEIGHTS / 2)
        .add(at.get("line.bias").square().sum().mul(-BIASES / 2))
        .add(constant);
  }

  /** Of the flat coordinates: biases first. */
  static double[] priors(double weights, double biases) {
    double[] each = new double[D];
    Arrays.fill(each, weights);
    Arrays.fill(each, 0, OUT, biases);
    return each;
  }

  /** The derivative of output o of a row by the flat coordinates. */
  double[] feature(int row, int o) {
    double[] feature = new double[D];
    feature[o] = 1;
    System.arraycopy(x[row], 0, feature, OUT + o * IN, IN);
    return feature;
  }

  /** Σ over rows of the curvature, of noise of a deviation. */
  double[][] bend(double noise, List<Integer> rows) {
    double[][] bend = new double[D][D];
    for (int row : rows) {
      for (int o = 0; o < OUT; o++) {
        double[] f = feature(row, o);
        for (int i = 0; i < D; i++) {
          for (int j = 0; j < D; j++) {
            bend[i][j] += f[i] * f[j] / (noise * noise);
          }
        }
      }
    }
    return bend;
  }

  /** The posterior's precision. */
  static double[][] plus(double[][] bend, double[] priors) {
    double[][] precision = Arrays.stream(bend).map(double[]::clone).toArray(double[][]::new);
    for (int i = 0; i < D; i++) {
      precision[i][i] += priors[i];
    }
    return precision;
  }

  /** The posterior's mean. */
  double[] mode(double noise, double[] priors) {
    double[] pull = new double[D];
    for (int row : ALL) {
      for (int o = 0; o < OUT; o++) {
        double[] f = feature(row, o);
        for (int i = 0; i < D; i++) {
          pull[i] += f[i] * y[row][o] / (noise * noise);
        }
      }
    }
    return Precision.of(plus(bend(noise, ALL), priors)).solve(pull);
  }

  /** log p(y) by the covariance of y. */
  double logEvidence(double noise, double[] priors) {
    int n = N * OUT;
    double[][] covariance = new double[n][n];
    double[] observed = new double[n];
    for (int i = 0; i < n; i++) {
      observed[i] = y[i / OUT][i % OUT];
      double[] f = feature(i / OUT, i % OUT);
      for (int j = 0; j < n; j++) {
        double[] g = feature(j / OUT, j % OUT);
        for (int k = 0; k < D; k++) {
          covariance[i][j] += f[k] * g[k] / priors[k];
        }
      }
      covariance[i][i] += noise * noise;
    }
    Precision factored = Precision.of(covariance);
    double square = Point.dot(observed, factored.solve(observed));
    return -0.5 * (square + factored.logDeterminant() + n * LOG_TWO_PI);
  }

  static NDArray some(long seed) {
    return Noise.of(Key.of(seed), DataType.FLOAT64).normal(new Shape(D));
  }
}
