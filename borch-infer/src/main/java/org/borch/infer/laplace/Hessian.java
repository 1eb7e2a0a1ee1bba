package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.borch.infer.curvature.Hessians;
import org.borch.infer.density.ArrayGradient;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Interruption;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.TracingException;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.BackEndChoice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;

/**
 * The second derivatives of a log density by its unconstrained coordinates: a program that takes
 * the gradient's derivative in several directions at once (forward over reverse mode), on the
 * back-end of the density. A density that cannot be traced is differentiated eagerly, column by
 * column; of one written in Java, the gradient's differences are taken.
 */
final class Hessian {

  /** The cube root of the distance from 1 to the next double. */
  private static final double STEP = Math.cbrt(Math.ulp(1.0));

  private final int dimension;
  private final int block;
  private final BinaryOperator<NDArray> columns;

  private Hessian(int dimension, int block, BinaryOperator<NDArray> columns) {
    this.dimension = dimension;
    this.block = block;
    this.columns = columns;
  }

  /** Prepares the program. */
  static Hessian of(LogDensity density) {
    int dimension = density.dimension();
    Optional<Graph> gradient = density.graph();
    if (gradient.isEmpty()) {
      return new Hessian(
          dimension,
          1,
          density instanceof ArrayGradient arrays
              ? (at, unit) -> eagerColumn(arrays, at, unit)
              : differences(density.evaluator()));
    }
    int block = Math.min(Hessians.BLOCK, dimension);
    Executable program = program(graph(gradient.get(), dimension, block), density.backEnd());
    return new Hessian(dimension, block, (at, units) -> program.run(List.of(at, units)).get(0));
  }

  private static Graph graph(Graph gradient, int dimension, int block) {
    UnaryOperator<NDArray> slope = x -> gradient.apply(List.of(BorchArray.wrap(x))).get(1);
    return Graph.trace(
        arguments -> List.of(Hessians.times(slope, arguments.get(0), arguments.get(1))),
        List.of(spec(dimension), spec(block, dimension)));
  }

  private static Spec spec(long... shape) {
    return new Spec(new Shape(shape), DataType.FLOAT64);
  }

  /** On the density's own back-end, which is loaded already, if it has all operations. */
  private static Executable program(Graph graph, BackEnd own) {
    try {
      return Executable.of(graph, BackEndChoice.forced(graph, own));
    } catch (TracingException e) {
      return Executable.of(graph);
    }
  }

  private static NDArray eagerColumn(ArrayGradient density, NDArray at, NDArray unit) {
    return Autodiff.jvp(
            x -> density.valueAndGradient(x).gradient().get(0), at, unit.reshape(at.getShape()))
        .tangent();
  }

  /** Central differences of the gradient, whose truncation and rounding are about equal. */
  private static BinaryOperator<NDArray> differences(LogDensity.Evaluator density) {
    return (at, unit) -> {
      double[] point = BorchArray.wrap(at).values();
      double[] along = BorchArray.wrap(unit).values();
      double size = 0;
      for (int i = 0; i < point.length; i++) {
        size += Math.abs(along[i] * point[i]);
      }
      double step = STEP * Math.max(1, size);
      double[] ahead = slope(density, point, along, step);
      double[] behind = slope(density, point, along, -step);
      for (int i = 0; i < ahead.length; i++) {
        ahead[i] = (ahead[i] - behind[i]) / (2 * step);
      }
      return BorchArray.of(ahead);
    };
  }

  private static double[] slope(
      LogDensity.Evaluator density, double[] point, double[] along, double step) {
    double[] at = new double[point.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = point[i] + step * along[i];
    }
    double[] gradient = new double[at.length];
    density.valueAndGradient(at, gradient);
    return gradient;
  }

  /** The matrix at a point; mirrored entries, which differ by rounding only, are averaged. */
  double[][] at(double[] point) {
    List<double[]> rows = new ArrayList<>();
    for (int first = 0; first < dimension; first += block) {
      Interruption.check("columns of the Hessian", first, dimension);
      int count = Math.min(block, dimension - first);
      double[] found = block(point, first, count);
      for (int i = 0; i < count; i++) {
        double[] row = new double[dimension];
        System.arraycopy(found, i * dimension, row, 0, dimension);
        rows.add(row);
      }
    }
    double[][] matrix = rows.toArray(double[][]::new);
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < i; j++) {
        double mean = (matrix[i][j] + matrix[j][i]) / 2;
        matrix[i][j] = mean;
        matrix[j][i] = mean;
      }
    }
    return matrix;
  }

  private double[] block(double[] point, int first, int count) {
    double[] units = new double[block * dimension];
    for (int i = 0; i < count; i++) {
      units[i * dimension + first + i] = 1;
    }
    try (Scope scope = Scope.open()) {
      NDArray found =
          columns.apply(BorchArray.of(point), BorchArray.of(new Shape(block, dimension), units));
      return BorchArray.wrap(found).values();
    }
  }
}
