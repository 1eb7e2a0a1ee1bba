package org.borch.tensor.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Constant matrices times vectors, in generated code. */
class ConstantProductTest {

  /** Around the number of rows from which products run along the columns, and of a pass's six. */
  private static final int[] ROWS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 25, 64, 129};

  /** Around the same, unrolled loops, and the lengths of vectors in hardware. */
  private static final int[] COLUMNS = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 17, 63, 64, 65, 255, 256, 257, 10_000
  };

  private enum Type {
    DOUBLES(DataType.FLOAT64, Math.ulp(1.0)),
    FLOATS(DataType.FLOAT32, Math.ulp(1f));

    private final DataType type;
    private final double ulp;

    Type(DataType type, double ulp) {
      this.type = type;
      this.ulp = ulp;
    }

    /** Numbers that the type holds exactly. */
    double[] random(Random random, int size) {
      return random.doubles(size, -2, 2).map(x -> (float) x).toArray();
    }

    NDArray matrix(int rows, int columns, double[] values) {
      return BorchArray.of(new Shape(rows, columns), values).toType(type, false);
    }

    Plan plan(NDArray matrix, int columns) {
      Program program =
          Program.of(
              Graph.trace(
                  in -> List.of(matrix.matMul(in.get(0))),
                  List.of(new Spec(new Shape(columns), type))));
      assertThat(program.isCompiled()).isTrue();
      assertThat(program.precision()).isEqualTo(type);
      return program.plan();
    }
  }

  private static double[] run(Plan plan, int rows, double[] vector) {
    plan.write(0, vector);
    plan.run();
    double[] result = new double[rows];
    plan.read(0, result);
    return result;
  }

  @ParameterizedTest
  @EnumSource
  void productsAreSumsOfTheirTermsUpToRounding(Type type) {
    Random random = new Random(1);
    for (int rows : ROWS) {
      for (int columns : COLUMNS) {
        double[] matrix = type.random(random, rows * columns);
        Plan plan = type.plan(type.matrix(rows, columns, matrix), columns);
        run(plan, rows, type.random(random, columns)); // must leave nothing for the next run
        double[] vector = type.random(random, columns);

        double[] result = run(plan, rows, vector);

        assertThat(run(plan, rows, vector)).containsExactly(result);
        for (int i = 0; i < rows; i++) {
          double[] terms = new double[columns]; // exact: products of two floats
          for (int j = 0; j < columns; j++) {
            terms[j] = matrix[i * columns + j] * vector[j];
          }
          double sum =
              Arrays.stream(terms)
                  .mapToObj(BigDecimal::new)
                  .reduce(BigDecimal.ZERO, BigDecimal::add)
                  .doubleValue();
          double size = Arrays.stream(terms).map(Math::abs).sum();
          assertThat(Math.abs(result[i] - sum))
              .as("row %d of %d, %d columns, %s", i, rows, columns, type)
              .isLessThanOrEqualTo(columns * type.ulp * size);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoNumberOrInfiniteReachesItsRowsOnly(Type type) {
    for (int rows : new int[] {2, 5, 8, 9, 25, 300}) {
      for (int columns : new int[] {1, 4, 6, 9, 63, 64, 65, 257, 1000}) {
        double[] matrix = new double[rows * columns];
        Arrays.fill(matrix, 1);
        for (int place : new int[] {0, columns / 2, columns - 1}) {
          matrix[columns + place] = 0; // times infinity this is no number
          Plan plan = type.plan(type.matrix(rows, columns, matrix), columns);
          double[] vector = new double[columns];

          vector[place] = Double.POSITIVE_INFINITY;
          double[] infinite = run(plan, rows, vector);
          vector[place] = Double.NaN;
          double[] undefined = run(plan, rows, vector);
          vector[place] = 1;
          double[] finite = run(plan, rows, vector);

          assertThat(infinite)
              .containsExactly(expected(rows, Double.POSITIVE_INFINITY, Double.NaN));
          assertThat(undefined).containsExactly(expected(rows, Double.NaN, Double.NaN));
          assertThat(finite).containsExactly(expected(rows, 1, 0));
          matrix[columns + place] = 1;
        }
      }
    }
  }

  private static double[] expected(int rows, double number, double second) {
    double[] expected = new double[rows];
    Arrays.fill(expected, number);
    expected[1] = second;
    return expected;
  }

  @Test
  void productsOfOneProgramWithColumnsOfAnyLengthDoNotMixUp() {
    Random random = new Random(2);
    double[] values = Type.DOUBLES.random(random, 40 * 300);
    NDArray tall = Type.DOUBLES.matrix(300, 40, values);
    NDArray wide = Type.DOUBLES.matrix(40, 300, values);
    NDArray few = Type.DOUBLES.matrix(3, 40, Arrays.copyOf(values, 120));
    Graph graph =
        Graph.trace(
            in -> {
              NDArray round = wide.matMul(tall.matMul(in.get(0)));
              NDArray product = in.get(1).matMul(round.reshape(new Shape(40, 1)));
              return List.of(round, few.matMul(round), product);
            },
            List.of(
                new Spec(new Shape(40), DataType.FLOAT64),
                new Spec(new Shape(50, 40), DataType.FLOAT64)));
    Plan plan = Program.of(graph).plan();
    Plan oracle = Program.interpreted(graph).plan();
    for (int i = 0; i < 2; i++) {
      double[] input = Type.DOUBLES.random(random, i == 0 ? 40 : 2000);
      plan.write(i, input);
      oracle.write(i, input);
    }

    plan.run();
    oracle.run();

    for (int i = 0; i < 3; i++) {
      double[] expected = oracle.output(i);
      double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
      for (int j = 0; j < expected.length; j++) {
        assertThat(Math.abs(plan.output(i)[j] - expected[j])).isLessThan(1e-12 * largest);
      }
    }
  }
}
