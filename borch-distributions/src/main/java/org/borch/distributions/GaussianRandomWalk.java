package org.borch.distributions;

import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.cumSum;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * GaussianRandomWalk(drift δ, scale σ, length T): x_t = x_(t-1) + δ + σ z_t from x_0 = 0, t = 1,
 * ..., T, with independent normal numbers z: a level that wanders.
 *
 * <p>Durbin and Koopman 2012, Time Series Analysis by State Space Methods, section 2.1.
 */
public final class GaussianRandomWalk extends Distribution {

  private final Operand drift;
  private final Operand scale;
  private final int length;

  /**
   * drift: batch; scale: batch, above 0; the number of steps, at least 1.
   *
   * @throws IllegalArgumentException if length is below 1
   */
  public GaussianRandomWalk(Operand drift, Operand scale, int length) {
    super(
        new Parameter("drift", drift, Constraints.real()),
        new Parameter("scale", scale, Constraints.positive()));
    if (length < 1) {
      throw new IllegalArgumentException(
          "GaussianRandomWalk(drift, scale, length) got length = "
              + length
              + ", expected at least 1");
    }
    this.drift = drift;
    this.scale = scale;
    this.length = length;
  }

  @Override
  public GaussianRandomWalk withParameters(List<Operand> values) {
    return new GaussianRandomWalk(values.get(0), values.get(1), length);
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
    NDArray start = x.get(new NDIndex("..., :1"));
    NDArray steps =
        length == 1
            ? start
            : concat(-1, start, x.get(new NDIndex("..., 1:")).sub(x.get(new NDIndex("..., :-1"))));
    NDArray s = scale.like(x);
    NDArray z = steps.sub(drift.like(x).expandDims(-1)).div(s.expandDims(-1));
    return sumLast(square(z), 1).mul(-0.5).sub(log(s).add(Stirling.HALF_LOG_TWO_PI).mul(length));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray z = noise.normal(shape(sampleShape));
    NDArray steps = z.mul(scale.like(z).expandDims(-1)).add(drift.like(z).expandDims(-1));
    return cumSum(steps, -1);
  }

  private NDArray times() {
    double[] times = IntStream.rangeClosed(1, length).asDoubleStream().toArray();
    return cast(BorchArray.of(times), type());
  }

  @Override
  public NDArray mean() {
    return array(drift).expandDims(-1).mul(times());
  }

  @Override
  public NDArray variance() {
    return square(array(scale)).expandDims(-1).mul(times());
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
