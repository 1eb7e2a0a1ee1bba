package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.borch.tensor.PrimitiveCase.Derivative;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.BackEndChoice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A derivative of zero stays zero, whatever the slope: of every primitive, on every back-end. */
class GuardTest {

  private static final double[] EDGES = {
    0, -1, 800, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN
  };

  static Stream<PrimitiveCase> differentiable() {
    return PrimitiveCases.all()
        .filter(row -> row.derivative() != Derivative.REFUSED)
        .filter(PrimitiveCase::isFloating)
        .filter(row -> !row.floating().isEmpty());
  }

  /** Equations with infinite factors have no solution, of which there were second derivatives. */
  static Stream<PrimitiveCase> twiceDifferentiable() {
    return differentiable()
        .filter(row -> row.derivative() == Derivative.SMOOTH)
        .filter(row -> !(row.primitive() instanceof Dense.SolveTriangular))
        .filter(row -> !(row.primitive() instanceof Accumulation.LinearRecurrence));
  }

  /** All floating inputs at one edge, and one of them at it. */
  private static List<List<BorchArray>> edges(PrimitiveCase row) {
    List<List<BorchArray>> result = new ArrayList<>();
    for (double edge : EDGES) {
      List<BorchArray> all = row.arrays(DataType.FLOAT64);
      for (int place : row.floating()) {
        List<BorchArray> one = row.prepared(row.arrays(DataType.FLOAT64));
        one.set(place, filled(one.get(place), edge));
        result.add(one);
        all.set(place, filled(all.get(place), edge));
      }
      result.add(all);
    }
    return result;
  }

  private static BorchArray filled(BorchArray like, double value) {
    return BorchArray.full(like.getShape(), value, like.getDataType());
  }

  private static List<BorchArray> replaced(
      PrimitiveCase row, List<BorchArray> at, List<? extends NDArray> chosen) {
    List<BorchArray> inputs = new ArrayList<>(at);
    for (int i = 0; i < chosen.size(); i++) {
      inputs.set(row.floating().get(i), BorchArray.wrap(chosen.get(i)));
    }
    return inputs;
  }

  private static List<BorchArray> chosen(PrimitiveCase row, List<BorchArray> at) {
    return row.floating().stream().map(at::get).toList();
  }

  /** The sum of a primitive's results where a condition holds, which it does nowhere. */
  private static Function<List<NDArray>, NDArray> unseen(
      PrimitiveCase row, List<BorchArray> at, NDArray condition) {
    return arguments -> {
      BorchArray value = BorchArray.apply(row.primitive(), replaced(row, at, arguments));
      return ArrayMath.where(condition, value, 0).sum();
    };
  }

  private static void assertZero(String what, List<? extends NDArray> derivatives) {
    for (NDArray derivative : derivatives) {
      double[] values = BorchArray.wrap(derivative).values();
      assertThat(Arrays.stream(values).allMatch(v -> v == 0))
          .as("%s: %s", what, Arrays.toString(values))
          .isTrue();
    }
  }

  private static String at(List<BorchArray> inputs) {
    return inputs.stream().map(input -> Arrays.toString(input.values())).toList().toString();
  }

  @ParameterizedTest
  @MethodSource("differentiable")
  void zeroStaysZeroInReverseAndForwardMode(PrimitiveCase row) {
    BorchArray never = BorchArray.scalar(0, DataType.FLOAT64).neq(0);
    for (List<BorchArray> inputs : edges(row)) {
      Function<List<NDArray>, NDArray> function = unseen(row, inputs, never);
      List<BorchArray> leaves = chosen(row, inputs);

      assertZero(at(inputs), Autodiff.valueAndGrad(function, leaves).gradient());

      List<BorchArray> still = leaves.stream().map(leaf -> filled(leaf, 0)).toList();
      NDArray tangent =
          Autodiff.jvp(
                  arguments -> BorchArray.apply(row.primitive(), replaced(row, inputs, arguments)),
                  leaves,
                  still)
              .tangent();
      assertZero(at(inputs), List.of(tangent));
    }
  }

  @ParameterizedTest
  @MethodSource("twiceDifferentiable")
  void zeroStaysZeroInSecondDerivatives(PrimitiveCase row) {
    BorchArray never = BorchArray.scalar(0, DataType.FLOAT64).neq(0);
    for (List<BorchArray> inputs : edges(row)) {
      Function<List<NDArray>, NDArray> function = unseen(row, inputs, never);
      List<BorchArray> leaves = chosen(row, inputs);
      List<BorchArray> directions = leaves.stream().map(leaf -> filled(leaf, 1.5)).toList();

      assertZero(at(inputs), Autodiff.hvp(function, leaves, directions));

      Function<List<NDArray>, NDArray> sum =
          arguments ->
              Autodiff.valueAndGrad(function, arguments).gradient().stream()
                  .map(slope -> slope.toType(DataType.FLOAT64, false).sum())
                  .reduce(NDArray::add)
                  .orElseThrow();
      assertZero(at(inputs), Autodiff.valueAndGrad(sum, leaves).gradient());
    }
  }

  @ParameterizedTest
  @MethodSource("differentiable")
  void zeroStaysZeroInPrograms(PrimitiveCase row) {
    List<BorchArray> like = row.prepared(row.arrays(DataType.FLOAT64));
    List<Spec> specs = new ArrayList<>(like.stream().map(BorchArray::spec).toList());
    specs.add(new Spec(new Shape(), DataType.FLOAT64));
    Graph graph =
        Graph.trace(
            arguments -> {
              List<BorchArray> inputs = arguments.stream().map(BorchArray::wrap).toList();
              NDArray condition = inputs.get(like.size()).neq(0);
              List<BorchArray> at = inputs.subList(0, like.size());
              return Autodiff.valueAndGrad(unseen(row, at, condition), chosen(row, at)).gradient();
            },
            specs);
    Executable code = Executable.of(graph, BackEndChoice.forced(graph, BackEnd.JVM));

    for (List<BorchArray> inputs : edges(row)) {
      List<BorchArray> arguments = new ArrayList<>(inputs);
      arguments.add(BorchArray.scalar(0, DataType.FLOAT64));
      assertZero("code at " + at(inputs), code.run(arguments));
    }
  }

  /** Slopes of 1/0: of the logarithm of what an argument makes zero. */
  private static NDArray impossible(NDArray p, NDArray z, NDArray y) {
    NDArray seen = ArrayMath.logSumExp(p.mul(z).log().mul(y).add(1).reshape(1).concat(p.log()), 0);
    return seen.sum().add(p.mul(z).sqrt().mul(z).sum());
  }

  @ParameterizedTest
  @EnumSource(BackEnd.class)
  void whatHasNoWeightHasNoDerivativeOnAnyBackEnd(BackEnd backEnd) {
    UnaryOperator<NDArray> loss =
        p -> impossible(p, p.stopGradient().mul(0), p.stopGradient().mul(0).add(2).sum());
    // log(exp(-∞) + p) = log p
    Function<NDArray, List<NDArray>> all =
        p -> List.of(loss.apply(p), Autodiff.grad(loss).apply(p), Autodiff.hessian(loss).apply(p));
    BorchArray at = BorchArray.of(0.3);
    Graph graph = Graph.trace(p -> all.apply(p.get(0)), List.of(at.spec()));

    List<NDArray> results =
        Executable.of(graph, BackEndChoice.forced(graph, backEnd)).run(List.of(at));

    double[] expected = {Math.log(0.3), 1 / 0.3, -1 / 0.09};
    for (int i = 0; i < expected.length; i++) {
      assertThat(BorchArray.wrap(results.get(i)).values()[0])
          .isCloseTo(expected[i], within(1e-14 * Math.abs(expected[i]) + 1e-14));
    }
  }

  @Test
  void aZeroDerivativeOfAFiniteSlopeKeepsItsOwnDerivative() {
    // f = (x - 1) log x: at 1 the cotangent of the logarithm is 0, and f'' = 1/x + 1/x² = 2.
    UnaryOperator<NDArray> f = x -> x.sub(1).mul(x.log()).sum();
    NDArray at = BorchArray.of(1, 2);

    double[] hessian = BorchArray.wrap(Autodiff.hessian(f).apply(at)).values();

    assertThat(hessian).containsExactly(new double[] {2, 0, 0, 0.75}, within(1e-15));
  }

  @Test
  void aSlopeThatIsInfiniteStaysSoForWhatIsNotZero() {
    assertThat(
            BorchArray.wrap(Autodiff.grad(x -> x.sqrt().sum()).apply(BorchArray.of(0, 4))).values())
        .containsExactly(Double.POSITIVE_INFINITY, 0.25);
  }

  @Test
  void aComparisonOfADerivativeDoesNotHideThatItIsNoNumber() {
    // The slope at 0 is 0 · ∞ without guards: its comparison would choose the wrong branch.
    Graph graph =
        Graph.trace(
            arguments -> {
              NDArray x = arguments.get(0);
              NDArray slope = Autodiff.grad(z -> z.sqrt().mul(x).sum()).apply(x);
              return List.of(ArrayMath.where(slope.gte(0), x.add(1), x.sub(1)));
            },
            List.of(new Spec(new Shape(1), DataType.FLOAT64)));
    Plan plan = Program.of(graph).plan();

    plan.write(0, new double[] {0});
    plan.run();

    assertThat(plan.output(0)).containsExactly(1);
  }
}
