package org.borch.tensor;

import static ai.djl.ndarray.types.DataType.BOOLEAN;
import static ai.djl.ndarray.types.DataType.FLOAT32;
import static ai.djl.ndarray.types.DataType.FLOAT64;
import static ai.djl.ndarray.types.DataType.INT32;
import static ai.djl.ndarray.types.DataType.INT64;
import static org.borch.tensor.PrimitiveCase.floats;
import static org.borch.tensor.PrimitiveCase.row;
import static org.borch.tensor.PrimitiveCase.smooth;
import static org.borch.tensor.PrimitiveCase.spread;
import static org.borch.tensor.PrimitiveCase.step;
import static org.borch.tensor.PrimitiveCase.typed;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.borch.tensor.PrimitiveCase.Derivative;
import org.borch.tensor.PrimitiveCase.Input;
import org.borch.tensor.random.DrawCases;
import org.borch.tensor.trace.Loops;

/** The table of primitives; a row added here gets every check of {@link PrimitiveContractTest}. */
final class PrimitiveCases {

  private static final Shape SCALAR = new Shape();
  private static final Shape MATRIX = new Shape(2, 3);
  private static final double[] POSITIVE = {0.3, 1.4, 2.7, 0.9, 4.2, 1.05};
  private static final double[] UNIT = {-0.8, -0.3, 0.1, 0.45, 0.7, 0.25};
  private static final Input INTEGERS = typed(INT64, MATRIX, -3, 5, 2, 7, -1, 4);
  private static final Input SMALL_INTEGERS = typed(INT32, MATRIX, 2, -2, 3, 3, 5, -7);
  private static final Input TRUTHS = typed(BOOLEAN, MATRIX, 1, 0, 0, 1, 1, 0);

  private PrimitiveCases() {}

  static Stream<PrimitiveCase> all() {
    return Stream.of(
            unary(),
            binary(),
            casts(),
            reductions(),
            rearrangements(),
            indexing(),
            dense(),
            SpatialCases.all(),
            loops(),
            incomplete(),
            HostFunctionCases.all(),
            guards(),
            DrawCases.all())
        .flatMap(List::stream);
  }

  private static List<PrimitiveCase> unary() {
    List<PrimitiveCase> rows = new ArrayList<>();
    for (Unary primitive : Unary.values()) {
      Derivative derivative =
          switch (primitive) {
            case SIGN, FLOOR, CEIL, ROUND, TRUNC, STOP_GRADIENT -> Derivative.ZERO;
            default -> Derivative.SMOOTH;
          };
      Input input =
          switch (primitive) {
            case SQRT, LOG, LOG2, LOG10, LOG_GAMMA -> floats(MATRIX, POSITIVE);
            case ASIN, ACOS, ATANH, ERFINV -> floats(MATRIX, UNIT);
            case LOG1P -> floats(MATRIX, -0.4, 0.3, 1.4, 2.7, 1e-3, 5);
            case ACOSH -> floats(MATRIX, 1.3, 1.4, 2.7, 1.9, 4.2, 1.25);
            default -> floats(MATRIX, -2.3, -0.7, 0.4, 1.2, 2.1, 0.9);
          };
      rows.add(row(primitive.label(), primitive, derivative, input));
      rows.add(row(primitive.label(), primitive, derivative, floats(SCALAR, input.values()[3])));
      rows.add(step(primitive.label() + " of nothing", primitive, floats(new Shape(0, 3))));
    }
    for (Unary primitive :
        List.of(
            Unary.NEG,
            Unary.ABS,
            Unary.SIGN,
            Unary.SQUARE,
            Unary.RELU,
            Unary.FLOOR,
            Unary.CEIL,
            Unary.ROUND,
            Unary.TRUNC,
            Unary.STOP_GRADIENT,
            Unary.EXP,
            Unary.EXPM1,
            Unary.SIN,
            Unary.TANH,
            Unary.SIGMOID,
            Unary.ERF,
            Unary.ASINH)) {
      rows.add(step(primitive.label() + " of integers", primitive, INTEGERS));
    }
    for (Unary primitive : List.of(Unary.SQRT, Unary.LOG, Unary.LOG1P, Unary.LOG_GAMMA)) {
      rows.add(
          step(primitive.label() + " of integers", primitive, typed(INT64, new Shape(3), 1, 2, 7)));
    }
    for (int order = 0; order < 3; order++) {
      rows.add(smooth("polygamma " + order, new Polygamma(order), floats(MATRIX, POSITIVE)));
    }
    return rows;
  }

  private static List<PrimitiveCase> binary() {
    List<PrimitiveCase> rows = new ArrayList<>();
    for (Binary primitive : Binary.values()) {
      String name = primitive.label();
      boolean logical = primitive.compareTo(Binary.EQ) >= 0;
      Derivative derivative = logical ? Derivative.ZERO : Derivative.SMOOTH;
      double[] left =
          switch (primitive) {
            case POW -> POSITIVE;
            default -> new double[] {-2.3, -0.7, 0.4, 1.2, 2.1, 0.9};
          };
      double[] right =
          switch (primitive) {
            case DIV, MOD -> new double[] {1.1, -0.55, 0.37, 0.75, -1.9, 2.5};
            case XLOGY, XLOG1PY -> POSITIVE;
            default -> new double[] {-1.1, 0.6, 0.9, 1.7, -1.9, 2.5};
          };
      double[] column = {right[0], right[3]};
      double[] row = {right[1], right[2], right[5]};
      rows.add(row(name, primitive, derivative, floats(MATRIX, left), floats(MATRIX, right)));
      rows.add(row(name, primitive, derivative, floats(MATRIX, left), floats(SCALAR, right[3])));
      rows.add(row(name, primitive, derivative, floats(SCALAR, left[3]), floats(MATRIX, right)));
      rows.add(row(name, primitive, derivative, floats(SCALAR, left[3]), floats(SCALAR, right[3])));
      rows.add(
          row(name, primitive, derivative, floats(MATRIX, left), floats(new Shape(2, 1), column)));
      rows.add(
          row(
              name,
              primitive,
              derivative,
              floats(new Shape(2, 1), left[0], left[3]),
              floats(new Shape(3), row)));
      rows.add(
          row(
              name,
              primitive,
              derivative,
              floats(new Shape(1, 1, 1), left[2]),
              floats(new Shape(3), row)));
      rows.add(
          row(
              name + " of two types",
              primitive,
              derivative,
              typed(FLOAT32, MATRIX, left),
              typed(FLOAT64, SCALAR, right[3])));
      rows.add(
          row(
              name + " of two types",
              primitive,
              derivative,
              typed(FLOAT32, MATRIX, left),
              typed(FLOAT64, new Shape(3), row)));
      if (primitive != Binary.POW) {
        rows.add(step(name + " of integers", primitive, INTEGERS, INTEGERS));
        rows.add(step(name + " of integers", primitive, INTEGERS, SMALL_INTEGERS));
        rows.add(step(name + " of integers", primitive, SMALL_INTEGERS, typed(INT64, SCALAR, 3)));
      } else {
        rows.add(step(name + " of integers", primitive, INTEGERS, typed(INT64, SCALAR, 3)));
      }
      if (primitive != Binary.XLOGY) {
        rows.add(
            row(
                name + " with integers",
                primitive,
                derivative,
                floats(MATRIX, POSITIVE),
                typed(INT64, MATRIX, 2, 3, 1, 5, 3, 2)));
      }
    }
    for (Binary primitive : List.of(Binary.EQ, Binary.NEQ, Binary.AND, Binary.OR, Binary.XOR)) {
      rows.add(
          step(
              primitive.label() + " of truths",
              primitive,
              TRUTHS,
              typed(BOOLEAN, new Shape(2, 1), 1, 0)));
    }
    Input counts = typed(FLOAT64, MATRIX, 0, 2, 0, 1, 0, 3);
    rows.add(smooth("xlogy at 0", Binary.XLOGY, counts, floats(MATRIX, POSITIVE)));
    rows.add(smooth("xlog1py at 0", Binary.XLOG1PY, counts, floats(MATRIX, UNIT)));
    rows.add(smooth("mul by truths", Binary.MUL, spread(2, 3), TRUTHS));
    rows.add(
        smooth(
            "pow of a negative base",
            Binary.POW,
            floats(MATRIX, -1.5, -0.4, -2, -1, -3, -0.5),
            typed(INT64, SCALAR, 3)));
    return rows;
  }

  private static List<PrimitiveCase> casts() {
    return List.of(
        smooth("cast to float64", new Cast(FLOAT64), spread(2, 3)),
        step("cast to float32", new Cast(FLOAT32), INTEGERS),
        row("cast to float32", new Cast(FLOAT32), Derivative.IMPLICIT, spread(2, 3)),
        step("cast to int64", new Cast(INT64), spread(2, 3)),
        step("cast to int32", new Cast(INT32), spread(2, 3)),
        step("cast to boolean", new Cast(BOOLEAN), floats(new Shape(3), 0, -2, 0.4)),
        step("cast of truths", new Cast(FLOAT64), TRUTHS),
        smooth("where", Where.INSTANCE, TRUTHS, spread(2, 3), floats(MATRIX, POSITIVE)),
        smooth("where", Where.INSTANCE, TRUTHS, floats(SCALAR, 1.5), spread(3)),
        smooth(
            "where",
            Where.INSTANCE,
            typed(BOOLEAN, new Shape(3), 1, 0, 1),
            spread(2, 1),
            spread(2, 1, 1)),
        smooth("where", Where.INSTANCE, typed(BOOLEAN, SCALAR, 1), spread(2, 3), spread(1)),
        step("where of integers", Where.INSTANCE, TRUTHS, INTEGERS, SMALL_INTEGERS),
        smooth(
            "where of two types",
            Where.INSTANCE,
            TRUTHS,
            typed(FLOAT32, MATRIX, UNIT),
            typed(FLOAT64, SCALAR, 2)));
  }

  private static List<PrimitiveCase> reductions() {
    List<PrimitiveCase> rows = new ArrayList<>();
    for (boolean keep : new boolean[] {false, true}) {
      String kept = keep ? " kept" : "";
      for (List<Integer> axes : List.of(List.of(0), List.of(1), List.of(0, 2), List.of(0, 1, 2))) {
        String name = " over " + axes + kept;
        rows.add(smooth("sum" + name, new Reduction.Sum(axes, keep), spread(2, 3, 2)));
        rows.add(smooth("max" + name, new Reduction.Extremum(true, axes, keep), spread(2, 3, 2)));
        rows.add(smooth("min" + name, new Reduction.Extremum(false, axes, keep), spread(2, 3, 2)));
        rows.add(smooth("logSumExp" + name, new Reduction.LogSumExp(axes, keep), spread(2, 3, 2)));
      }
      List<Integer> none = List.of();
      rows.add(smooth("sum" + kept, new Reduction.Sum(none, keep), spread()));
      rows.add(smooth("max" + kept, new Reduction.Extremum(true, none, keep), spread()));
      rows.add(smooth("logSumExp" + kept, new Reduction.LogSumExp(none, keep), spread()));
      List<Integer> first = List.of(0);
      rows.add(smooth("sum of one" + kept, new Reduction.Sum(first, keep), spread(1, 3)));
      rows.add(
          smooth("max of one" + kept, new Reduction.Extremum(true, first, keep), spread(1, 3)));
      rows.add(smooth("logSumExp of one" + kept, new Reduction.LogSumExp(first, keep), spread(1)));
      rows.add(
          step("sum of nothing" + kept, new Reduction.Sum(first, keep), floats(new Shape(0, 3))));
    }
    for (Input integers : List.of(INTEGERS, SMALL_INTEGERS, TRUTHS)) {
      rows.add(step("sum of " + integers.fixed(), new Reduction.Sum(List.of(1), false), integers));
      rows.add(
          step("sum of " + integers.fixed(), new Reduction.Sum(List.of(0, 1), false), integers));
      rows.add(
          step(
              "max of " + integers.fixed(),
              new Reduction.Extremum(true, List.of(0), false),
              integers));
      rows.add(step("cumSum of " + integers.fixed(), new Reduction.CumulativeSum(1), integers));
    }
    for (int axis = 0; axis < 3; axis++) {
      rows.add(step("argMax " + axis, new Reduction.ArgExtremum(true, axis), spread(2, 3, 2)));
      rows.add(step("argMin " + axis, new Reduction.ArgExtremum(false, axis), spread(2, 3, 2)));
      rows.add(smooth("cumSum " + axis, new Reduction.CumulativeSum(axis), spread(2, 3, 2)));
      rows.add(smooth("softmax " + axis, new Reduction.Softmax(axis, false), spread(2, 3, 2)));
      rows.add(smooth("logSoftmax " + axis, new Reduction.Softmax(axis, true), spread(2, 3, 2)));
    }
    rows.add(step("argMax of integers", new Reduction.ArgExtremum(true, 1), INTEGERS));
    rows.add(step("argMin of integers", new Reduction.ArgExtremum(false, 1), SMALL_INTEGERS));
    return rows;
  }

  private static List<PrimitiveCase> rearrangements() {
    List<PrimitiveCase> rows = new ArrayList<>();
    rows.add(smooth("reshape", new Rearrangement.Reshape(new Shape(3, 2)), spread(2, 3)));
    rows.add(smooth("reshape", new Rearrangement.Reshape(new Shape(1, 1)), spread()));
    rows.add(smooth("reshape", new Rearrangement.Reshape(new Shape()), spread(1, 1)));
    rows.add(step("reshape", new Rearrangement.Reshape(new Shape(6)), INTEGERS));
    rows.add(smooth("broadcast", new Rearrangement.BroadcastTo(new Shape(2, 3)), spread()));
    rows.add(smooth("broadcast", new Rearrangement.BroadcastTo(new Shape(2, 3)), spread(3)));
    rows.add(smooth("broadcast", new Rearrangement.BroadcastTo(new Shape(4, 2, 3)), spread(2, 1)));
    rows.add(smooth("broadcast", new Rearrangement.BroadcastTo(new Shape(2, 3)), spread(1, 1)));
    rows.add(step("broadcast", new Rearrangement.BroadcastTo(new Shape(2, 2, 3)), TRUTHS));
    rows.add(smooth("transpose", new Rearrangement.Transpose(List.of(2, 0, 1)), spread(2, 3, 2)));
    rows.add(smooth("transpose", new Rearrangement.Transpose(List.of(1, 0)), spread(2, 3)));
    rows.add(step("transpose", new Rearrangement.Transpose(List.of(1, 0)), INTEGERS));
    List<Long> begin = List.of(1L, 0L);
    List<Long> end = List.of(4L, 5L);
    List<Long> strides = List.of(1L, 2L);
    rows.add(smooth("slice", new Rearrangement.Slice(begin, end, strides), spread(4, 5)));
    rows.add(
        smooth("slice", new Rearrangement.Slice(List.of(2L), List.of(3L), List.of(1L)), spread(4)));
    rows.add(
        step(
            "slice of nothing",
            new Rearrangement.Slice(List.of(2L), List.of(2L), List.of(1L)),
            spread(4)));
    rows.add(
        step(
            "slice",
            new Rearrangement.Slice(List.of(0L, 1L), List.of(2L, 3L), List.of(1L, 1L)),
            INTEGERS));
    rows.add(
        smooth(
            "place", new Rearrangement.Place(begin, end, strides, new Shape(4, 5)), spread(3, 3)));
    rows.add(
        step(
            "place",
            new Rearrangement.Place(
                List.of(0L, 1L), List.of(2L, 4L), List.of(1L, 1L), new Shape(3, 4)),
            TRUTHS));
    rows.add(smooth("concat", new Rearrangement.Concat(0), spread(2, 3), spread(1, 3)));
    rows.add(
        smooth("concat", new Rearrangement.Concat(1), spread(2, 3), spread(2, 1), spread(2, 2)));
    rows.add(step("concat", new Rearrangement.Concat(1), INTEGERS, INTEGERS));
    rows.add(smooth("flip", new Rearrangement.Flip(List.of(1)), spread(2, 3, 2)));
    rows.add(smooth("flip", new Rearrangement.Flip(List.of(0, 2)), spread(2, 3, 2)));
    rows.add(step("flip", new Rearrangement.Flip(List.of(0)), TRUTHS));
    return rows;
  }

  private static List<PrimitiveCase> indexing() {
    Input line = typed(INT64, new Shape(4), 2, 0, 2, 1);
    Input square = typed(INT64, new Shape(2, 2), 1, 0, 2, 2);
    return List.of(
        smooth("takeAlong", new Indexing.TakeAlong(0), spread(3), line),
        smooth("takeAlong", new Indexing.TakeAlong(1), spread(2, 3), square),
        smooth("takeAlong of fewer rows", new Indexing.TakeAlong(0), spread(3, 4), square),
        step("takeAlong", new Indexing.TakeAlong(1), INTEGERS, square),
        smooth("addAlong", new Indexing.AddAlong(0, new Shape(3)), spread(4), line),
        smooth("addAlong", new Indexing.AddAlong(1, new Shape(2, 3)), spread(2, 2), square),
        smooth(
            "addAlong of fewer rows",
            new Indexing.AddAlong(0, new Shape(3, 4)),
            spread(2, 2),
            square),
        smooth("take", new Indexing.Take(0), spread(3), line),
        smooth("take", new Indexing.Take(0), spread(3, 2), square),
        smooth("take", new Indexing.Take(1), spread(2, 3, 2), line),
        smooth("take", new Indexing.Take(2), spread(2, 2, 3), square),
        smooth("take one", new Indexing.Take(1), spread(2, 3), typed(INT64, SCALAR, 2)),
        step("take", new Indexing.Take(0), TRUTHS, typed(INT64, new Shape(3), 1, 0, 1)),
        smooth("addRows", new Indexing.AddRows(0, new Shape(3)), spread(4), line),
        smooth("addRows", new Indexing.AddRows(1, new Shape(2, 3, 2)), spread(2, 4, 2), line),
        smooth("addRows", new Indexing.AddRows(0, new Shape(3, 2)), spread(2, 2, 2), square),
        smooth(
            "addRows of one",
            new Indexing.AddRows(1, new Shape(2, 3)),
            spread(2),
            typed(INT64, SCALAR, 2)));
  }

  private static List<PrimitiveCase> dense() {
    List<PrimitiveCase> rows = new ArrayList<>();
    Dense.MatMul product = new Dense.MatMul();
    rows.add(smooth("matMul", product, spread(2, 3), spread(3, 4)));
    rows.add(smooth("matMul", product, spread(1, 1), spread(1, 1)));
    rows.add(smooth("matMul", product, spread(2, 2, 3), spread(3, 2)));
    rows.add(smooth("matMul", product, spread(2, 3), spread(2, 3, 2)));
    rows.add(smooth("matMul", product, spread(2, 1, 2, 3), spread(3, 3, 1)));
    rows.add(smooth("matMul of many columns", product, spread(2, 3), spread(3, 17)));
    rows.add(smooth("matMul of many columns", product, spread(2, 1, 2), spread(2, 17)));
    rows.add(
        step("matMul of integers", product, INTEGERS, typed(INT64, new Shape(3, 1), 2, -1, 4)));
    Dense.Cholesky cholesky = new Dense.Cholesky();
    for (Input input : List.of(spread(1, 1), spread(3, 3), spread(2, 2, 2))) {
      rows.add(smooth("cholesky", cholesky, input).preparedBy(PrimitiveCases::positiveDefinite));
    }
    for (boolean transposed : new boolean[] {false, true}) {
      Dense.SolveTriangular solve = new Dense.SolveTriangular(transposed);
      String name = transposed ? "solve transposed" : "solve";
      for (Input[] inputs :
          new Input[][] {
            {spread(3, 3), spread(3, 2)},
            {spread(2, 2, 2), spread(2, 3)},
            {spread(2, 2), spread(3, 2, 1)},
            {spread(2, 1, 2, 2), spread(3, 2, 2)}
          }) {
        rows.add(smooth(name, solve, inputs).preparedBy(PrimitiveCases::invertible));
      }
    }
    rows.add(smooth("diagonal", new Dense.Diagonal(), spread(3, 3)));
    rows.add(smooth("diagonal", new Dense.Diagonal(), spread(2, 2, 2)));
    rows.add(smooth("diagonalMatrix", new Dense.DiagonalMatrix(), spread(3)));
    rows.add(smooth("diagonalMatrix", new Dense.DiagonalMatrix(), spread(2, 2)));
    rows.add(smooth("lowerTriangle", new Dense.LowerTriangle(), spread(3, 3)));
    rows.add(smooth("lowerTriangle", new Dense.LowerTriangle(), spread(2, 2, 3)));
    rows.add(step("lowerTriangle", new Dense.LowerTriangle(), INTEGERS));
    return rows;
  }

  /** X Xᵀ + 2 I. */
  private static BorchArray positiveDefinite(BorchArray x) {
    return x.matMul(x.swapLast()).add(identityLike(x).mul(2));
  }

  /** x + 4 I, whose upper triangle the solver must ignore. */
  static BorchArray invertible(BorchArray x) {
    return x.add(identityLike(x).mul(4));
  }

  private static BorchArray identityLike(BorchArray x) {
    int d = Math.toIntExact(x.getShape().get(x.getShape().dimension() - 1));
    return BorchArray.wrap(LinearAlgebra.identity(d, x.getDataType()));
  }

  private static List<PrimitiveCase> loops() {
    List<PrimitiveCase> rows = new ArrayList<>();
    for (boolean backwards : new boolean[] {false, true}) {
      rows.add(
          smooth(
              "scan",
              Loops.mixed(backwards),
              doubles(2),
              doubles(),
              doubles(3, 2),
              typed(INT64, new Shape(3), 2, 0, 1),
              doubles(3),
              doubles()));
    }
    rows.add(smooth("scan", Loops.wide(), doubles(18), doubles(18, 18), doubles(18)));
    return rows;
  }

  /** Values of float64 in every run: the body of a loop is traced for one type. */
  private static Input doubles(long... shape) {
    return typed(FLOAT64, new Shape(shape), spread(shape).values());
  }

  private static List<PrimitiveCase> guards() {
    Input incoming = typed(FLOAT64, MATRIX, 1, 0, 0, -2, 0, 3);
    Input mixed = typed(FLOAT64, MATRIX, 0, 0, 0, -2, 0, 3);
    Guard product = new Guard(Guard.Part.PRODUCT, List.of());
    Guard rows = new Guard(Guard.Part.PRODUCT, List.of(-1));
    Guard change = new Guard(Guard.Part.CHANGE, List.of());
    return List.of(
        row(
            "guard",
            product,
            Derivative.STOPPED,
            floats(MATRIX, 0.7, 0, 0, -1.5, 0, 2.5),
            incoming),
        row(
            "guard of rows",
            rows,
            Derivative.STOPPED,
            floats(MATRIX, 0, 0, 0, -1.5, 0.4, 2.5),
            mixed),
        row("guard of a change", change, Derivative.STOPPED, spread(2, 3), spread(2, 3), incoming));
  }

  private static List<PrimitiveCase> incomplete() {
    List<PrimitiveCase> rows = new ArrayList<>();
    Input a = floats(MATRIX, 0.9, 1.3, 2, 3.5, 20, 300);
    Input x = floats(MATRIX, 0.7, 1.2, 1.9, 3.1, 22, 310);
    Input b = floats(new Shape(3), 1.6, 2.5, 6);
    Input share = floats(MATRIX, 0.3, 0.7, 0.4, 0.55, 0.62, 0.5);
    Input few = floats(SCALAR, 2.5);
    for (IncompleteFunction function :
        List.of(IncompleteFunction.GAMMA_P, IncompleteFunction.GAMMA_Q)) {
      rows.add(row(function.label(), function, Derivative.ONCE, a, x));
      rows.add(row(function.label(), function, Derivative.ONCE, few, x));
    }
    rows.add(smooth("gamma_p_by_x", IncompleteFunction.GAMMA_P_BY_X, a, x));
    rows.add(row("gamma_p_by_a", IncompleteFunction.GAMMA_P_BY_A, Derivative.REFUSED, a, x));
    for (IncompleteFunction inverse :
        List.of(IncompleteFunction.GAMMA_P_INVERSE, IncompleteFunction.GAMMA_Q_INVERSE)) {
      rows.add(row(inverse.label(), inverse, Derivative.ONCE, a, share));
    }
    rows.add(row("beta_i", IncompleteFunction.BETA_I, Derivative.ONCE, a, b, share));
    rows.add(row("beta_i", IncompleteFunction.BETA_I, Derivative.ONCE, few, b, share));
    rows.add(smooth("beta_i_by_x", IncompleteFunction.BETA_I_BY_X, few, b, share));
    for (IncompleteFunction slope :
        List.of(IncompleteFunction.BETA_I_BY_A, IncompleteFunction.BETA_I_BY_B)) {
      rows.add(row(slope.label(), slope, Derivative.REFUSED, a, b, share));
    }
    rows.add(
        row("beta_i_inverse", IncompleteFunction.BETA_I_INVERSE, Derivative.ONCE, few, b, share));
    Input trials = floats(new Shape(3), 4, 30, 500);
    rows.add(step("poisson_quantile", IncompleteFunction.POISSON_QUANTILE, share, a));
    rows.add(step("binomial_quantile", IncompleteFunction.BINOMIAL_QUANTILE, share, trials, share));
    rows.add(
        step(
            "negative_binomial_quantile",
            IncompleteFunction.NEGATIVE_BINOMIAL_QUANTILE,
            share,
            a,
            share));
    return rows;
  }
}
