package org.borch.infer.draws;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.borch.infer.density.Bounds;
import org.borch.infer.density.Naming;
import org.borch.infer.density.Variables;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;
import org.jspecify.annotations.Nullable;

/** All draws of one variable: chain by chain, draw by draw, each row-major. Never changed. */
final class DrawnVariable {

  /** The largest array that every JVM can make. */
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  final Shape shape;
  final int size;
  private final String name;
  final Naming naming;
  final @Nullable Bounds bounds;
  private final int chains;
  private final int draws;
  private final double[] values;

  /**
   * Keeps the values, which the caller no longer changes.
   *
   * @param naming what its elements are called
   * @param bounds null if they are not known
   * @param shape of one draw
   */
  DrawnVariable(
      String name,
      Naming naming,
      @Nullable Bounds bounds,
      int chains,
      int draws,
      Shape shape,
      double[] values) {
    this.name = name;
    this.naming = naming;
    this.bounds = bounds;
    this.chains = chains;
    this.draws = draws;
    this.shape = shape;
    this.size = Math.toIntExact(shape.size());
    this.values = values;
  }

  /** Where a draw of a chain lies. */
  @FunctionalInterface
  interface Positions {
    double[] at(int chain, int draw);
  }

  /** All variables and derived quantities of positions, constrained one by one. */
  static Map<String, DrawnVariable> all(
      Variables variables, int chains, int draws, Positions positions) {
    Map<String, DrawnVariable> all = new LinkedHashMap<>();
    for (int i = 0; i < chains * draws; i++) {
      double[] position = positions.at(i / draws, i % draws);
      for (Map.Entry<String, NDArray> value : variables.quantities(position).entrySet()) {
        Shape shape = value.getValue().getShape();
        double[] own = BorchArray.wrap(value.getValue()).values();
        DrawnVariable variable =
            all.computeIfAbsent(
                value.getKey(), name -> empty(name, variables, chains, draws, shape));
        System.arraycopy(own, 0, variable.values, i * own.length, own.length);
      }
    }
    return all;
  }

  private static DrawnVariable empty(
      String name, Variables variables, int chains, int draws, Shape shape) {
    long size = shape.size() * chains * draws;
    if (size > MOST_VALUES) {
      throw new IllegalArgumentException(
          "%s: %d values of shape %s in %d chains x %d draws, expected at most %d; thin the chains"
              .formatted(name, size, shape, chains, draws, MOST_VALUES));
    }
    Bounds bounds = variables.bounds(name).orElse(null);
    double[] values = new double[(int) size];
    return new DrawnVariable(name, variables::element, bounds, chains, draws, shape, values);
  }

  /**
   * The draws in an array.
   *
   * @param leading the first two axes that it must have
   */
  static DrawnVariable of(String name, NDArray array, Shape leading, Naming naming) {
    Shape shape = array.getShape();
    if (!leading(name, shape).equals(leading)) {
      throw new IllegalArgumentException(
          name + ": draws of shape " + shape + ", expected the first two axes " + leading);
    }
    Shape own = Shapes.last(shape, shape.dimension() - 2);
    return new DrawnVariable(
        name,
        naming,
        null,
        Math.toIntExact(leading.get(0)),
        Math.toIntExact(leading.get(1)),
        own,
        BorchArray.wrap(array).values());
  }

  /** The first two axes of an array of draws. */
  static Shape leading(String name, Shape shape) {
    if (shape.dimension() < 2 || shape.get(0) < 1 || shape.get(1) < 1) {
      throw new IllegalArgumentException(
          name
              + ": draws of shape "
              + shape
              + ", expected (chains, draws) + the variable's shape, at least one of both; give"
              + " draws without chains a first axis of 1");
    }
    return new Shape(shape.get(0), shape.get(1));
  }

  /** FLOAT64 (chains, draws) + shape. */
  NDArray array() {
    return BorchArray.of(Shapes.concat(new Shape(chains, draws), shape), values);
  }

  /** A copy of all numbers. */
  double[] values() {
    return values.clone();
  }

  /** What the elements are called, row-major. */
  List<String> elements() {
    return IntStream.range(0, size)
        .mapToObj(offset -> naming.element(name, shape, offset))
        .toList();
  }

  /** The same with names of its elements, row-major. */
  DrawnVariable named(List<String> elements) {
    Naming given = (variable, own, offset) -> elements.get(offset);
    return new DrawnVariable(name, given, bounds, chains, draws, shape, values);
  }

  /** The same with bounds. */
  DrawnVariable within(Bounds known) {
    return new DrawnVariable(name, naming, known, chains, draws, shape, values);
  }

  /** One draw: FLOAT64, of the shape. */
  NDArray at(int chain, int draw) {
    int from = (chain * draws + draw) * size;
    return BorchArray.of(shape, Arrays.copyOfRange(values, from, from + size));
  }

  /** The draws of the element at a row-major offset: [chains][draws]. */
  double[][] element(int offset) {
    double[][] element = new double[chains][draws];
    for (int chain = 0; chain < chains; chain++) {
      for (int draw = 0; draw < draws; draw++) {
        element[chain][draw] = values[(chain * draws + draw) * size + offset];
      }
    }
    return element;
  }

  /** Some of the chains, and of each every so many draws from the first on. */
  DrawnVariable part(int[] kept, int every) {
    int fewer = (draws + every - 1) / every;
    double[] part = new double[kept.length * fewer * size];
    for (int chain = 0; chain < kept.length; chain++) {
      for (int draw = 0; draw < fewer; draw++) {
        int from = (kept[chain] * draws + draw * every) * size;
        System.arraycopy(values, from, part, (chain * fewer + draw) * size, size);
      }
    }
    return new DrawnVariable(name, naming, bounds, kept.length, fewer, shape, part);
  }
}
