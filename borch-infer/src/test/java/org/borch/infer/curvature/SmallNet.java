package org.borch.infer.curvature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.Batch;
import org.borch.infer.density.Observations;
import org.borch.infer.density.StepData;
import org.borch.infer.density.Weights;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/** Five rows with three classes, of a network with 2-4 units, of which a vector is no layer's. */
final class SmallNet {

  static final int ROWS = 5;
  static final int CLASSES = 3;
  static final Map<String, Shape> SHAPES = new LinkedHashMap<>();

  static {
    SHAPES.put("hidden.bias", new Shape(4));
    SHAPES.put("hidden.weight", new Shape(4, 2));
    SHAPES.put("gain", new Shape(4));
    SHAPES.put("out.weight", new Shape(CLASSES, 4));
  }

  static final int D = 4 + 8 + 4 + 12;
  static final NDArray AT = Noise.of(Key.of(4), DataType.FLOAT64).normal(new Shape(D)).mul(0.7);

  private SmallNet() {}

  static Batch<NDArray> batch(double... classes) {
    double[][] hot = new double[ROWS][CLASSES];
    for (int i = 0; i < ROWS; i++) {
      for (int c = 0; c < CLASSES; c++) {
        hot[i][c] = Double.isNaN(classes[i]) ? Double.NaN : classes[i] == c ? 1 : 0;
      }
    }
    return new Batch<>(
        BorchArray.of(new double[][] {{1, 0.5}, {-0.3, 2}, {0.7, -1}, {0, 1}, {-2, -0.4}}),
        "row",
        20,
        BorchArray.of(new Shape(ROWS), new long[] {0, 1, 2, 3, 4}),
        Map.of("class", BorchArray.of(hot)));
  }

  static final StepData DATA = StepData.of(batch(0, 2, 1, 1, 0));

  private static NDArray logits(Weights at, NDArray x, boolean named) {
    NDArray hidden =
        named
            ? at.linear("hidden", x)
            : x.matMul(at.get("hidden.weight").transpose()).add(at.get("hidden.bias"));
    NDArray bent = hidden.tanh().mul(at.get("gain"));
    return named ? at.linear("out", bent) : bent.matMul(at.get("out.weight").transpose());
  }

  private static NDArray logLikelihoods(NDArray logits, Batch<NDArray> rows) {
    NDArray own = logits.mul(rows.observed().get("class")).sum(new int[] {1});
    return own.sub(ArrayMath.logSumExp(logits, 1));
  }

  /** With layers that are named, or with matrices that nobody sees. */
  static Observations<NDArray> of(boolean named) {
    return Observations.of(
            SHAPES,
            DataType.FLOAT64,
            key -> batch(0, 2, 1, 1, 0),
            (at, rows) -> logits(at, rows.input(), named),
            SmallNet::logLikelihoods)
        .withSimulation(
            (logits, rows, key) -> {
              // The largest of logits with Gumbel noise.
              NDArray uniform = Noise.of(key, DataType.FLOAT64).uniform(logits.getShape());
              NDArray noisy = logits.sub(uniform.log().neg().log());
              NDArray largest = noisy.max(new int[] {1}, true);
              return Map.of("class", noisy.gte(largest).toType(DataType.FLOAT64, false));
            });
  }

  /** As a function without outputs. */
  static Observations<NDArray> bare() {
    return Observations.of(
        SHAPES,
        DataType.FLOAT64,
        key -> batch(0, 2, 1, 1, 0),
        (at, rows) -> logLikelihoods(logits(at, rows.input(), false), rows));
  }

  static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }
}
