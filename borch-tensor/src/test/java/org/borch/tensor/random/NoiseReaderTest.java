package org.borch.tensor.random;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.junit.jupiter.api.Test;

class NoiseReaderTest {

  @Test
  void theNumbersAreThoseOfNoise() {
    Key key = Key.of(12);
    NoiseReader reader = new NoiseReader(Key.of(3));
    reader.uniform();
    reader.restart(key);
    double[] normal = new double[300];
    double[] uniform = new double[300];
    reader.normal(normal);
    for (int i = 0; i < uniform.length; i++) {
      uniform[i] = reader.uniform();
    }

    try (HostComputation host = HostComputation.open()) {
      Noise noise = Noise.of(key, DataType.FLOAT64);
      assertThat(normal).containsExactly(BorchArray.wrap(noise.normal(new Shape(300))).values());
      assertThat(uniform).containsExactly(BorchArray.wrap(noise.uniform(new Shape(300))).values());
    }
  }
}
