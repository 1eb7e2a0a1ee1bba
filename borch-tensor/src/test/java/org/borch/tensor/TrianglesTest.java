package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import org.borch.tensor.jvm.HostKernel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cholesky factors and triangular solves, multiplied back. */
class TrianglesTest {

  /** Two matrices X Xᵀ + d I: their condition is below 10, so errors stay near rounding. */
  private static double[] positiveDefinite(int d, Random random) {
    double[] result = new double[2 * d * d];
    for (int p = 0; p < 2; p++) {
      double[] x = random.doubles((long) d * d, -1, 1).toArray();
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          double sum = i == j ? d : 0;
          for (int k = 0; k < d; k++) {
            sum += x[i * d + k] * x[j * d + k];
          }
          result[p * d * d + i * d + j] = sum;
        }
      }
    }
    return result;
  }

  private static Spec spec(long... shape) {
    return new Spec(new Shape(shape), DataType.FLOAT64);
  }

  private static double[] factor(double[] a, int d) {
    double[] l = new double[a.length];
    HostKernel kernel = new Dense.Cholesky().kernel(List.of(spec(2, d, d))).orElseThrow().own();
    // Twice: what the first run leaves in memory must not show.
    kernel.run(new double[][] {a}, l);
    kernel.run(new double[][] {a}, l);
    return l;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 9, 16, 17, 33, 100})
  void aFactorTimesItsTransposeIsTheMatrix(int d) {
    double[] a = positiveDefinite(d, new Random(d));

    double[] l = factor(a, d);

    for (int p = 0; p < 2; p++) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          double sum = 0;
          for (int k = 0; k < d; k++) {
            sum += l[(p * d + i) * d + k] * l[(p * d + j) * d + k];
          }
          assertThat(sum).isCloseTo(a[(p * d + i) * d + j], within(d));
          assertThat(j > i && l[(p * d + i) * d + j] != 0).isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 9, 16, 17, 33, 100})
  void aSolutionGivesTheRightSideBack(int d) {
    Random random = new Random(d);
    double[] l = factor(positiveDefinite(d, random), d);
    for (int columns : new int[] {1, 2, 3, 4, 5, 17}) {
      double[] b = random.doubles(2L * d * columns, -1, 1).toArray();
      for (boolean transposed : new boolean[] {false, true}) {
        HostKernel kernel =
            new Dense.SolveTriangular(transposed)
                .kernel(List.of(spec(2, d, d), spec(2, d, columns)))
                .orElseThrow()
                .own();
        double[] x = new double[b.length];
        kernel.run(new double[][] {l, b}, x);
        kernel.run(new double[][] {l, b}, x);

        for (int p = 0; p < 2; p++) {
          for (int i = 0; i < d; i++) {
            for (int c = 0; c < columns; c++) {
              double sum = 0;
              for (int j = 0; j < d; j++) {
                int place = transposed ? j * d + i : i * d + j;
                sum += l[p * d * d + place] * x[(p * d + j) * columns + c];
              }
              assertThat(sum).isCloseTo(b[(p * d + i) * columns + c], within(d));
            }
          }
        }
      }
    }
  }

  /** Sums of d products of numbers below 2 d, each with an error of 1e-16. */
  private static org.assertj.core.data.Offset<Double> within(int d) {
    return org.assertj.core.api.Assertions.within(1e-15 * d * 2 * d + 1e-15);
  }
}
