package org.borch.infer;

import ai.djl.ndarray.NDArray;
import org.borch.Params;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;

/** The normal distribution of all coordinates that a joint posterior's parameters stand for. */
final class FittedNormal {

  private final double[] mean;
  private final double[] root;
  private final int columns;

  private FittedNormal(double[] mean, double[] root, int columns) {
    this.mean = mean;
    this.root = root;
    this.columns = columns;
  }

  double[] mean() {
    return mean.clone();
  }

  /** Of {@code multivariateNormal()} or {@code lowRankNormal(rank)} of all variables. */
  static FittedNormal of(Params params) {
    NDArray scale = params.get("posterior|log_scale").exp();
    int n = Math.toIntExact(scale.size());
    NDArray unit = LinearAlgebra.diagonalMatrix(scale.onesLike());
    NDArray relative =
        params.contains("posterior|lower")
            ? LinearAlgebra.strictlyLower(params.get("posterior|lower").div(Math.sqrt(n)), n)
                .add(unit)
            : ArrayMath.concat(1, params.get("posterior|factor"), unit);
    NDArray root = relative.mul(scale.expandDims(-1));
    NDArray loc = params.get("posterior|loc");
    NDArray mean = loc;
    if (params.contains("posterior|centre")) {
      boolean isNear = values(params.get("posterior|near"))[0] == 1;
      NDArray shift = isNear ? LinearAlgebra.matVec(root, loc) : loc;
      mean = params.get("posterior|centre").add(shift);
    }
    return new FittedNormal(values(mean), values(root), Math.toIntExact(root.getShape().get(1)));
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  double covariance(int i, int j) {
    double sum = 0;
    for (int k = 0; k < columns; k++) {
      sum += root[i * columns + k] * root[j * columns + k];
    }
    return sum;
  }

  double sd(int i) {
    return Math.sqrt(covariance(i, i));
  }
}
