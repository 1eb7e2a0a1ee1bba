package org.borch.tensor.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products of matrices in generated code against the interpreter of the same graph. */
class MatrixProductTest {

  /** Around the unrolled sizes, multiples of the six and four rows of a block, and beside them. */
  private static final int[] SIZES = {1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 16, 17, 33, 64, 65, 257};

  private static final double TOLERANCE = 1e-12;

  private static Spec doubles(long... shape) {
    return new Spec(new Shape(shape), DataType.FLOAT64);
  }

  private static int size(Random random, int most) {
    return Arrays.stream(SIZES)
        .filter(s -> s <= most)
        .skip(random.nextInt(8))
        .findFirst()
        .orElse(1);
  }

  /** Sums of products of numbers in [-2, 2]: errors count relative to the largest sum possible. */
  private static void assertLikeTheInterpreter(
      Function<List<NDArray>, NDArray> function, int inner, Spec... inputs) {
    Graph graph = Graph.trace(in -> List.of(function.apply(in)), List.of(inputs));
    Plan plan = Program.of(graph).plan();
    Plan oracle = Program.interpreted(graph).plan();
    Random random = new Random(7);
    for (int i = 0; i < inputs.length; i++) {
      double[] values = random.doubles(inputs[i].size(), -2, 2).toArray();
      System.arraycopy(values, 0, plan.input(i), 0, values.length);
      System.arraycopy(values, 0, oracle.input(i), 0, values.length);
    }
    // Twice: what the first run leaves in memory must not show.
    plan.run();
    plan.run();
    oracle.run();
    for (int i = 0; i < oracle.output(0).length; i++) {
      double error = Math.abs(plan.output(0)[i] - oracle.output(0)[i]);
      assertThat(error).as("element %d of\n%s", i, graph).isLessThan(4 * inner * TOLERANCE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void productsOfAllSizesTransposedOrNot(int transposes) {
    Random random = new Random(transposes);
    boolean left = transposes % 2 == 1;
    boolean right = transposes / 2 % 2 == 1;
    boolean result = transposes / 4 == 1;
    for (int trial = 0; trial < 40; trial++) {
      int n = SIZES[random.nextInt(SIZES.length)];
      int k = SIZES[random.nextInt(SIZES.length)];
      int m = SIZES[random.nextInt(SIZES.length)];
      assertLikeTheInterpreter(
          in -> {
            NDArray product =
                (left ? LinearAlgebra.transpose(in.get(0)) : in.get(0))
                    .matMul(right ? LinearAlgebra.transpose(in.get(1)) : in.get(1));
            return result ? LinearAlgebra.transpose(product) : product;
          },
          k,
          left ? doubles(k, n) : doubles(n, k),
          right ? doubles(m, k) : doubles(k, m));
    }
  }

  /** More rows of the result than are summed at a time, of more rows than are used at a time. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void largeProductsAreSummedInBlocks(boolean transposed) {
    assertLikeTheInterpreter(
        in -> {
          NDArray product = in.get(0).matMul(in.get(1));
          return transposed ? LinearAlgebra.transpose(product) : product;
        },
        45,
        doubles(620, 45),
        doubles(45, 600));
  }

  @Test
  void aProductIsKeptAsItIsIfItIsAlsoUsedTransposed() {
    assertLikeTheInterpreter(
        in -> {
          NDArray product = in.get(0).matMul(in.get(1));
          return product.add(LinearAlgebra.transpose(product));
        },
        60,
        doubles(40, 30),
        doubles(30, 40));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void batchesBroadcast(boolean transposed) {
    Random random = new Random(11);
    long[][][] batches = {
      {{3}, {3}}, {{3}, {}}, {{}, {3}}, {{2, 1}, {3}}, {{1}, {4}}, {{2, 3}, {2, 3}}, {{5}, {1}}
    };
    for (long[][] batch : batches) {
      for (int trial = 0; trial < 6; trial++) {
        int n = size(random, 33);
        int k = size(random, 33);
        int m = size(random, 33);
        Shape left = new Shape(batch[0]).addAll(transposed ? new Shape(k, n) : new Shape(n, k));
        Shape right = new Shape(batch[1]).addAll(new Shape(k, m));
        assertLikeTheInterpreter(
            in -> (transposed ? LinearAlgebra.transpose(in.get(0)) : in.get(0)).matMul(in.get(1)),
            k,
            new Spec(left, DataType.FLOAT64),
            new Spec(right, DataType.FLOAT64));
      }
    }
  }

  @Test
  void matricesOfABatchMayShareTheOtherOne() {
    int[][] sizes = {{32, 13, 50}, {9, 130, 40}, {5, 40, 600}, {50, 32, 13}, {30, 200, 17}};
    for (int batch : new int[] {2, 7, 13, 24}) {
      for (int[] size : sizes) {
        int n = size[0];
        int k = size[1];
        int m = size[2];
        assertLikeTheInterpreter(
            in -> in.get(0).matMul(in.get(1)), k, doubles(n, k), doubles(batch, k, m));
        assertLikeTheInterpreter(
            in -> in.get(0).matMul(LinearAlgebra.transpose(in.get(1))),
            k,
            doubles(n, k),
            doubles(batch, m, k));
        assertLikeTheInterpreter(
            in -> LinearAlgebra.transpose(in.get(0)).matMul(in.get(1)),
            k,
            doubles(batch, k, n),
            doubles(k, m));
      }
    }
  }

  @Test
  void matricesMayBePartsOfAVector() {
    assertLikeTheInterpreter(
        in -> {
          NDArray w = in.get(1).get(new NDIndex("5:656")).get(new NDIndex(":650"));
          NDArray v = in.get(1).get(new NDIndex("655:705")).reshape(new Shape(50, 1));
          return in.get(0).matMul(w.reshape(new Shape(13, 50))).matMul(v);
        },
        13 * 2 * 50,
        doubles(32, 13),
        doubles(800));
  }

  @Test
  void matricesMayBeEveryOtherColumnOrInNoOrder() {
    assertLikeTheInterpreter(
        in -> in.get(0).get(new NDIndex(":, 1::2")).matMul(in.get(1).get(new NDIndex("::3"))),
        10,
        doubles(20, 20),
        doubles(30, 19));
    assertLikeTheInterpreter(
        in -> in.get(0).flip(1).matMul(in.get(1).add(1).flip(0, 1)),
        20,
        doubles(20, 20),
        doubles(20, 19));
  }

  @Test
  void oneMatrixMayBeConstant() {
    Random random = new Random(3);
    NDArray matrix = BorchArray.of(new Shape(40, 21), random.doubles(840, -2, 2).toArray());
    assertLikeTheInterpreter(in -> matrix.matMul(in.get(0)), 21, doubles(21, 5));
    assertLikeTheInterpreter(
        in -> LinearAlgebra.transpose(matrix).matMul(in.get(0)), 40, doubles(40, 5));
    assertLikeTheInterpreter(in -> in.get(0).matMul(matrix), 40, doubles(30, 40));
  }

  @Test
  void anEmptySumIsZero() {
    assertLikeTheInterpreter(in -> in.get(0).matMul(in.get(1)), 1, doubles(20, 0), doubles(0, 30));
  }

  @Test
  void zeroTimesNotANumberIsNotANumber() {
    for (int[] shape : new int[][] {{2, 3, 2}, {20, 7, 30}, {30, 40, 1}, {1, 40, 30}}) {
      int n = shape[0];
      int k = shape[1];
      int m = shape[2];
      Graph graph =
          Graph.trace(
              in -> List.of(in.get(0).matMul(in.get(1))), List.of(doubles(n, k), doubles(k, m)));
      Plan plan = Program.of(graph).plan();
      Arrays.fill(plan.input(1), 1);
      plan.input(1)[(k - 1) * m] = Double.NaN;
      plan.input(1)[m - 1] = m > 1 ? Double.POSITIVE_INFINITY : 1;

      plan.run();

      for (int i = 0; i < n; i++) {
        assertThat(plan.output(0)[i * m]).isNaN();
        if (m > 1) {
          assertThat(plan.output(0)[i * m + m - 1]).isNaN();
        }
        for (int j = 1; j < m - 1; j++) {
          assertThat(plan.output(0)[i * m + j]).isZero();
        }
      }
    }
  }
}
