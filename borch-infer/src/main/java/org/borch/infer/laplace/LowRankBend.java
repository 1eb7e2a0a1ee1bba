package org.borch.infer.laplace;

import static org.borch.tensor.LinearAlgebra.cholesky;
import static org.borch.tensor.LinearAlgebra.identity;
import static org.borch.tensor.LinearAlgebra.solveTriangular;
import static org.borch.tensor.LinearAlgebra.transpose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.infer.curvature.RowCurvature;
import org.borch.infer.density.Parts;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Spread;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/**
 * A diagonal D and U Uᵀ with few columns. A batch's curvature and U Uᵀ are approximated together
 * from their products with random vectors, by Nyström's method, which never takes more away than
 * there is; what is left goes to D, so that the diagonal stays exact (Halko, Martinsson and Tropp
 * 2011, algorithms 4.4 and 5.5).
 */
final class LowRankBend extends Bend {

  private static final String DIAGONAL = "diagonal";
  private static final String FACTOR = "factor";

  private final int rank;

  LowRankBend(BatchLaplace settings, RowLikelihood density, int rank) {
    super(settings, density);
    this.rank = Math.min(rank, density.dimension());
  }

  @Override
  Map<String, NDArray> none(NDArray position) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put(DIAGONAL, position.zerosLike());
    arrays.put(
        FACTOR, BorchArray.full(new Shape(position.size(), rank), 0, position.getDataType()));
    return arrays;
  }

  @Override
  Map<String, NDArray> times(Map<String, NDArray> arrays, double factor) {
    Map<String, NDArray> scaled = new LinkedHashMap<>();
    scaled.put(DIAGONAL, Parts.get(arrays, DIAGONAL).mul(factor));
    scaled.put(FACTOR, Parts.get(arrays, FACTOR).mul(Math.sqrt(factor)));
    return scaled;
  }

  @Override
  Map<String, NDArray> plus(
      Map<String, NDArray> before, RowCurvature rows, NDArray count, Key key) {
    NDArray known = Parts.get(before, FACTOR);
    NDArray random = Noise.of(key.at("sketch"), known.getDataType()).normal(known.getShape());
    NDArray basis = columns(product(known, rows, columns(product(known, rows, random))));
    NDArray moved = product(known, rows, basis); // [d, k]
    NDArray inner = cholesky(steadied(transpose(basis).matMul(moved)));
    NDArray factor = transpose(solveTriangular(inner, transpose(moved), false));
    NDArray whole = known.square().sum(new int[] {1}).add(rows.diagonal());
    NDArray left = whole.sub(factor.square().sum(new int[] {1})).maximum(0);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put(DIAGONAL, Parts.get(before, DIAGONAL).add(left));
    arrays.put(FACTOR, factor);
    return arrays;
  }

  private static NDArray product(NDArray known, RowCurvature rows, NDArray vectors) {
    return known.matMul(transpose(known).matMul(vectors)).add(rows.times(vectors));
  }

  /** The same span by columns of about length 1 at right angles. */
  private NDArray columns(NDArray matrix) {
    NDArray inner = cholesky(steadied(transpose(matrix).matMul(matrix)));
    return transpose(solveTriangular(inner, transpose(matrix), false));
  }

  /** With what rounding takes away from a matrix without full rank. */
  private NDArray steadied(NDArray square) {
    DataType type = square.getDataType();
    boolean isDouble = type == DataType.FLOAT64;
    NDArray unit = identity(rank, type);
    NDArray trace = square.mul(unit).sum();
    return square.add(unit.mul(trace.mul(isDouble ? 1e-14 : 1e-6).add(isDouble ? 1e-200 : 1e-30)));
  }

  @Override
  Map<String, NDArray> hessian(NDArray at, StepData data) {
    throw new IllegalStateException("refused by the settings");
  }

  @Override
  Curved curved(Map<String, NDArray> arrays, double scale) {
    NDArray diagonal = Parts.get(arrays, DIAGONAL).mul(scale);
    NDArray factor = Parts.get(arrays, FACTOR).mul(Math.sqrt(scale));
    return (power, prior, temperature) ->
        Spread.ofLowRankPrecision(
            diagonal.mul(power).add(prior.diagonal()).div(temperature),
            factor.mul(Math.sqrt(power / temperature)));
  }
}
