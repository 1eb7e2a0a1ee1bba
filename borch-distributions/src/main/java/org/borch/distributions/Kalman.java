package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.take;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Shapes;
import org.borch.tensor.trace.Scan;
import org.jspecify.annotations.Nullable;

/**
 * The filter of Kalman and the smoother of Rauch, Tung and Striebel for the hidden vectors of a
 * {@link LinearGaussian}.
 *
 * <p>Durbin and Koopman 2012, Time Series Analysis by State Space Methods, sections 4.3, 4.4, 4.10.
 *
 * @param loc batch + [d]
 * @param covariance [d, d] of the first vector, and of the batch
 * @param f the transition, [d, d]
 * @param q the covariance of its errors
 * @param h the observation, [m, d]
 * @param r the covariance of its errors
 * @param event [T, m]
 * @param seen which values are seen, all if null
 */
record Kalman(
    NDArray loc,
    NDArray covariance,
    NDArray f,
    NDArray q,
    NDArray h,
    NDArray r,
    Shape event,
    Shape batch,
    @Nullable NDArray seen) {

  /**
   * What the filter says of each time and of the one after the last.
   *
   * @param emitted means [T, batch, d] and covariances [T, batch, d, d] given the values so far
   */
  record Filtered(List<NDArray> emitted, NDArray next, NDArray nextCovariance) {

    NDArray means() {
      return timeBefore(emitted.get(0), 1);
    }
  }

  NDArray logDensity(NDArray x) {
    return run(x, false).carry().get(2);
  }

  Filtered filter(NDArray x) {
    Scan.Result result = run(x, true);
    return new Filtered(result.emitted(), result.carry().get(0), result.carry().get(1));
  }

  /** The carry is the predicted mean, its covariance and the log density. */
  private Scan.Result run(NDArray x, boolean emit) {
    DataType type = x.getDataType();
    Shape all = Shapes.broadcast(Shapes.dropLast(x.getShape(), 2), batch);
    NDArray mask = seen == null ? null : cast(seen, type);
    Shape masks =
        mask == null ? batch : Shapes.broadcast(Shapes.dropLast(mask.getShape(), 2), batch);
    Shape whole = Shapes.broadcast(all, masks);
    long d = loc.getShape().get(loc.getShape().dimension() - 1);
    List<NDArray> rows = new ArrayList<>();
    NDArray known = mask == null ? x : where(mask.gt(0), x, 0);
    rows.add(timeFirst(broadcastTo(known, Shapes.concat(whole, event))));
    if (mask != null) {
      rows.add(timeFirst(broadcastTo(mask, Shapes.concat(masks, event))));
    }
    List<NDArray> start =
        List.of(
            broadcastTo(loc, whole.add(d)),
            broadcastTo(covariance, masks.add(d).add(d)),
            broadcastTo(Distribution.constant(x, 0), whole));
    return Scan.scan(
        Math.toIntExact(event.get(0)),
        start,
        rows,
        (carry, row) -> {
          NDArray p = carry.get(1);
          Seen of = row.size() == 1 ? new Seen(h, r) : Seen.only(h, r, row.get(1));
          NDArray across = of.h().matMul(p); // batch + [m, d]
          NDArray factor =
              LinearAlgebra.cholesky(across.matMul(LinearAlgebra.transpose(of.h())).add(of.r()));
          NDArray expected = LinearAlgebra.matVec(of.h(), carry.get(0));
          NDArray gap = row.get(0).sub(expected).expandDims(-1);
          NDArray white = LinearAlgebra.solveTriangular(factor, gap, false); // [..., m, 1]
          NDArray gain = LinearAlgebra.solveTriangular(factor, across, false); // [..., m, d]
          NDArray gainT = LinearAlgebra.transpose(gain);
          NDArray mean = carry.get(0).add(gainT.matMul(white).squeeze(-1));
          NDArray rest = p.sub(gainT.matMul(gain));
          NDArray constant =
              row.size() == 1
                  ? Distribution.constant(x, event.get(1) * Stirling.HALF_LOG_TWO_PI)
                  : row.get(1).sum(new int[] {-1}).mul(Stirling.HALF_LOG_TWO_PI);
          NDArray density =
              square(white)
                  .sum(new int[] {-1, -2})
                  .mul(-0.5)
                  .sub(LinearAlgebra.logDetTriangular(factor))
                  .sub(constant);
          NDArray next = f.matMul(rest).matMul(LinearAlgebra.transpose(f)).add(q);
          Scan.Step step =
              Scan.next(LinearAlgebra.matVec(f, mean), next, carry.get(2).add(density));
          return emit ? step.emit(mean, rest) : step;
        });
  }

  /** The observation of what is seen; the other values are independent, known numbers 0. */
  private record Seen(NDArray h, NDArray r) {

    static Seen only(NDArray h, NDArray r, NDArray mask) {
      NDArray both = LinearAlgebra.outer(mask, mask);
      NDArray others = LinearAlgebra.diagonalMatrix(mask.neg().add(1));
      return new Seen(h.mul(mask.expandDims(-1)), r.mul(both).add(others));
    }
  }

  LinearGaussian.States smooth(NDArray x) {
    Filtered filtered = filter(x);
    int length = Math.toIntExact(event.get(0));
    List<NDArray> rows = filtered.emitted().stream().map(each -> reversed(each, length)).toList();
    NDArray ft = LinearAlgebra.transpose(f);
    // Begun with what the filter predicts after the end, which leaves the last time as it is.
    Scan.Result result =
        Scan.scan(
            length,
            List.of(filtered.next(), filtered.nextCovariance()),
            rows,
            (carry, row) -> {
              NDArray p = row.get(1);
              NDArray predicted = f.matMul(p).matMul(ft).add(q);
              NDArray factor = LinearAlgebra.cholesky(predicted);
              NDArray half = LinearAlgebra.solveTriangular(factor, f.matMul(p), false);
              NDArray gainT = LinearAlgebra.solveTriangular(factor, half, true);
              NDArray gain = LinearAlgebra.transpose(gainT);
              NDArray gap = carry.get(0).sub(LinearAlgebra.matVec(f, row.get(0)));
              NDArray mean = row.get(0).add(LinearAlgebra.matVec(gain, gap));
              NDArray rest = p.add(gain.matMul(carry.get(1).sub(predicted)).matMul(gainT));
              return Scan.next(mean, rest).emit(mean, rest);
            });
    return new LinearGaussian.States(
        timeBefore(reversed(result.emitted().get(0), length), 1),
        timeBefore(reversed(result.emitted().get(1), length), 2));
  }

  private static NDArray reversed(NDArray x, int length) {
    long[] order = new long[length];
    for (int t = 0; t < length; t++) {
      order[t] = length - 1L - t;
    }
    return take(x, BorchArray.of(new Shape(length), order), 0);
  }

  /** any + [T, m] → [T] + any + [m]. */
  private static NDArray timeFirst(NDArray x) {
    NDArray moved = x;
    for (int axis = x.getShape().dimension() - 2; axis > 0; axis--) {
      moved = moved.swapAxes(axis, axis - 1);
    }
    return moved;
  }

  /** [T] + any + event → any + [T] + event of as many dimensions. */
  static NDArray timeBefore(NDArray x, int eventRank) {
    NDArray moved = x;
    for (int axis = 0; axis < x.getShape().dimension() - 1 - eventRank; axis++) {
      moved = moved.swapAxes(axis, axis + 1);
    }
    return moved;
  }
}
