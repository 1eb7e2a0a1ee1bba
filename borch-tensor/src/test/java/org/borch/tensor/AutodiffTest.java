package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log1p;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class AutodiffTest {

  @Test
  void gradientOfACompositionIsTheProductOfTheParts() {
    NDArray x = BorchArray.of(0.5, -1.0, 2.0);

    NDArray gradient = Autodiff.grad(v -> log1p(exp(v)).mul(v).sum()).apply(x);

    double[] at = {0.5, -1, 2};
    double[] expected = new double[3];
    for (int i = 0; i < 3; i++) {
      expected[i] = Math.log1p(Math.exp(at[i])) + at[i] / (1 + Math.exp(-at[i]));
    }
    assertThat(gradient.toDoubleArray()).containsExactly(expected, within(1e-14));
  }

  @Test
  void gradientOfAGradientIsTheSecondDerivative() {
    NDArray x = BorchArray.of(0.7);

    NDArray second = Autodiff.grad(v -> Autodiff.grad(w -> w.sin().sum()).apply(v).sum()).apply(x);

    assertThat(second.toDoubleArray()[0]).isCloseTo(-Math.sin(0.7), within(1e-15));
  }

  @Test
  void broadcastArgumentsGetTheSumOfTheirDerivatives() {
    NDArray rows = BorchArray.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    NDArray shift = BorchArray.of(1, 10, 100);

    var result =
        Autodiff.valueAndGrad(a -> a.get(0).add(a.get(1)).square().sum(), List.of(rows, shift));

    assertThat(result.gradient().get(1).toDoubleArray())
        .containsExactly(2 * (2 + 5), 2 * (12 + 15), 2 * (103 + 106));
    assertThat(result.gradient().get(0).getShape()).isEqualTo(rows.getShape());
  }

  @Test
  void aScopeDifferentiatesWhatItWatchesAndFreesTheRest() {
    NDArray x = BorchArray.of(1.0, 2.0);
    NDArray kept;
    NDArray lost;
    try (Scope scope = Scope.open()) {
      NDArray watched = scope.watch(x);
      lost = watched.square();
      kept = scope.keep(scope.gradient(lost.sum(), List.of(watched)).get(0));
    }
    assertThat(kept.toDoubleArray()).containsExactly(2, 4);
    assertThat(kept.isReleased()).isFalse();
    assertThat(BorchArray.wrap(lost).toString()).isEqualTo("closed array");
  }

  @Test
  void eightThreadsGetTheBitsOfOne() throws Exception {
    double[] alone = lossAndGradient(0);

    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<double[]>> results = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        int task = i;
        results.add(threads.submit(() -> lossAndGradient(task)));
      }
      for (Future<double[]> result : results) {
        assertThat(result.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static final NDArray SHARED =
      BorchArray.of(new double[][] {{2, 0.5, 0.1}, {0.5, 3, -0.2}, {0.1, -0.2, 1.5}});

  /** A second derivative, a factorisation and an operation of the engine, of shared data. */
  private static double[] lossAndGradient(int task) {
    try (Scope scope = Scope.open()) {
      for (int busy = 0; busy < task % 5; busy++) {
        exp(SHARED);
      }
      NDArray x = scope.watch(SHARED);
      NDArray inner = Autodiff.grad(v -> log1p(exp(v)).prod()).apply(BorchArray.of(0.3, -0.2, 0.9));
      NDArray curvature = Autodiff.grad(v -> v.matMul(v).tanh().sum()).apply(x).square().sum();
      NDArray loss =
          LinearAlgebra.logDet(x.matMul(LinearAlgebra.transpose(x)))
              .add(curvature)
              .add(inner.sum());
      NDArray gradient = scope.gradient(loss, List.of(x)).get(0);
      double[] result = Arrays.copyOf(gradient.toDoubleArray(), 10);
      result[9] = loss.getDouble();
      return result;
    }
  }

  @Test
  void vectorJacobianProductsWeighTheRowsOfTheJacobian() {
    NDArray x = BorchArray.of(1, 2);
    NDArray a = BorchArray.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});

    var result =
        Autodiff.vjp(v -> v.get(1).matMul(v.get(0)), List.of(x, a), BorchArray.of(1, 0, 2));

    assertThat(result.value().toDoubleArray()).containsExactly(5, 11, 17);
    assertThat(result.gradient().get(0).toDoubleArray()).containsExactly(11, 14);
    assertThat(result.gradient().get(1).toDoubleArray()).containsExactly(1, 2, 0, 0, 2, 4);
  }

  @Test
  void thirdDerivativesNest() {
    UnaryOperator<NDArray> first = Autodiff.grad(x -> x.pow(4).sum());
    UnaryOperator<NDArray> second = Autodiff.grad(x -> first.apply(x).sum());
    UnaryOperator<NDArray> third = Autodiff.grad(x -> second.apply(x).sum());

    assertThat(third.apply(BorchArray.of(2.0)).toDoubleArray())
        .containsExactly(new double[] {48}, within(1e-12));
  }

  /** d/dx (x d/dy (x y)) = 2 x: confusing the two tapes gives x or 3 x. */
  @Test
  void tapesAreNotConfused() {
    UnaryOperator<NDArray> outer =
        Autodiff.grad(x -> x.mul(Autodiff.grad(y -> x.mul(y).sum()).apply(x)).sum());

    assertThat(outer.apply(BorchArray.of(3.0)).toDoubleArray()).containsExactly(6);
  }

  @Test
  void aLeafThatTheResultDoesNotDependOnHasDerivativeZero() {
    NDArray x = BorchArray.ofFloats(1, 2);
    NDArray unused = BorchArray.of(new double[][] {{3, 4}});

    var result = Autodiff.valueAndGrad(v -> v.get(0).sum(), List.of(x, unused));

    assertThat(result.gradient().get(1).toDoubleArray()).containsExactly(0, 0);
    assertThat(result.gradient().get(1).getShape()).isEqualTo(unused.getShape());
    assertThat(result.gradient().get(0).getDataType()).isEqualTo(DataType.FLOAT32);
  }

  @Test
  void aFunctionThatReturnsItsArgumentOrAConstantHasADerivative() {
    NDArray x = BorchArray.scalar(3, DataType.FLOAT64);

    assertThat(Autodiff.grad(v -> v).apply(x).getDouble()).isEqualTo(1);
    assertThat(Autodiff.grad(v -> BorchArray.scalar(5, DataType.FLOAT64)).apply(x).getDouble())
        .isEqualTo(0);
  }

  @Test
  void theSameArrayTwiceGetsBothDerivatives() {
    NDArray x = BorchArray.of(1, 2);

    var result = Autodiff.valueAndGrad(v -> v.get(0).mul(v.get(1).mul(2)).sum(), List.of(x, x));

    assertThat(result.gradient().get(0).toDoubleArray()).containsExactly(2, 4);
    assertThat(result.gradient().get(1).toDoubleArray()).containsExactly(2, 4);
  }

  @Test
  void onlyFloatingScalarsAreDifferentiated() {
    NDArray x = BorchArray.of(1, 2);

    assertThatThrownBy(() -> Autodiff.grad(v -> v.mul(2)).apply(x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("float64(2)")
        .hasMessageContaining("scalar");
    assertThatThrownBy(() -> Autodiff.grad(v -> v.argMax()).apply(x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("int64");
    assertThatThrownBy(() -> Autodiff.vjp(v -> v.get(0), List.of(x), BorchArray.of(1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(2)");
  }

  @Test
  void anErrorInTheFunctionLeavesNoTapeOpen() {
    NDArray x = BorchArray.of(1, 2);

    assertThatThrownBy(() -> Autodiff.grad(v -> v.add(BorchArray.of(1, 2, 3))).apply(x))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(Nesting.current().level).isZero();
    assertThat(Autodiff.grad(v -> v.square().sum()).apply(x).toDoubleArray()).containsExactly(2, 4);
  }

  @Test
  void theSecondDerivativeOfAnEnginesOperationIsRefused() {
    Opaque product = new Opaque("product", Opaque.ENGINE, inputs -> inputs[0].prod());
    UnaryOperator<NDArray> first =
        Autodiff.grad(x -> BorchArray.apply(product, List.of(BorchArray.wrap(x))));

    assertThat(first.apply(BorchArray.of(2, 3, 5)).toDoubleArray()).containsExactly(15, 10, 6);
    assertThatThrownBy(() -> Autodiff.grad(x -> first.apply(x).sum()).apply(BorchArray.of(2, 3, 5)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("product");
  }

  @Test
  void scaledGradientsKeepTheValue() {
    var result =
        Autodiff.valueAndGrad(v -> v.get(0).scaleGradient(0.5).sum(), List.of(BorchArray.of(3.0)));

    assertThat(result.value().getDouble()).isEqualTo(3);
    assertThat(result.gradient().get(0).toDoubleArray()).containsExactly(0.5);
  }

  @Test
  void theTangentIsTheJacobianTimesTheDirection() {
    NDArray x = BorchArray.of(1, 2);
    NDArray a = BorchArray.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});

    var result = Autodiff.jvp(v -> a.matMul(v.square()), x, BorchArray.of(1, -1));

    assertThat(result.value().toDoubleArray()).containsExactly(9, 19, 29);
    assertThat(result.tangent().toDoubleArray()).containsExactly(-6, -10, -14);
  }

  @Test
  void tangentsOfSeveralArgumentsAdd() {
    List<NDArray> at = List.of(BorchArray.of(1, 2), BorchArray.of(3.0));

    var result =
        Autodiff.jvp(
            v -> v.get(0).mul(v.get(1)), at, List.of(BorchArray.of(1, 0), BorchArray.of(10.0)));

    assertThat(result.tangent().toDoubleArray()).containsExactly(13, 20);
  }

  @Test
  void whatDoesNotDependOnTheArgumentHasTangentZero() {
    NDArray x = BorchArray.of(1, 2);

    var constant = Autodiff.jvp(v -> BorchArray.of(5, 6, 7), x, x);
    var step = Autodiff.jvp(v -> v.floor().mul(v.gt(1).toType(DataType.FLOAT64, false)), x, x);

    assertThat(constant.tangent().toDoubleArray()).containsExactly(0, 0, 0);
    assertThat(step.tangent().toDoubleArray()).containsExactly(0, 0);
  }

  @Test
  void tangentsOfDifferentLevelsAreNotConfused() {
    // d/dx [x d/dy (x + y)] = 1, not 2.
    UnaryOperator<NDArray> outer =
        x -> x.mul(Autodiff.jvp(y -> y.add(x), BorchArray.of(1.0), BorchArray.of(1.0)).tangent());

    assertThat(
            Autodiff.jvp(outer, BorchArray.of(3.0), BorchArray.of(1.0)).tangent().toDoubleArray())
        .containsExactly(1);
  }

  @Test
  void theJacobianIsTheSameByRowsAndByColumns() {
    NDArray wide = BorchArray.of(new double[][] {{1, 2, -1}, {0.5, 0, 3}});
    NDArray x = BorchArray.of(0.3, -0.2, 0.9);
    NDArray y = BorchArray.of(0.4, 0.7);

    NDArray byRows = Autodiff.jacobian(v -> wide.matMul(v).sin()).apply(x);
    NDArray byColumns = Autodiff.jacobian(v -> wide.transpose().matMul(v).sin()).apply(y);

    assertThat(byRows.getShape().getShape()).containsExactly(2, 3);
    assertThat(byColumns.getShape().getShape()).containsExactly(3, 2);
    assertThat(byRows.toDoubleArray())
        .containsExactly(
            wide.mul(wide.matMul(x).cos().expandDims(1)).toDoubleArray(), within(1e-15));
    assertThat(byColumns.toDoubleArray())
        .containsExactly(
            wide.transpose().mul(wide.transpose().matMul(y).cos().expandDims(1)).toDoubleArray(),
            within(1e-15));
  }

  @Test
  void theJacobianOfMatricesHasTheAxesOfResultAndArgument() {
    NDArray x = BorchArray.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});

    NDArray jacobian = Autodiff.jacobian(v -> v.transpose().mul(2)).apply(x);

    assertThat(jacobian.getShape().getShape()).containsExactly(2, 3, 3, 2);
    assertThat(jacobian.get(1, 2).toDoubleArray()).containsExactly(0, 0, 0, 0, 0, 2);
  }

  @Test
  void theHessianOfAQuadraticFormIsItsMatrix() {
    NDArray a = BorchArray.of(new double[][] {{2, 0.5, 0}, {0.5, 1, -1}, {0, -1, 3}});
    NDArray x = BorchArray.of(0.3, -0.2, 0.9);
    NDArray direction = BorchArray.of(1, 2, 3);
    UnaryOperator<NDArray> form = v -> v.matMul(a.matMul(v)).div(2);

    assertThat(Autodiff.hessian(form).apply(x).toDoubleArray())
        .containsExactly(a.toDoubleArray(), within(1e-15));
    assertThat(Autodiff.hvp(form, x, direction).toDoubleArray())
        .containsExactly(a.matMul(direction).toDoubleArray(), within(1e-15));
  }

  @Test
  void directionsThatDoNotFitAreRefused() {
    NDArray x = BorchArray.of(1, 2);

    assertThatThrownBy(() -> Autodiff.jvp(v -> v, x, BorchArray.of(1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("float64(1)")
        .hasMessageContaining("float64(2)");
    assertThatThrownBy(() -> Autodiff.jvp(v -> v.get(0), List.of(x), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 directions for 1 arguments");
    assertThatThrownBy(() -> Autodiff.jvp(v -> v.argMax(), x, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("int64");
  }
}
