package org.borch.infer.files;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.Draws;
import org.borch.infer.SampleStats;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Tuning;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;

/** Draws for the tests of files, with numbers that are hard to write. */
final class Samples {

  static final int CHAINS = 2;
  static final int DRAWS = 9;

  private static final double[] HARD = {
    0.1,
    1.0 / 3,
    -0.0,
    Double.MIN_VALUE,
    -Double.MAX_VALUE,
    2.2250738585072012e-308,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    1e22,
    5e-324,
    123456789.123456789,
    2.0E-3
  };

  private Samples() {}

  static Draws withEverything(Metric.Form form) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("mu", array(1));
    arrays.put("encoder.weight", array(2, 3, 2));
    arrays.put("x", array(3, 2, 2, 2));
    arrays.put("layer.1", array(4));
    arrays.put("encoder_weight", array(5, 1));
    arrays.put("own__", array(6));
    Map<String, double[][]> stats = new LinkedHashMap<>();
    stats.put(SampleStats.LOG_DENSITY, rows(7));
    stats.put(SampleStats.DIVERGENT, new double[CHAINS][DRAWS]);
    stats.get(SampleStats.DIVERGENT)[1][3] = 1;
    stats.put(SampleStats.ENERGY, rows(8));
    Map<String, String> settings = Map.of("max_depth", "12", "delta", "0.95");
    return Draws.of(arrays)
        .withStats(SampleStats.of(stats, settings))
        .withTunings(List.of(tuning(form, 1), tuning(form, 2)));
  }

  private static Tuning tuning(Metric.Form form, int number) {
    double third = number / 3.0;
    return new Tuning(
        third,
        form == Metric.Form.DENSE
            ? Metric.dense(new double[][] {{1, third / 2}, {third / 2, 1}})
            : Metric.diagonal(third, 1e-9));
  }

  private static NDArray array(int seed, long... shape) {
    Shape all = Shapes.concat(new Shape(CHAINS, DRAWS), new Shape(shape));
    return BorchArray.of(all, values(seed, (int) all.size()));
  }

  private static double[] values(int seed, int size) {
    double[] values = new double[size];
    NoiseReader noise = new NoiseReader(Key.of(seed));
    noise.normal(values);
    for (int i = 0; i < HARD.length && i + seed < size; i++) {
      values[i + seed] = HARD[i];
    }
    return values;
  }

  private static double[][] rows(int seed) {
    double[] values = values(seed, CHAINS * DRAWS);
    double[][] rows = new double[CHAINS][DRAWS];
    for (int i = 0; i < values.length; i++) {
      rows[i / DRAWS][i % DRAWS] = values[i];
    }
    return rows;
  }

  static void assertSameBits(Draws read, Draws written) {
    assertThat(read.names()).containsExactlyElementsOf(written.names());
    for (String name : written.names()) {
      assertThat(read.shape(name)).as(name).isEqualTo(written.shape(name));
      assertThat(bits(read.get(name))).as(name).isEqualTo(bits(written.get(name)));
    }
  }

  private static long[] bits(NDArray array) {
    double[] values = BorchArray.wrap(array).values();
    long[] bits = new long[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Double.doubleToLongBits(values[i]);
    }
    return bits;
  }

  static void assertSameStats(Draws read, Draws written) {
    assertThat(read.stats().names()).containsExactlyElementsOf(written.stats().names());
    for (String name : written.stats().names()) {
      assertThat(bits(BorchArray.of(read.stats().get(name))))
          .as(name)
          .isEqualTo(bits(BorchArray.of(written.stats().get(name))));
    }
    assertThat(read.stats().settings()).containsAllEntriesOf(written.stats().settings());
    assertThat(read.tunings()).isEqualTo(written.tunings());
  }
}
