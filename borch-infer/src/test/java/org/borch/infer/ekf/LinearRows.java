package org.borch.infer.ekf;

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
import org.borch.Batches;
import org.borch.infer.density.Observations;
import org.borch.infer.density.StepData;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;

/** Rows y = x · θ + noise of a known deviation, and what they say exactly. */
final class LinearRows {

  static final int D = 3;
  static final int N = 8;
  static final double NOISE = 0.7;
  private static final Map<String, Shape> SHAPES = new LinkedHashMap<>();

  static {
    SHAPES.put("slope", new Shape(1, 2));
    SHAPES.put("level", new Shape());
  }

  final double[][] x = new double[N][D];
  final double[] y = new double[N];

  LinearRows() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < N; i++) {
      x[i] = new double[] {random.nextGaussian(), random.nextGaussian(), 1};
      y[i] = 0.5 * x[i][0] - x[i][1] + 2 + NOISE * random.nextGaussian();
    }
  }

  /** Some rows of all. */
  StepData data(DataType type, int... some) {
    return rows(type, N, some);
  }

  /** Some rows, which are all. */
  StepData episode(int... all) {
    return rows(DataType.FLOAT64, all.length, all);
  }

  private StepData rows(DataType type, int size, int... some) {
    double[][] inputs = Arrays.stream(some).mapToObj(i -> x[i]).toArray(double[][]::new);
    double[] values = Arrays.stream(some).mapToDouble(i -> y[i]).toArray();
    long[] index = Arrays.stream(some).asLongStream().toArray();
    NDArray input = BorchArray.of(inputs).toType(type, false);
    Map<String, NDArray> observed = Map.of("y", BorchArray.of(values).toType(type, false));
    return StepData.of(
        new Batch<>(input, "row", size, BorchArray.of(new Shape(index.length), index), observed));
  }

  StepData all() {
    return data(DataType.FLOAT64, IntStream.range(0, N).toArray());
  }

  @SuppressWarnings("unchecked") // made above
  private Batch<NDArray> batch(Key key) {
    int first = (int) Long.remainderUnsigned(key.bits(), N - 1);
    return (Batch<NDArray>) data(DataType.FLOAT64, first, first + 1).batch().orElseThrow();
  }

  /** With the mean of y as output. */
  Observations<NDArray> observations(DataType type) {
    return observations(type, this::batch);
  }

  /** The same of some rows, which are all and one batch. */
  @SuppressWarnings("unchecked") // made above
  Observations<NDArray> observations(int... all) {
    Batch<NDArray> batch = (Batch<NDArray>) episode(all).batch().orElseThrow();
    return observations(DataType.FLOAT64, key -> batch);
  }

  private static Observations<NDArray> observations(DataType type, Batches<NDArray> batches) {
    return Observations.of(
        SHAPES,
        type,
        batches,
        (at, rows) -> {
          NDArray slope = at.get("slope").reshape(2, 1);
          return rows.input().get(":, :2").matMul(slope).flatten().add(at.get("level"));
        },
        (mean, rows) -> rows.observed().get("y").sub(mean).div(NOISE).square().mul(-0.5));
  }

  /** The same as one function. */
  Observations<NDArray> bare() {
    Observations<NDArray> known = observations(DataType.FLOAT64);
    return Observations.of(
        SHAPES,
        DataType.FLOAT64,
        this::batch,
        (at, rows) -> {
          NDArray flat = at.get("slope").flatten().concat(at.get("level").reshape(1));
          return known.rows(flat, StepData.of(rows));
        });
  }

  /** The gradient of each row's log likelihood. */
  double[] gradient(int row, double[] at) {
    double residual = y[row];
    for (int j = 0; j < D; j++) {
      residual -= x[row][j] * at[j];
    }
    double slope = residual / (NOISE * NOISE);
    return Arrays.stream(x[row]).map(each -> each * slope).toArray();
  }

  /** The posterior's precision matrix under a standard normal prior and powers of some rows. */
  double[][] precision(double power, List<Integer> rows) {
    double[][] precision = new double[D][D];
    for (int i = 0; i < D; i++) {
      precision[i][i] = 1;
      for (int j = 0; j < D; j++) {
        for (int row : rows) {
          precision[i][j] += power * x[row][i] * x[row][j] / (NOISE * NOISE);
        }
      }
    }
    return precision;
  }

  /** Precision times the posterior's mean. */
  double[] pull(double power, List<Integer> rows) {
    double[] pull = new double[D];
    for (int row : rows) {
      for (int i = 0; i < D; i++) {
        pull[i] += power * x[row][i] * y[row] / (NOISE * NOISE);
      }
    }
    return pull;
  }
}
