package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Gram;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;
import org.borch.tensor.trace.Scan;
import org.jspecify.annotations.Nullable;

/**
 * LinearGaussian(initialLoc a, initialTril L_0, transition F, transitionTril Q, observation H,
 * observationTril R, length T): a hidden vector s_1 = a + L_0 z, s_t = F s_(t-1) + Q z_t, of which
 * x_t = H s_t + R w_t is seen, with independent normal numbers z and w: levels, trends and seasons.
 * The density is that of the Kalman filter.
 *
 * <p>Durbin and Koopman 2012, Time Series Analysis by State Space Methods, section 4.3.
 */
public final class LinearGaussian extends Distribution {

  private static final Constraint MATRIX = Constraints.independent(Constraints.real(), 2);

  private final Operand initialLoc;
  private final Operand initialTril;
  private final Operand transition;
  private final Operand transitionTril;
  private final Operand observation;
  private final Operand observationTril;
  private final int length;
  private final @Nullable NDArray seen;

  /**
   * initialLoc: batch + [d]; initialTril, transition and transitionTril: batch + [d, d];
   * observation: batch + [m, d]; observationTril: batch + [m, m]; the number of times, at least 1.
   *
   * @throws IllegalArgumentException if length is below 1
   */
  public LinearGaussian(
      Operand initialLoc,
      Operand initialTril,
      Operand transition,
      Operand transitionTril,
      Operand observation,
      Operand observationTril,
      int length) {
    this(
        List.of(initialLoc, initialTril, transition, transitionTril, observation, observationTril),
        length,
        null);
  }

  private LinearGaussian(List<Operand> values, int length, @Nullable NDArray seen) {
    super(
        new Parameter("initialLoc", values.get(0), Constraints.realVector()),
        new Parameter("initialTril", values.get(1), Constraints.lowerCholesky()),
        new Parameter("transition", values.get(2), MATRIX),
        new Parameter("transitionTril", values.get(3), Constraints.lowerCholesky()),
        new Parameter("observation", values.get(4), MATRIX),
        new Parameter("observationTril", values.get(5), Constraints.lowerCholesky()));
    if (length < 1) {
      throw new IllegalArgumentException(
          "LinearGaussian(..., length) got length = " + length + ", expected at least 1");
    }
    this.initialLoc = values.get(0);
    this.initialTril = values.get(1);
    this.transition = values.get(2);
    this.transitionTril = values.get(3);
    this.observation = values.get(4);
    this.observationTril = values.get(5);
    this.length = length;
    this.seen = seen;
  }

  @Override
  public LinearGaussian withParameters(List<Operand> values) {
    return new LinearGaussian(values, length, seen);
  }

  @Override
  public boolean canConcentrate() {
    return false;
  }

  @Override
  public Constraint support() {
    return MATRIX;
  }

  @Override
  public Shape eventShape() {
    Shape h = observation.shape();
    return new Shape(length, h.get(h.dimension() - 2));
  }

  private long states() {
    return initialLoc.shape().get(initialLoc.shape().dimension() - 1);
  }

  /**
   * The same of which only some values are seen: the others may be any number or NaN, are left out
   * of the density, and smoothing fills them in. Draws have all.
   *
   * @param seen true or 1 where a value is seen: sample + batch + [T, m]
   * @throws IllegalArgumentException if that is no series of these values
   */
  public LinearGaussian seenAt(NDArray seen) {
    Shape shape = seen.getShape();
    if (shape.dimension() < 2 || !Shapes.last(shape, 2).equals(eventShape())) {
      throw new IllegalArgumentException(
          "LinearGaussian.seenAt(seen) got seen of shape "
              + shape
              + ", expected the values' own shape, which ends in "
              + eventShape());
    }
    return new LinearGaussian(parameters().stream().map(Parameter::value).toList(), length, seen);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return kalman(x.getDataType()).logDensity(x);
  }

  /**
   * The mean of the hidden vector at each time given the values up to then: sample + batch + [T, m]
   * → sample + batch + [T, d].
   */
  public NDArray filteredMeans(NDArray x) {
    return kalman(x.getDataType()).filter(x).means();
  }

  /**
   * The hidden vector at each time given all values.
   *
   * @param x sample + batch + [T, m]
   */
  public States smoothed(NDArray x) {
    return kalman(x.getDataType()).smooth(x);
  }

  /**
   * The values of the times after x, given x: a series of {@code steps} whose batch is sample +
   * batch. Its mean and draws are the forecast.
   *
   * @param x sample + batch + [T, m]
   */
  public LinearGaussian forecast(NDArray x, int steps) {
    Kalman.Filtered filtered = kalman(x.getDataType()).filter(x);
    return new LinearGaussian(
        Operand.of(filtered.next()),
        Operand.of(LinearAlgebra.cholesky(filtered.nextCovariance())),
        transition,
        transitionTril,
        observation,
        observationTril,
        steps);
  }

  /**
   * Hidden vectors given values.
   *
   * @param means sample + batch + [T, d]
   * @param covariances [T, d, d] for each batch, and for each sample if what is seen differs
   */
  public record States(NDArray means, NDArray covariances) {}

  private Kalman kalman(DataType type) {
    return new Kalman(
        broadcastTo(initialLoc.as(type), batchShape().add(states())),
        new Gram().forward(initialTril.as(type)),
        transition.as(type),
        new Gram().forward(transitionTril.as(type)),
        observation.as(type),
        new Gram().forward(observationTril.as(type)),
        eventShape(),
        batchShape(),
        seen);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    DataType type = noise.type();
    Shape batch = Shapes.concat(sampleShape, batchShape());
    Shape times = Shapes.concat(new Shape(length), batch);
    NDArray start = noise.at("initial").normal(batch.add(states()));
    NDArray steps = noise.at("states").normal(times.add(states()));
    NDArray errors = noise.at("values").normal(times.add(eventShape().get(1)));
    NDArray first = LinearAlgebra.matVec(initialTril.as(type), start).add(initialLoc.as(type));
    Scan.Result values =
        Scan.scan(
            length,
            List.of(first),
            List.of(steps, errors),
            (carry, row) -> {
              NDArray state = carry.get(0);
              NDArray x =
                  LinearAlgebra.matVec(observation.as(type), state)
                      .add(LinearAlgebra.matVec(observationTril.as(type), row.get(1)));
              NDArray next =
                  LinearAlgebra.matVec(transition.as(type), state)
                      .add(LinearAlgebra.matVec(transitionTril.as(type), row.get(0)));
              return Scan.next(next).emit(x);
            });
    return Kalman.timeBefore(values.emitted().get(0), 1);
  }

  /** H F^(t-1) a. */
  @Override
  public NDArray mean() {
    NDArray start = broadcastTo(initialLoc.as(type()), batchShape().add(states()));
    NDArray means =
        Scan.scan(
                length,
                List.of(start),
                List.of(),
                (carry, row) ->
                    Scan.next(LinearAlgebra.matVec(transition.as(type()), carry.get(0)))
                        .emit(LinearAlgebra.matVec(observation.as(type()), carry.get(0))))
            .emitted()
            .get(0);
    return Kalman.timeBefore(means, 1);
  }

  @Override
  public NDArray mode() {
    return mean();
  }
}
