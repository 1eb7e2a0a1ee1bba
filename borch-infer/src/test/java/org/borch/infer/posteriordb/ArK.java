package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.LinearAlgebra.matVec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.Arrays;
import org.borch.Model;
import org.borch.Module;

/** An autoregression of order K; the first K values are only conditioned on. */
final class ArK extends Module<NDArray, NDArray> {

  private final int order;

  private ArK(int order) {
    this.order = order;
  }

  static Model<?, ?> of(Data data) {
    int order = data.integer("K");
    double[] y = data.doubles("y");
    return new ArK(order).on(data.array("y")).observe("y", Arrays.copyOfRange(y, order, y.length));
  }

  @Override
  protected NDArray forward(NDArray series) {
    NDArray alpha = rv("alpha", normal(0, 10));
    NDArray beta = plate("lag", order).rv("beta", normal(0, 10));
    NDArray sigma = rv("sigma", halfCauchy(2.5));
    return plate("time").rv("y", normal(alpha.add(matVec(lags(series), beta)), sigma));
  }

  /** Column k - 1 has y[t-k] for t = K, ..., T - 1. */
  private NDArray lags(NDArray series) {
    long length = series.size();
    NDArray[] columns = new NDArray[order];
    for (int k = 1; k <= order; k++) {
      columns[k - 1] = series.get(new NDIndex().addSliceDim(order - k, length - k));
    }
    return stack(1, columns);
  }
}
