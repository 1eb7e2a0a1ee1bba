package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.Batching.UNMAPPED;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Program;
import org.junit.jupiter.api.Test;

class BatchingTest {

  private static final BorchArray ROWS =
      BorchArray.of(new double[][] {{0.5, -1, 2}, {1.5, 0.3, -0.7}});

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  private static Spec doubles(long... shape) {
    return new Spec(new Shape(shape), DataType.FLOAT64);
  }

  @Test
  void aFunctionOfOneElementIsComputedForAll() {
    NDArray sums = Batching.vmap(x -> x.square().sum()).apply(ROWS);

    assertThat(sums.getShape()).isEqualTo(new Shape(2));
    assertThat(values(sums)).containsExactly(new double[] {5.25, 2.83}, within(1e-15));
  }

  @Test
  void argumentsAreMappedAlongAnyAxisOrNotAtAll() {
    NDArray columns = ROWS.transpose(); // [3, 2]
    NDArray shift = BorchArray.of(1, 10, 100);

    List<NDArray> results =
        Batching.vmap(
            in -> List.of(in.get(0).add(in.get(1)).mul(in.get(2)), in.get(2), in.get(1)),
            List.of(columns, shift, BorchArray.of(1, 2)),
            -1,
            UNMAPPED,
            0);

    assertThat(values(results.get(0))).containsExactly(1.5, 9, 102, 5, 20.6, 198.6);
    assertThat(values(results.get(1))).containsExactly(1, 2);
    assertThat(values(results.get(2))).containsExactly(1, 10, 100, 1, 10, 100);
  }

  @Test
  void mappingsNest() {
    NDArray a = BorchArray.of(1, 2);
    NDArray b = BorchArray.of(10, 20, 30);

    NDArray table = Batching.vmap(x -> Batching.vmap(y -> y.add(x)).apply(b)).apply(a);

    assertThat(table.getShape()).isEqualTo(new Shape(2, 3));
    assertThat(values(table)).containsExactly(11, 21, 31, 12, 22, 32);
  }

  @Test
  void gradientsMappingsAndTangentsNestInAnyOrder() {
    UnaryOperator<NDArray> cubes = x -> x.pow(3).sum();
    UnaryOperator<NDArray> slopes = Batching.vmap(Autodiff.grad(cubes));
    NDArray direction = ROWS.onesLike();

    NDArray curvature = Autodiff.jvp(slopes, ROWS, direction).tangent();
    NDArray third =
        Batching.vmap(Autodiff.grad(x -> Autodiff.grad(cubes).apply(x).sum())).apply(ROWS);
    NDArray gradientOfMap = Autodiff.grad(x -> slopes.apply(x).sum()).apply(ROWS);
    NDArray jacobians = Batching.vmap(Autodiff.jacobian(NDArray::square)).apply(ROWS);
    NDArray hessians = Batching.vmap(Autodiff.hessian(cubes)).apply(ROWS);

    double[] six = values(ROWS.mul(6));
    assertThat(values(curvature)).containsExactly(six, within(1e-14));
    assertThat(values(third)).containsExactly(six, within(1e-14));
    assertThat(values(gradientOfMap)).containsExactly(six, within(1e-14));
    assertThat(jacobians.getShape()).isEqualTo(new Shape(2, 3, 3));
    assertThat(values(LinearAlgebra.diagonal(jacobians))).containsExactly(values(ROWS.mul(2)));
    assertThat(values(LinearAlgebra.diagonal(hessians))).containsExactly(six, within(1e-14));
    assertThat(values(hessians.sum(new int[] {-1}).reshape(6))).containsExactly(six, within(1e-14));
  }

  @Test
  void whatIsTracedComputesWhatIsEager() {
    NDArray x = BorchArray.of(new double[][] {{1, 0.5}, {0.3, -0.3}, {1, 2.1}, {0.2, -1.7}});
    UnaryOperator<NDArray> loss = theta -> x.matMul(theta).tanh().square().sum();
    List<UnaryOperator<NDArray>> functions =
        List.of(
            Batching.vmap(loss),
            Batching.vmap(Autodiff.grad(loss)),
            Batching.vmap(Autodiff.hessian(loss)),
            Batching.vmap(Autodiff.jacobian(theta -> x.matMul(theta).exp())),
            all -> Autodiff.grad(a -> Batching.vmap(loss).apply(a).square().sum()).apply(all),
            all -> Autodiff.jvp(Batching.vmap(Autodiff.grad(loss)), all, all.sin()).tangent(),
            all -> Autodiff.hvp(a -> Batching.vmap(loss).apply(a).sum(), all, all.cos()),
            all -> Autodiff.hessian(a -> Batching.vmap(loss).apply(a).exp().sum()).apply(all));
    BorchArray all = BorchArray.of(new double[][] {{0.2, -0.4}, {1.1, 0.3}, {-0.5, 0.9}});
    for (UnaryOperator<NDArray> function : functions) {
      Graph graph = Graph.trace(in -> List.of(function.apply(in.get(0))), List.of(all.spec()));
      Plan plan = Program.of(graph).plan();
      System.arraycopy(all.values(), 0, plan.input(0), 0, 6);
      plan.run();

      assertThat(plan.output(0)).containsExactly(values(function.apply(all)), within(1e-11));
    }
  }

  @Test
  void theSizeOfAHessianDoesNotDependOnTheDimension() {
    UnaryOperator<NDArray> function = x -> x.tanh().mul(x.cumSum(0)).sum();

    assertThat(hessianOf(function, 40).size()).isEqualTo(hessianOf(function, 5).size());
  }

  private static Graph hessianOf(UnaryOperator<NDArray> function, int dimension) {
    return Graph.trace(
        in -> List.of(Autodiff.hessian(function).apply(in.get(0))), List.of(doubles(dimension)));
  }

  @Test
  void oneMatrixTimesManyVectorsOrMatricesIsOneProduct() {
    BorchArray matrix = BorchArray.full(new Shape(5, 3), 0.5, DataType.FLOAT64);

    String vectors =
        Graph.trace(
                in -> List.of(Batching.vmap(matrix::matMul).apply(in.get(0))),
                List.of(doubles(64, 3)))
            .toString();
    String matrices =
        Graph.trace(
                in -> List.of(Batching.vmap(matrix::matMul).apply(in.get(0))),
                List.of(doubles(64, 3, 2)))
            .toString();
    String wide =
        Graph.trace(
                in -> List.of(Batching.vmap(matrix::matMul).apply(in.get(0))),
                List.of(doubles(64, 3, 20)))
            .toString();
    String rows =
        Graph.trace(
                in -> List.of(Batching.vmap(a -> a.matMul(matrix)).apply(in.get(0))),
                List.of(doubles(64, 2, 5)))
            .toString();

    assertThat(vectors).containsOnlyOnce("MatMul").contains("float64(64, 5) = MatMul");
    assertThat(matrices).containsOnlyOnce("MatMul").contains("float64(5, 128) = MatMul");
    assertThat(rows).containsOnlyOnce("MatMul").contains("float64(128, 3) = MatMul");
    assertThat(wide).containsOnlyOnce("MatMul").contains("MatMul[][constant(5, 3), in0]");
    assertThat(vectors + matrices + wide + rows).doesNotContain("BroadcastTo");
  }

  @Test
  void operationsOfTheEngineAreRunForOneElementAfterTheOther() {
    NDArray products = Batching.vmap(NDArray::prod).apply(ROWS);
    NDArray gradients = Batching.vmap(Autodiff.grad(NDArray::prod)).apply(ROWS);
    NDArray tangents = Batching.vmap(x -> Autodiff.jvp(NDArray::prod, x, x).tangent()).apply(ROWS);

    assertThat(values(products)).containsExactly(new double[] {-1, -0.315}, within(1e-15));
    assertThat(values(gradients))
        .containsExactly(new double[] {-2, 1, -0.5, -0.21, -1.05, 0.45}, within(1e-14));
    assertThat(values(tangents)).containsExactly(new double[] {-3, -0.945}, within(1e-14));
  }

  @Test
  void theJacobianOfAnOperationOfTheEngineIsKnownInBothModes() {
    NDArray x = BorchArray.of(2, 3);

    NDArray rows = Autodiff.jacobian(v -> v.prod()).apply(x);
    NDArray columns = Autodiff.jacobian(v -> v.concat(v.mul(2), 0).cumProd(0)).apply(x);

    assertThat(values(rows)).containsExactly(3, 2);
    assertThat(columns.getShape()).isEqualTo(new Shape(4, 2));
    assertThat(values(columns))
        .containsExactly(new double[] {1, 0, 3, 2, 24, 8, 144, 96}, within(1e-12));
  }

  @Test
  void aScopeInsideTheFunctionFreesOnlyWhatIsNotKept() {
    NDArray kept =
        Batching.vmap(
                x -> {
                  try (Scope scope = Scope.open()) {
                    return scope.keep(x.square().sum());
                  }
                })
            .apply(ROWS);
    var dual =
        Autodiff.jvp(
            x -> {
              try (Scope scope = Scope.open()) {
                return scope.keep(x.square().sum());
              }
            },
            ROWS,
            ROWS);

    assertThat(values(kept)).containsExactly(new double[] {5.25, 2.83}, within(1e-15));
    assertThat(dual.value().getDouble()).isCloseTo(8.08, within(1e-14));
    assertThat(dual.tangent().getDouble()).isCloseTo(16.16, within(1e-14));
  }

  @Test
  void sizesThatDifferAreRefused() {
    assertThatThrownBy(
            () -> Batching.vmap(in -> List.of(in.get(0).add(in.get(1))), List.of(ROWS, ROWS), 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("argument 0 with 2 elements (axis 0 of (2, 3))")
        .hasMessageContaining("argument 1 with 3 (axis 1 of (2, 3))");
  }

  @Test
  void aMappingOfNothingIsRefused() {
    assertThatThrownBy(() -> Batching.vmap(in -> in, List.of(ROWS), UNMAPPED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none is mapped");
    assertThatThrownBy(
            () -> Batching.vmap(in -> in, List.of(BorchArray.of(new Shape(0, 2), new double[0]))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("size 0");
    assertThatThrownBy(() -> Batching.vmap(in -> in, List.of(ROWS), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("argument 0 of shape (2, 3) along axis 2");
    assertThatThrownBy(() -> Batching.vmap(in -> in, List.of(ROWS), 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 arguments with axes [0, 0]");
  }

  @Test
  void readingAMappedValueSaysWhatToDo() {
    assertThatThrownBy(() -> Batching.vmap(x -> x.mul(x.toDoubleArray()[0])).apply(ROWS))
        .isInstanceOf(TracingException.class)
        .hasMessageContaining("float64(3)")
        .hasMessageContaining("inside vmap")
        .hasMessageContaining("2 values at once");
    assertThat(Batching.vmap(x -> x.add(x.toString().length())).apply(ROWS).get(0).toDoubleArray())
        .containsExactly(10.5, 9, 12);
  }

  @Test
  void anElementIsOfNoUseAfterTheMapping() {
    List<NDArray> leaked = new ArrayList<>();
    NDArray same =
        Batching.vmap(
                x -> {
                  leaked.add(x);
                  return x;
                })
            .apply(ROWS);

    assertThat(values(same)).containsExactly(ROWS.values());
    assertThatThrownBy(() -> leaked.get(0).exp())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("exp of an element that vmap has mapped, after vmap has returned");
  }

  @Test
  void arraysOfTheFunctionMayBeChangedInPlaceButViewsOfElementsMayNot() {
    NDArray sums =
        Batching.vmap(
                x -> {
                  NDArray total = BorchArray.of(0, 0, 1);
                  total.addi(x);
                  return total;
                })
            .apply(ROWS);

    assertThat(values(sums))
        .containsExactly(new double[] {0.5, -1, 3, 1.5, 0.3, 0.3}, within(1e-15));
    assertThatThrownBy(
            () ->
                Batching.vmap(x -> BorchArray.of(1, 2, 3).exp().reshape(3, 1).squeeze(1).addi(x))
                    .apply(ROWS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("view");
  }

  @Test
  void anErrorInTheFunctionLeavesNoLevelOpen() {
    assertThatThrownBy(() -> Batching.vmap(x -> x.add(BorchArray.of(1, 2))).apply(ROWS))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Autodiff.jvp(x -> x.add(BorchArray.of(1, 2)), ROWS, ROWS))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(Nesting.current().level).isZero();
  }
}
