package org.borch.tensor;

import static ai.djl.ndarray.types.DataType.BOOLEAN;
import static ai.djl.ndarray.types.DataType.FLOAT64;
import static ai.djl.ndarray.types.DataType.INT64;
import static org.borch.tensor.PrimitiveCase.floats;
import static org.borch.tensor.PrimitiveCase.smooth;
import static org.borch.tensor.PrimitiveCase.spread;
import static org.borch.tensor.PrimitiveCase.step;
import static org.borch.tensor.PrimitiveCase.typed;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.PrimitiveCase.Input;

/** Rows of {@link PrimitiveCases} for images, order, and products along axes. */
final class SpatialCases {

  private SpatialCases() {}

  static List<PrimitiveCase> all() {
    List<PrimitiveCase> rows = new ArrayList<>();
    convolutions(rows);
    pooling(rows);
    order(rows);
    products(rows);
    return rows;
  }

  /** The three convolutions between images, weights and responses of these shapes. */
  private static void convolution(
      List<PrimitiveCase> rows, Sliding sliding, int groups, Shape images, Shape weights) {
    Shape windows = sliding.windows(images.slice(2), weights.slice(2));
    Shape responses = new Shape(images.get(0), weights.get(0)).addAll(windows);
    Convolution.Sizes sizes = new Convolution.Sizes(images, weights, responses);
    for (Convolution.Part result : Convolution.Part.values()) {
      Shape size = sizes.of(result).slice(2);
      Convolution primitive = new Convolution(result, sliding, groups, size);
      Input first = spread(sizes.of(primitive.part(0)).getShape());
      Input second = spread(sizes.of(primitive.part(1)).getShape());
      rows.add(smooth(primitive.label() + " in groups " + groups, primitive, first, second));
    }
  }

  private static void convolutions(List<PrimitiveCase> rows) {
    Sliding plain = Sliding.of(new Shape(1), new Shape(0), new Shape(1));
    convolution(rows, plain, 1, new Shape(2, 2, 5), new Shape(3, 2, 2));
    convolution(rows, plain, 1, new Shape(1, 1, 3), new Shape(1, 1, 3));
    Sliding wide = Sliding.of(new Shape(2), new Shape(2), new Shape(2));
    convolution(rows, wide, 1, new Shape(2, 1, 6), new Shape(2, 1, 3));
    // The last elements of the images are in no window.
    Sliding jumping = Sliding.of(new Shape(3), new Shape(0), new Shape(1));
    convolution(rows, jumping, 2, new Shape(1, 2, 7), new Shape(2, 1, 2));
    Sliding square = Sliding.of(new Shape(1, 2), new Shape(1, 0), new Shape(2, 1));
    convolution(rows, square, 1, new Shape(2, 2, 4, 5), new Shape(2, 2, 2, 2));
    convolution(rows, square, 2, new Shape(1, 4, 3, 4), new Shape(4, 2, 2, 3));
    Sliding solid = Sliding.of(new Shape(1, 1, 2), new Shape(0, 1, 0), new Shape(1, 1, 1));
    convolution(rows, solid, 1, new Shape(1, 1, 2, 2, 4), new Shape(2, 1, 2, 2, 2));
  }

  private static void pooling(List<PrimitiveCase> rows) {
    ArgMaxPool line = new ArgMaxPool(List.of(2L), List.of(2L), List.of(0L), false);
    rows.add(step("argMaxPool", line, spread(2, 2, 5)));
    rows.add(
        step("argMaxPool of ties", line, typed(FLOAT64, new Shape(1, 1, 4), 1.5, 1.5, -0.0, 0.0)));
    ArgMaxPool beyond = new ArgMaxPool(List.of(3L), List.of(2L), List.of(1L), true);
    rows.add(step("argMaxPool with ceil", beyond, spread(1, 2, 6)));
    ArgMaxPool edge = new ArgMaxPool(List.of(2L), List.of(3L), List.of(1L), true);
    rows.add(step("argMaxPool with ceil", edge, spread(1, 2, 6)));
    ArgMaxPool square = new ArgMaxPool(List.of(2L, 3L), List.of(1L, 2L), List.of(1L, 1L), false);
    rows.add(step("argMaxPool", square, spread(2, 2, 3, 4)));
    ArgMaxPool solid =
        new ArgMaxPool(List.of(2L, 2L, 2L), List.of(1L, 2L, 1L), List.of(0L, 1L, 0L), true);
    rows.add(step("argMaxPool", solid, spread(1, 2, 3, 3, 3)));
  }

  private static void order(List<PrimitiveCase> rows) {
    double nan = Double.NaN;
    for (boolean ascending : new boolean[] {true, false}) {
      for (int axis = 0; axis < 3; axis++) {
        rows.add(step("argSort", new ArgSort(axis, ascending), spread(2, 5, 3)));
      }
      Input ties = floats(new Shape(9), 2, nan, 1, 2, -1, nan, 1, 2, Double.POSITIVE_INFINITY);
      rows.add(step("argSort of ties", new ArgSort(0, ascending), ties));
      rows.add(step("argSort of one", new ArgSort(1, ascending), spread(3, 1)));
      Input integers = typed(INT64, new Shape(2, 4), 3, -1, 3, 0, 5, 5, 5, -9);
      rows.add(step("argSort of integers", new ArgSort(1, ascending), integers));
    }
    Input line = typed(INT64, new Shape(2), 2, 0);
    Input square = typed(INT64, new Shape(2, 2), 1, 0, 2, 1);
    rows.add(smooth("putAlong", new PutAlong(0), spread(3), line, floats(new Shape(2), 0.3, -2)));
    rows.add(smooth("putAlong", new PutAlong(1), spread(2, 3), square, spread(2, 2)));
    rows.add(smooth("putAlong of fewer rows", new PutAlong(1), spread(3, 4), square, spread(2, 2)));
    Input truths = typed(BOOLEAN, new Shape(3), 1, 0, 0);
    rows.add(step("putAlong", new PutAlong(0), truths, line, typed(BOOLEAN, new Shape(2), 1, 0)));
  }

  private static void products(List<PrimitiveCase> rows) {
    for (int axis = 0; axis < 3; axis++) {
      rows.add(smooth("cumProd", new Accumulation.CumulativeProduct(axis), spread(2, 3, 2)));
      rows.add(
          smooth(
              "linearRecurrence",
              new Accumulation.LinearRecurrence(axis),
              spread(2, 3, 2),
              floats(new Shape(2, 3, 2), 1, -2, 0.4, 0.3, 1.1, -0.7, 2, 0.2, -1, 1, 0.6, 0.9)));
    }
    Input zeros = floats(new Shape(2, 4), 1.5, 0, -2, 0.4, 0, 3, 0, 2);
    rows.add(smooth("cumProd of zeros", new Accumulation.CumulativeProduct(1), zeros));
    rows.add(smooth("cumProd of one", new Accumulation.CumulativeProduct(0), spread(1, 3)));
    Input integers = typed(INT64, new Shape(2, 3), 3, -1, 2, 0, 4, 5);
    rows.add(step("cumProd of integers", new Accumulation.CumulativeProduct(1), integers));
    for (Input input : List.of(spread(1, 1), spread(3, 3), spread(2, 2, 2))) {
      rows.add(smooth("inverse", Inverse.INSTANCE, input).preparedBy(PrimitiveCases::invertible));
    }
    // Zeros on the diagonal: rows must be exchanged.
    Input exchanged = floats(new Shape(3, 3), 0, 2, 1, 3, 0, -1, 1, 4, 0);
    rows.add(smooth("inverse with exchanges", Inverse.INSTANCE, exchanged));
  }
}
