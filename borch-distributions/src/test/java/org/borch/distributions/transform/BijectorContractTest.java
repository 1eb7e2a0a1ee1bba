package org.borch.distributions.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.ArrayMath.exp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.assertj.core.data.Offset;
import org.borch.distributions.Distribution;
import org.borch.distributions.Distributions;
import org.borch.distributions.constraint.Circular;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every bijector must do. */
class BijectorContractTest {

  private static final Offset<Double> ROUNDING = within(1e-10);

  private static final Operand TRIL =
      Operand.of(BorchArray.of(new double[][] {{1.2, 0, 0}, {0.5, 0.7, 0}, {-0.3, 0.4, 2}}));

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /**
   * A bijector and the length of its input vector in the test.
   *
   * @param coordinates which entries of one flattened output are free; more of them than inputs are
   *     on a surface
   */
  record Row(Bijector bijector, Shape input, int... coordinates) {
    @Override
    public String toString() {
      return bijector.toString();
    }
  }

  private static AffineCoupling coupling(int kept) {
    int changed = 2 * (3 - kept);
    return new AffineCoupling(
        kept,
        numbers(new Shape(4, kept)),
        numbers(new Shape(4)),
        numbers(new Shape(changed, 4)),
        numbers(new Shape(changed)));
  }

  private static RationalQuadraticSpline spline(double bound) {
    return new RationalQuadraticSpline(
        bound, numbers(new Shape(3, 5)), numbers(new Shape(3, 5)), numbers(new Shape(3, 4)));
  }

  private static Operand numbers(Shape shape) {
    double[] numbers = new double[Math.toIntExact(shape.size())];
    Arrays.setAll(numbers, i -> Math.sin(3.0 * i + numbers.length));
    return Operand.of(BorchArray.of(shape, numbers));
  }

  static List<Row> all() {
    Shape three = new Shape(3);
    int[] each = {0, 1, 2};
    return List.of(
        new Row(new Identity(), three, each),
        new Row(new Exp(), three, each),
        new Row(new Ray(Operand.of(2), true), three, each),
        new Row(new Ray(Operand.of(BorchArray.of(1, 2, 3)), false), three, each),
        new Row(new Affine(Operand.of(1), Operand.of(-2)), three, each),
        new Row(new Affine(Operand.of(BorchArray.of(1, 2, 3)), Operand.of(0.5)), three, each),
        new Row(new TriangularAffine(Operand.of(BorchArray.of(1, 2, 3)), TRIL, false), three, each),
        new Row(new TriangularAffine(Operand.of(BorchArray.of(1, 2, 3)), TRIL, true), three, each),
        new Row(new Sigmoid(Operand.of(-1), Operand.of(4)), three, each),
        new Row(new Permute(List.of(2, 0, 1)), three, each),
        new Row(Permute.reversed(3), three, each),
        new Row(coupling(1), three, each),
        new Row(coupling(2), three, each),
        new Row(spline(1.5), three, each),
        new Row(spline(20), three, each),
        new Row(new Ordered(), three, each),
        new Row(new PositiveOrdered(), three, each),
        new Row(new StickBreaking(), three, each),
        new Row(new LowerCholesky(), new Shape(6), 0, 3, 4, 6, 7, 8),
        new Row(new CorrelationCholesky(), three, 3, 6, 7),
        new Row(Bijectors.to(Constraints.correlation()), three, 3, 6, 7),
        new Row(Bijectors.to(new Circular(Operand.of(0.5))), three, each),
        new Row(new SumToZero(), three, each),
        new Row(new AdditiveLogistic(), three, each),
        new Row(new Stereographic(Operand.of(0)), three, 0, 1, 2, 3),
        new Row(new Stereographic(Operand.of(BorchArray.of(1, 0, -2, -3))), three, 0, 1, 2, 3),
        new Row(new Stereographic(Operand.of(BorchArray.of(0, 0, 0, 0))), three, 0, 1, 2, 3),
        new Row(Bijectors.to(Constraints.positiveDefinite()), new Shape(6), 0, 3, 4, 6, 7, 8),
        new Row(new Inverse(new Affine(Operand.of(1), Operand.of(3))), three, each),
        new Row(new Composed(new Exp(), new Inverse(new Exp())), three, each),
        new Row(new Composed(new Affine(Operand.of(1), Operand.of(3)), new Ordered()), three, each),
        new Row(new IndependentBijector(new Exp(), 1), three, each));
  }

  @ParameterizedTest
  @MethodSource("all")
  void inverseUndoesForward(Row row) {
    NDArray u = input(row, new Shape(50));
    NDArray x = row.bijector().forward(u);

    assertThat(values(row.bijector().inverse(x))).containsExactly(values(u), ROUNDING);
    assertThat(values(row.bijector().forward(row.bijector().inverse(x))))
        .containsExactly(values(x), ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("all")
  void imagesLieInTheCodomain(Row row) {
    NDArray x = row.bijector().forward(input(row, new Shape(50)));

    assertThat(values(row.bijector().codomain().check(x))).containsOnly(1);
  }

  @ParameterizedTest
  @MethodSource("all")
  void shapesAreThoseDeclared(Row row) {
    NDArray u = input(row, new Shape(5, 2));
    NDArray x = row.bijector().forward(u);

    assertThat(x.getShape()).isEqualTo(row.bijector().forwardShape(u.getShape()));
    assertThat(u.getShape()).isEqualTo(row.bijector().inverseShape(x.getShape()));
    int batch = u.getShape().dimension() - row.bijector().inputEventRank();
    assertThat(row.bijector().logAbsDetJacobian(u, x).getShape())
        .isEqualTo(u.getShape().slice(0, batch));
  }

  @ParameterizedTest
  @MethodSource("all")
  void logJacobianIsThatOfFiniteDifferences(Row row) {
    for (int draw = 0; draw < 5; draw++) {
      NDArray u = input(row, new Shape()).mul(0.7 + 0.1 * draw);
      NDArray x = row.bijector().forward(u);
      double exact = sum(row.bijector().logAbsDetJacobian(u, x));

      assertThat(exact).isCloseTo(numericalLogJacobian(row, values(u)), within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theInversesJacobianIsTheNegative(Row row) {
    NDArray u = input(row, new Shape(5));
    NDArray x = row.bijector().forward(u);
    Inverse inverse = new Inverse(row.bijector());

    assertThat(values(inverse.logAbsDetJacobian(x, u)))
        .containsExactly(values(row.bijector().logAbsDetJacobian(u, x).neg()), ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("all")
  void mappingIsALoop(Row row) {
    Bijector bijector = row.bijector();
    for (int size : new int[] {1, 7, 64}) {
      NDArray all = input(row, new Shape(size));
      List<NDArray> together = Batching.vmap(u -> roundTrip(bijector, u.get(0)), List.of(all));

      for (int element = 0; element < size; element++) {
        List<NDArray> alone = roundTrip(bijector, all.get(element));
        for (int i = 0; i < alone.size(); i++) {
          double[] expected = values(alone.get(i));
          assertThat(values(together.get(i).get(element))).containsExactly(expected, within(1e-9));
        }
      }
    }
  }

  private static List<NDArray> roundTrip(Bijector bijector, NDArray u) {
    NDArray x = bijector.forward(u);
    return List.of(x, bijector.inverse(x), bijector.logAbsDetJacobian(u, x));
  }

  @ParameterizedTest
  @MethodSource("all")
  void keepsSinglePrecision(Row row) {
    NDArray u = input(row, new Shape(4)).toType(DataType.FLOAT32, false);
    boolean ofNumbers = !row.bijector().toString().contains("array");
    if (ofNumbers) {
      assertThat(row.bijector().forward(u).getDataType()).isEqualTo(DataType.FLOAT32);
    }
  }

  @Test
  void f18_theCentreOfTheSimplexIsZeroInStansCoordinates() {
    NDArray centre = new StickBreaking().forward(BorchArray.of(0, 0, 0));
    NDArray other = new StickBreaking().forward(BorchArray.of(1, -1));

    assertThat(values(centre)).containsExactly(new double[] {0.25, 0.25, 0.25, 0.25}, ROUNDING);
    double first = 1 / (1 + Math.exp(-(1 - Math.log(2))));
    double second = (1 - first) / (1 + Math.exp(1));
    assertThat(values(other))
        .containsExactly(new double[] {first, second, 1 - first - second}, ROUNDING);
  }

  @Test
  void f17_f18_aSimplexDensityIntegratesToOneInTheUnconstrainedSpace() {
    Distribution dirichlet = Distributions.dirichlet(0.8, 2, 3);
    Bijector bijector = Bijectors.to(dirichlet.support());
    int n = 601;
    double step = 60.0 / (n - 1);
    double[] grid = new double[n * n * 2];
    for (int i = 0; i < n * n; i++) {
      grid[2 * i] = -30 + step * Math.floorDiv(i, n);
      grid[2 * i + 1] = -30 + step * (i % n);
    }
    NDArray u = BorchArray.of(new Shape((long) n * n, 2), grid);
    NDArray x = bijector.forward(u);

    NDArray density = exp(dirichlet.logProb(x).add(bijector.logAbsDetJacobian(u, x)));

    assertThat(sum(density) * step * step).isCloseTo(1, within(1e-6));
  }

  @Test
  void extremeSticksStayOnTheSimplex() {
    NDArray u = BorchArray.of(800, -800, 40);
    NDArray x = new StickBreaking().forward(u);

    assertThat(Arrays.stream(values(x))).allMatch(v -> v >= 0 && v <= 1);
    assertThat(sum(x)).isCloseTo(1, ROUNDING);
    assertThat(Arrays.stream(values(new StickBreaking().logAbsDetJacobian(u, x))))
        .allMatch(Double::isFinite);
  }

  @Test
  void theRegistryKnowsEveryContinuousSupport() {
    assertThat(Bijectors.to(Constraints.real())).isEqualTo(new Identity());
    assertThat(Bijectors.to(Constraints.positive())).isEqualTo(new Exp());
    assertThat(Bijectors.to(Constraints.nonNegative())).isEqualTo(new Exp());
    assertThat(Bijectors.to(Constraints.greaterThan(Operand.of(2)))).isInstanceOf(Ray.class);
    assertThat(Bijectors.to(Constraints.lessThan(Operand.of(2)))).isInstanceOf(Ray.class);
    assertThat(Bijectors.to(Constraints.unitInterval())).isInstanceOf(Sigmoid.class);
    assertThat(Bijectors.to(Constraints.simplex())).isEqualTo(new StickBreaking());
    assertThat(Bijectors.to(Constraints.ordered())).isEqualTo(new Ordered());
    assertThat(Bijectors.to(Constraints.positiveOrdered())).isEqualTo(new PositiveOrdered());
    assertThat(Bijectors.to(Constraints.lowerCholesky())).isEqualTo(new LowerCholesky());
    assertThat(Bijectors.to(Constraints.realVector()))
        .isEqualTo(new IndependentBijector(new Identity(), 1));
    assertThat(Bijectors.to(Constraints.independent(Constraints.positive(), 2)))
        .isEqualTo(new IndependentBijector(new Exp(), 2));
  }

  @Test
  void f17_discreteSupportsAreAnErrorThatNamesTheSupport() {
    assertThatThrownBy(() -> Bijectors.to(Constraints.bool()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("a whole number from 0 to 1")
        .hasMessageContaining("discrete");
    assertThatThrownBy(() -> Bijectors.to(Constraints.nonNegativeInteger()))
        .hasMessageContaining("a whole number >= 0");
    assertThatThrownBy(
            () -> Bijectors.to(Constraints.independent(Constraints.nonNegativeInteger(), 1)))
        .hasMessageContaining("a whole number >= 0");
  }

  /** The numbers below -1, a set that borch does not know. */
  private record Below() implements Unconstrainable {
    @Override
    public String description() {
      return "< -1";
    }

    @Override
    public NDArray check(NDArray value) {
      return value.lt(-1);
    }

    @Override
    public Bijector bijector() {
      return new Ray(Operand.of(-1), false);
    }
  }

  @Test
  void aUsersConstraintBringsItsOwnBijector() {
    Bijector bijector = Bijectors.to(new Below());
    Bijector joint = Bijectors.to(Constraints.independent(new Below(), 1));

    assertThat(values(bijector.forward(BorchArray.of(0)))).containsExactly(-2);
    assertThat(joint.inputEventRank()).isEqualTo(1);
  }

  @Test
  void partsOfFlowsThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> new Permute(List.of(0, 2)))
        .hasMessageContaining("[0, 2]")
        .hasMessageContaining("each of 0 to 1 once");
    assertThatThrownBy(() -> coupling(0)).hasMessageContaining("keeps 0 elements");
    assertThatThrownBy(() -> spline(0)).hasMessageContaining("bound = 0");
  }

  @Test
  void aSplineOfEqualPiecesAndSlopesIsTheIdentity() {
    Operand zero = Operand.of(BorchArray.full(new Shape(2, 4), 0, DataType.FLOAT64));
    Operand unit =
        Operand.of(
            BorchArray.full(new Shape(2, 3), RationalQuadraticSpline.UNIT, DataType.FLOAT64));
    Bijector spline = new RationalQuadraticSpline(2, zero, zero, unit);
    NDArray u = BorchArray.of(-0.3, 1.7);
    NDArray x = spline.forward(u);
    assertThat(BorchArray.wrap(x).values()).containsExactly(new double[] {-0.3, 1.7}, ROUNDING);
    assertThat(BorchArray.wrap(spline.logAbsDetJacobian(u, x)).values()[0]).isCloseTo(0, ROUNDING);
  }

  @Test
  void aUsersConstraintWithoutBijectorIsAnErrorThatSaysWhatToDo() {
    Constraint odd =
        new Constraint() {
          @Override
          public String description() {
            return "odd";
          }

          @Override
          public NDArray check(NDArray value) {
            return value.mod(2).eq(1);
          }
        };

    assertThatThrownBy(() -> Bijectors.to(odd))
        .hasMessageContaining("odd")
        .hasMessageContaining("Unconstrainable");
  }

  private static double numericalLogJacobian(Row row, double[] u) {
    int n = u.length;
    double[][] jacobian = new double[row.coordinates().length][n];
    double step = 1e-5;
    for (int j = 0; j < n; j++) {
      double[] up = u.clone();
      double[] down = u.clone();
      up[j] += step;
      down[j] -= step;
      double[] high = values(row.bijector().forward(BorchArray.of(up)));
      double[] low = values(row.bijector().forward(BorchArray.of(down)));
      for (int i = 0; i < jacobian.length; i++) {
        int at = row.coordinates()[i];
        jacobian[i][j] = (high[at] - low[at]) / (2 * step);
      }
    }
    RealMatrix matrix = MatrixUtils.createRealMatrix(jacobian);
    RealMatrix gram = matrix.transpose().multiply(matrix);
    return 0.5 * Math.log(new LUDecomposition(gram).getDeterminant());
  }

  private static NDArray input(Row row, Shape batch) {
    Shape shape = batch.addAll(row.input());
    return Noise.of(Seed.of(5).key(), DataType.FLOAT64).normal(shape);
  }

  private static double sum(NDArray x) {
    return values(x.sum())[0];
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(x.toType(DataType.FLOAT64, false)).values();
  }
}
