package org.borch.bench;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.borch.tensor.BorchArray;

/** Synthetic rows with labels, float32. */
final class NetworkData {

  private final int features;
  private final int batch;
  private final float[] x;
  private final float[] y;

  /**
   * Normal features.
   *
   * @param classes labels are 0, 1, ..., or normal numbers if 0
   */
  NetworkData(int rows, int features, int batch, int classes) {
    this.features = features;
    this.batch = batch;
    this.x = new float[rows * features];
    this.y = new float[rows];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < rows; i++) {
      y[i] = classes == 0 ? (float) random.nextGaussian() : random.nextInt(classes);
    }
  }

  int features() {
    return features;
  }

  int batch() {
    return batch;
  }

  BorchArray inputs() {
    return BorchArray.of(new Shape(y.length, features), x);
  }

  BorchArray labels() {
    return BorchArray.of(new Shape(y.length), y);
  }

  /** The rows of a batch. */
  float[] rows(int number) {
    int from = number * batch * features;
    return Arrays.copyOfRange(x, from, from + batch * features);
  }

  /** The labels of a batch. */
  float[] labels(int number) {
    return Arrays.copyOfRange(y, number * batch, (number + 1) * batch);
  }
}
