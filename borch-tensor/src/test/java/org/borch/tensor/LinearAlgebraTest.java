package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.LinearAlgebra.cholesky;
import static org.borch.tensor.LinearAlgebra.diagonalMatrix;
import static org.borch.tensor.LinearAlgebra.identity;
import static org.borch.tensor.LinearAlgebra.logDet;
import static org.borch.tensor.LinearAlgebra.logDetTriangular;
import static org.borch.tensor.LinearAlgebra.lowerTriangle;
import static org.borch.tensor.LinearAlgebra.matVec;
import static org.borch.tensor.LinearAlgebra.outer;
import static org.borch.tensor.LinearAlgebra.solveTriangular;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LinearAlgebraTest {

  private static final double NAN = Double.NaN;

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  /** Hilbert matrix: 1 / (i + j + 1); its condition number grows as exp(3.5 d). */
  private static NDArray hilbert(int d) {
    double[][] rows = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        rows[i][j] = 1.0 / (i + j + 1);
      }
    }
    return BorchArray.of(rows);
  }

  @Test
  void choleskyOfAnIllConditionedMatrixReproducesIt() {
    NDArray a = hilbert(10);

    NDArray l = cholesky(a);

    // The factorisation is backward stable: d roundings an element, whatever the condition.
    double[] product = values(l.matMul(LinearAlgebra.transpose(l)));
    assertThat(product).containsExactly(values(a), within(10 * 0x1p-52));
  }

  /** log det of the Hilbert matrix of order 6: -log(186313420339200000), an exact integer. */
  @Test
  void logDetOfAnIllConditionedMatrixIsExact() {
    assertThat(logDet(hilbert(6)).getDouble())
        .isCloseTo(-Math.log(186313420339200000.0), within(1e-9));
  }

  @Test
  void choleskyOfAMatrixThatIsNotPositiveDefiniteIsNaNInItsPlaceOnly() {
    NDArray a =
        BorchArray.of(new Shape(2, 2, 2), new double[] {4, 0, 0, 9, /* indefinite: */ 1, 2, 2, 1});

    for (DataType type : new DataType[] {DataType.FLOAT64, DataType.FLOAT32}) {
      double[] factors = values(cholesky(ArrayMath.cast(a, type)));
      assertThat(Arrays.copyOf(factors, 4)).containsExactly(2, 0, 0, 3);
      assertThat(Arrays.copyOfRange(factors, 4, 8)).containsOnly(NAN);
    }
  }

  @Test
  void choleskyReadsOnlyTheLowerTriangle() {
    NDArray garbage = BorchArray.of(new double[][] {{4, 77}, {2, 5}});

    assertThat(values(cholesky(garbage))).containsExactly(2, 0, 1, 2);
  }

  @Test
  void theDerivativeOfLogDetIsTheInverse() {
    NDArray a = hilbert(3);

    NDArray gradient = Autodiff.grad(LinearAlgebra::logDet).apply(a);

    // The inverse of the Hilbert matrix of order 3 is of integers.
    assertThat(values(gradient))
        .containsExactly(new double[] {9, -36, 30, -36, 192, -180, 30, -180, 180}, within(1e-9));
  }

  @Test
  void entriesFillTheStrictlyLowerTriangleRowByRow() {
    NDArray entries = BorchArray.of(new double[][] {{1, 2, 3}, {4, 5, 6}});

    NDArray lower = LinearAlgebra.strictlyLower(entries, 3);

    assertThat(lower.getShape()).isEqualTo(new Shape(2, 3, 3));
    assertThat(values(lower)).containsExactly(0, 0, 0, 1, 0, 0, 2, 3, 0, 0, 0, 0, 4, 0, 0, 5, 6, 0);
    assertThat(values(LinearAlgebra.strictlyLower(BorchArray.of(7), 2)))
        .containsExactly(0, 0, 7, 0);
  }

  @Test
  void triangularSolveBroadcastsBatchesOnBothSides() {
    NDArray l =
        BorchArray.of(new Shape(2, 1, 2, 2), new double[] {2, 99, 1, 4, /* second: */ 1, 99, 0, 1});
    NDArray b = BorchArray.of(new Shape(3, 2, 1), new double[] {2, 5, 4, 2, 0, 4});

    NDArray x = solveTriangular(l, b, false);
    NDArray y = solveTriangular(l, b, true);

    assertThat(x.getShape()).isEqualTo(new Shape(2, 3, 2, 1));
    assertThat(values(x)).containsExactly(1, 1, 2, 0, 0, 1, 2, 5, 4, 2, 0, 4);
    assertThat(values(y)).containsExactly(0.375, 1.25, 1.75, 0.5, -0.5, 1, 2, 5, 4, 2, 0, 4);
  }

  @Test
  void triangularSolveOfASingularMatrixIsInfinite() {
    NDArray l = BorchArray.of(new double[][] {{1, 0}, {1, 0}});

    double[] x = values(solveTriangular(l, BorchArray.of(new double[][] {{1}, {3}}), false));

    assertThat(x).containsExactly(1, Double.POSITIVE_INFINITY);
  }

  @Test
  void logDetTriangularTakesTheAbsoluteValue() {
    NDArray l = BorchArray.of(new double[][] {{-2, 0}, {5, 3}});

    assertThat(logDetTriangular(l).getDouble()).isCloseTo(Math.log(6), within(1e-15));
    assertThat(logDetTriangular(l).getShape()).isEqualTo(new Shape());
  }

  @Test
  void shapesAreBatches() {
    NDArray vectors = BorchArray.of(new Shape(4, 1, 3), new double[12]);
    NDArray matrices = BorchArray.of(new Shape(5, 2, 3), new double[30]);

    assertThat(matVec(matrices, vectors).getShape()).isEqualTo(new Shape(4, 5, 2));
    assertThat(outer(vectors, BorchArray.of(1, 2)).getShape()).isEqualTo(new Shape(4, 1, 3, 2));
    assertThat(diagonalMatrix(vectors).getShape()).isEqualTo(new Shape(4, 1, 3, 3));
    assertThat(lowerTriangle(matrices).getShape()).isEqualTo(new Shape(5, 2, 3));
    assertThat(values(identity(2, DataType.FLOAT32))).containsExactly(1, 0, 0, 1);
    assertThat(identity(2, DataType.FLOAT32).getDataType()).isEqualTo(DataType.FLOAT32);
  }

  @Test
  void wrongShapesSayWhatWasExpected() {
    NDArray wide = BorchArray.of(new double[][] {{1, 2, 3}, {4, 5, 6}});

    assertThatThrownBy(() -> cholesky(wide))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(2, 3)")
        .hasMessageContaining("square");
    assertThatThrownBy(
            () -> solveTriangular(identity(2, DataType.FLOAT64), BorchArray.of(1, 2), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(2)");
    assertThatThrownBy(() -> wide.matMul(wide))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(2, 3)");
    assertThatThrownBy(() -> wide.matMul(BorchArray.scalar(2, DataType.FLOAT64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a number")
        .hasMessageContaining("a.mul(b)");
    assertThatThrownBy(() -> wide.add(BorchArray.of(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(2, 3)")
        .hasMessageContaining("(2)");
  }

  @Test
  void entriesBelowAUnitDiagonalAreFilledByRows() {
    NDArray unit = LinearAlgebra.unitLower(BorchArray.of(2, 3, 4), 3);
    assertThat(unit.getShape()).isEqualTo(new Shape(3, 3));
    assertThat(unit.toDoubleArray()).containsExactly(1, 0, 0, 2, 1, 0, 3, 4, 1);
  }
}
