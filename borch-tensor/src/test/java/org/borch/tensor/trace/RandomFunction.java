package org.borch.tensor.trace;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.maximum;
import static org.borch.tensor.ArrayMath.minimum;
import static org.borch.tensor.ArrayMath.sigmoid;
import static org.borch.tensor.ArrayMath.softmax;
import static org.borch.tensor.ArrayMath.softplus;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.takeAlong;
import static org.borch.tensor.ArrayMath.tanh;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;
import org.borch.tensor.Spec;

/**
 * A function of arrays made of random operations. Values stay moderate.
 *
 * @param shapes of its arguments
 * @param steps each makes one more array from those before it
 * @param type of all floating numbers
 */
record RandomFunction(List<Shape> shapes, List<Step> steps, DataType type) {

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(),
          new Shape(1),
          new Shape(7),
          new Shape(16),
          new Shape(17),
          new Shape(257),
          new Shape(5001),
          new Shape(3, 4),
          new Shape(40, 3),
          new Shape(3, 1));
  private static final int ARGUMENTS = 3;
  private static final int OPERATIONS = 15;
  private static final int ELEMENTWISE = 18;
  private static final int STRUCTURAL = 13;
  private static final int LOOPS = 2;
  private static final int LARGEST = 20_000;

  /**
   * One operation.
   *
   * @param kind which one
   * @param first and second say which of the arrays it is applied to
   * @param details seed of its constants, axes and indices
   */
  record Step(int kind, int first, int second, int details) {}

  /** All of them, smaller ones for a failure's report. */
  static Arbitrary<RandomFunction> all(DataType type) {
    Arbitrary<Step> step =
        Combinators.combine(
                below(ELEMENTWISE + STRUCTURAL + LOOPS), below(1000), below(1000), below(1000))
            .as(Step::new);
    return Combinators.combine(
            Arbitraries.of(SHAPES).list().ofSize(ARGUMENTS),
            step.list()
                .ofMinSize(1)
                .ofMaxSize(OPERATIONS)
                .withSizeDistribution(RandomDistribution.uniform()))
        .as((shapes, steps) -> new RandomFunction(shapes, steps, type));
  }

  private static Arbitrary<Integer> below(int end) {
    return Arbitraries.integers()
        .between(0, end - 1)
        .withDistribution(RandomDistribution.uniform())
        .withoutEdgeCases();
  }

  /** The arguments' shapes and type. */
  List<Spec> inputs() {
    return shapes.stream().map(shape -> new Spec(shape, type)).toList();
  }

  /** A scalar function of them. */
  NDArray scalar(List<NDArray> arguments) {
    NDArray sum = null;
    for (NDArray value : arrays(arguments)) {
      NDArray part = value.mean();
      sum = sum == null ? part : sum.add(part);
    }
    return sum;
  }

  /** All that is computed from the arguments. */
  List<NDArray> arrays(List<NDArray> arguments) {
    List<NDArray> pool = new ArrayList<>(arguments);
    for (Step step : steps) {
      NDArray x = pool.get(step.first() % pool.size());
      NDArray y = pool.get(step.second() % pool.size());
      Random random = new Random(step.details());
      int kind = step.kind();
      pool.add(
          kind < ELEMENTWISE
              ? elementwise(kind, random, x, y)
              : kind < ELEMENTWISE + STRUCTURAL
                  ? structural(kind - ELEMENTWISE, random, x)
                  : loop(random, x, y.mean()));
    }
    return pool.subList(arguments.size(), pool.size());
  }

  /** A scan over the whole array, or over its rows. */
  private static NDArray loop(Random random, NDArray x, NDArray y) {
    int steps = x.getShape().dimension() == 0 ? 0 : (int) x.getShape().get(0);
    if (steps == 0 || steps > 40 || random.nextBoolean()) {
      return Scan.scan(3, tanh(x), z -> tanh(z.add(y)).add(sigmoid(x).mul(0.3)));
    }
    Scan.Body body =
        (carry, row) -> {
          NDArray z = tanh(carry.get(0).mul(y)).add(softplus(row.get(0)).mul(0.2));
          return Scan.next(z).emit(z.add(row.get(0)));
        };
    Scan.Result result = Scan.scan(steps, List.of(tanh(x.get("0"))), List.of(x), body);
    return result.emitted().get(0).add(result.carry().get(0));
  }

  private NDArray elementwise(int kind, Random random, NDArray x, NDArray other) {
    NDArray y = broadcasts(x, other) ? other : constant(random, x.getShape());
    return switch (kind) {
      case 0 -> x.add(y);
      case 1 -> x.sub(y);
      case 2 -> x.mul(tanh(y));
      case 3 -> x.div(square(y).add(1));
      case 4 -> exp(minimum(x, scalar(2)));
      case 5 -> log1p(square(x));
      case 6 -> ArrayMath.log(square(x).add(0.1));
      case 7 -> sigmoid(x);
      case 8 -> softplus(y).sub(x);
      case 9 -> tanh(x);
      case 10 -> maximum(x, y);
      case 11 -> where(x.gt(y), x, y.neg());
      case 12 -> x.neg().mul(random.nextGaussian());
      case 13 -> square(tanh(x)).sub(random.nextGaussian());
      case 14 -> ArrayMath.sqrt(x.abs().add(0.5));
      case 15 -> ArrayMath.logGamma(softplus(x).add(0.2));
      case 16 -> x.div(random.nextGaussian()).tanh();
      default -> x.sin().add(y.mul(0.5));
    };
  }

  private NDArray structural(int kind, Random random, NDArray x) {
    int dimensions = x.getShape().dimension();
    if (dimensions == 0) {
      return x.broadcast(SHAPES.get(random.nextInt(SHAPES.size())));
    }
    int axis = random.nextInt(dimensions);
    int length = (int) x.getShape().get(axis);
    return switch (kind) {
      case 0 -> x.sum().div(length);
      case 1 -> x.mean(new int[] {axis}, random.nextBoolean());
      case 2 -> logSumExp(x, axis);
      case 3 -> softmax(x, axis);
      case 4 -> x.reshape(new Shape(x.size()));
      case 5 -> x.transpose();
      case 6 -> x.get(":" + (x.getShape().get(0) + 1) / 2);
      case 7 -> x.size() > LARGEST ? x.flip(axis) : x.concat(x.flip(axis), axis);
      case 8 -> takeAlong(x.reshape(new Shape(x.size())), index(random, x.size()), 0);
      case 9 -> constantMatrix(random, x.size()).matMul(x.reshape(new Shape(x.size())));
      case 10 -> x.max();
      case 11 -> x.cumSum(axis).div(length);
      default -> x.size() > 300 ? x.mean() : outer(x, axis).sum(new int[] {axis}).div(length);
    };
  }

  private static NDArray outer(NDArray x, int axis) {
    return x.expandDims(axis).mul(x.expandDims(axis + 1));
  }

  private static boolean broadcasts(NDArray x, NDArray y) {
    return Shapes.broadcastsTo(y.getShape(), x.getShape());
  }

  private NDArray scalar(double number) {
    return BorchArray.scalar(number, type);
  }

  private NDArray constant(Random random, Shape shape) {
    double[] values = random.doubles(shape.size(), -1, 1).toArray();
    return BorchArray.of(new Spec(shape, type), values);
  }

  private NDArray constantMatrix(Random random, long columns) {
    int rows = 1 + random.nextInt(40);
    NDArray matrix = constant(random, new Shape(rows, columns));
    return matrix.div(columns);
  }

  private static NDArray index(Random random, long size) {
    return BorchArray.ofLongs(random.longs(1 + random.nextInt(60), 0, size).toArray());
  }
}
