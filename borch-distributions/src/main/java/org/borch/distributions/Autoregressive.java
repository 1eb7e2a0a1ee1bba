package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.stack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;
import org.borch.tensor.trace.Scan;

/**
 * Autoregressive(coefficients φ, scale σ, length T): x_t = φ_1 x_(t-1) + ... + φ_p x_(t-p) + σ z_t,
 * t = 1, ..., T, from zeros, with independent normal numbers z.
 *
 * <p>Box, Jenkins and Reinsel 2008, Time Series Analysis, section 3.2.
 */
public final class Autoregressive extends Distribution {

  private final Operand coefficients;
  private final Operand scale;
  private final int length;

  /**
   * coefficients: batch + [p]; scale: batch, above 0; the length of the series, at least 1.
   *
   * @throws IllegalArgumentException if length is below 1
   */
  public Autoregressive(Operand coefficients, Operand scale, int length) {
    super(
        new Parameter("coefficients", coefficients, Constraints.realVector()),
        new Parameter("scale", scale, Constraints.positive()));
    if (length < 1) {
      throw new IllegalArgumentException(
          "Autoregressive(coefficients, scale, length) got length = "
              + length
              + ", expected at least 1");
    }
    this.coefficients = coefficients;
    this.scale = scale;
    this.length = length;
  }

  @Override
  public Autoregressive withParameters(List<Operand> values) {
    return new Autoregressive(values.get(0), values.get(1), length);
  }

  private int order() {
    return Math.toIntExact(coefficients.shape().get(coefficients.shape().dimension() - 1));
  }

  @Override
  public boolean canConcentrate() {
    return false;
  }

  @Override
  public Constraint support() {
    return Constraints.realVector();
  }

  @Override
  public Shape eventShape() {
    return new Shape(length);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray phi = coefficients.like(x);
    NDArray residual = x;
    for (int lag = 1; lag <= Math.min(order(), length - 1); lag++) {
      NDArray zeros = x.get(new NDIndex("..., :" + lag)).zerosLike();
      NDArray past = concat(-1, zeros, x.get(new NDIndex("..., :-" + lag)));
      residual = residual.sub(phi.get(new NDIndex("..., " + (lag - 1))).expandDims(-1).mul(past));
    }
    NDArray s = scale.like(x);
    return sumLast(square(residual.div(s.expandDims(-1))), 1)
        .mul(-0.5)
        .sub(log(s).add(Stirling.HALF_LOG_TWO_PI).mul(length));
  }

  /** One step after the other, from the last p values, the latest first. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Shape series = Shapes.concat(sampleShape, batchShape());
    NDArray z = noise.normal(Shapes.concat(eventShape(), series)); // [T] + sample + batch
    NDArray phi = coefficients.like(z);
    NDArray s = broadcastTo(scale.like(z), series);
    NDArray start = broadcastTo(constant(z, 0), series.add(order()));
    NDArray values =
        Scan.scan(
                length,
                List.of(start),
                List.of(z),
                (carry, row) -> {
                  NDArray past = carry.get(0);
                  NDArray x = sumLast(past.mul(phi), 1).add(row.get(0).mul(s));
                  NDArray latest = x.expandDims(-1);
                  NDArray next =
                      order() == 1 ? latest : concat(-1, latest, past.get(new NDIndex("..., :-1")));
                  return Scan.next(next).emit(x);
                })
            .emitted()
            .get(0);
    NDArray[] times = new NDArray[length];
    for (int t = 0; t < length; t++) {
      times[t] = values.get(new NDIndex("" + t));
    }
    return stack(-1, times);
  }

  @Override
  public NDArray mean() {
    return broadcastTo(array(scale).zerosLike().expandDims(-1), shape(new Shape()));
  }

  /** By the response to one shock: ψ_0 = 1, ψ_j = φ_1 ψ_(j-1) + ...; σ² (ψ_0² + ... + ψ_(t-1)²). */
  @Override
  public NDArray variance() {
    NDArray phi = coefficients.as(type());
    List<NDArray> responses = new ArrayList<>();
    NDArray[] variances = new NDArray[length];
    NDArray sum = array(scale).zerosLike();
    for (int t = 0; t < length; t++) {
      NDArray response = t == 0 ? sum.add(1) : sum.zerosLike();
      for (int lag = 1; lag <= Math.min(order(), t); lag++) {
        NDArray own = phi.get(new NDIndex("..., " + (lag - 1)));
        response = response.add(own.mul(responses.get(t - lag)));
      }
      responses.add(response);
      sum = sum.add(square(response));
      variances[t] = sum.mul(square(array(scale)));
    }
    return stack(-1, variances);
  }

  @Override
  public NDArray mode() {
    return mean();
  }

  @Override
  public NDArray entropy() {
    return log(array(scale)).add(Stirling.HALF_LOG_TWO_PI + 0.5).mul(length);
  }
}
