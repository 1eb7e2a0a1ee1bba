package org.borch.infer.mcmc;

import java.util.Arrays;
import org.borch.infer.run.SavedState;

/**
 * The covariance of positions, by Welford's recurrence, shrunk towards a small multiple of the
 * identity as in Stan: n/(n+5) Σ + 10⁻³ 5/(n+5) I. Of d coordinates, covariances count n³/(n³+d³)
 * besides: a few positions of many coordinates correlate by chance, and a metric that believes them
 * takes steps so short that warm-up costs many times the draws.
 */
final class MetricEstimate implements MetricLearner {

  private static final double PRIOR_DRAWS = 5;
  private static final double PRIOR_VARIANCE = 1e-3;

  private final Metric.Form form;
  private final int dimension;
  private final double[] mean;
  private final double[] before;
  private final double[] after;

  /** Sums of products of deviations: one row of variances, or the lower triangle by rows. */
  private final double[][] sums;

  private long n;

  MetricEstimate(Metric.Form form, int dimension) {
    this.form = form;
    this.dimension = dimension;
    mean = new double[dimension];
    before = new double[dimension];
    after = new double[dimension];
    if (form == Metric.Form.DIAGONAL) {
      sums = new double[][] {new double[dimension]};
    } else {
      sums = new double[dimension][];
      Arrays.setAll(sums, i -> new double[i + 1]);
    }
  }

  @Override
  public void add(State state) {
    add(state.position());
  }

  void add(double[] position) {
    n++;
    for (int i = 0; i < dimension; i++) {
      before[i] = position[i] - mean[i];
      mean[i] += before[i] / n;
      after[i] = position[i] - mean[i];
    }
    if (form == Metric.Form.DIAGONAL) {
      for (int i = 0; i < dimension; i++) {
        sums[0][i] += before[i] * after[i];
      }
      return;
    }
    for (int i = 0; i < dimension; i++) {
      double[] row = sums[i];
      double weight = after[i];
      for (int j = 0; j <= i; j++) {
        row[j] += weight * before[j];
      }
    }
  }

  @Override
  public Metric take(Metric before) {
    if (n < 2) {
      n = 0;
      Arrays.fill(mean, 0);
      return before;
    }
    double shrink = n / (n + PRIOR_DRAWS) / (n - 1);
    double ridge = PRIOR_VARIANCE * PRIOR_DRAWS / (n + PRIOR_DRAWS);
    Metric metric = form == Metric.Form.DIAGONAL ? diagonal(shrink, ridge) : dense(shrink, ridge);
    forget();
    return metric;
  }

  /** The sums of squared deviations of each coordinate, of the diagonal form. */
  double[] squares() {
    return sums[0].clone();
  }

  void forget() {
    n = 0;
    Arrays.fill(mean, 0);
    for (double[] row : sums) {
      Arrays.fill(row, 0);
    }
  }

  @Override
  public void save(SavedState memory) {
    memory.put("n", (double) n);
    memory.put("mean", mean.clone());
    memory.put("sums", Arrays.stream(sums).flatMapToDouble(Arrays::stream).toArray());
  }

  @Override
  public void restore(SavedState memory) {
    n = (long) memory.number("n");
    System.arraycopy(memory.get("mean", dimension), 0, mean, 0, dimension);
    double[] all = memory.get("sums", Arrays.stream(sums).mapToInt(row -> row.length).sum());
    int from = 0;
    for (double[] row : sums) {
      System.arraycopy(all, from, row, 0, row.length);
      from += row.length;
    }
  }

  private Metric diagonal(double shrink, double ridge) {
    double[] variances = new double[dimension];
    Arrays.setAll(variances, i -> shrink * sums[0][i] + ridge);
    return Metric.diagonal(variances);
  }

  private Metric dense(double shrink, double ridge) {
    double weight = Math.pow((double) n / dimension, 3);
    double seen = shrink * weight / (weight + 1);
    double[][] covariance = new double[dimension][dimension];
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j <= i; j++) {
        double entry = i == j ? shrink * sums[i][i] + ridge : seen * sums[i][j];
        covariance[i][j] = entry;
        covariance[j][i] = entry;
      }
    }
    return Metric.dense(covariance);
  }
}
