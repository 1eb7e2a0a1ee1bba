package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Function;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Gram;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;
import org.borch.tensor.trace.Scan;

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
    super(
        new Parameter("initialLoc", initialLoc, Constraints.realVector()),
        new Parameter("initialTril", initialTril, Constraints.lowerCholesky()),
        new Parameter("transition", transition, MATRIX),
        new Parameter("transitionTril", transitionTril, Constraints.lowerCholesky()),
        new Parameter("observation", observation, MATRIX),
        new Parameter("observationTril", observationTril, Constraints.lowerCholesky()));
    if (length < 1) {
      throw new IllegalArgumentException(
          "LinearGaussian(..., length) got length = " + length + ", expected at least 1");
    }
    this.initialLoc = initialLoc;
    this.initialTril = initialTril;
    this.transition = transition;
    this.transitionTril = transitionTril;
    this.observation = observation;
    this.observationTril = observationTril;
    this.length = length;
  }

  @Override
  public LinearGaussian withParameters(List<Operand> values) {
    return new LinearGaussian(
        values.get(0),
        values.get(1),
        values.get(2),
        values.get(3),
        values.get(4),
        values.get(5),
        length);
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

  @Override
  protected NDArray logDensity(NDArray x) {
    return filter(x, List::of).carry().get(2);
  }

  /**
   * The mean of the hidden vector at each time given the values up to then: sample + batch + [T, m]
   * → sample + batch + [T, d].
   */
  public NDArray filteredMeans(NDArray x) {
    NDArray means = filter(x, mean -> List.of(mean)).emitted().get(0);
    return timeBeforeLast(means);
  }

  /** Kalman's filter: the carry is the predicted mean, its covariance and the log density. */
  private Scan.Result filter(NDArray x, Function<NDArray, List<NDArray>> seen) {
    DataType type = x.getDataType();
    Shape batch = Shapes.broadcast(Shapes.dropLast(x.getShape(), 2), batchShape());
    NDArray f = transition.as(type);
    NDArray q = new Gram().forward(transitionTril.as(type));
    NDArray h = observation.as(type);
    NDArray r = new Gram().forward(observationTril.as(type));
    NDArray start = broadcastTo(initialLoc.as(type), batch.add(states()));
    NDArray covariance =
        broadcastTo(
            new Gram().forward(initialTril.as(type)), batchShape().add(states()).add(states()));
    double constant = eventShape().get(1) * Stirling.HALF_LOG_TWO_PI;
    return Scan.scan(
        length,
        List.of(start, covariance, broadcastTo(constant(x, 0), batch)),
        List.of(timeFirst(broadcastTo(x, Shapes.concat(batch, eventShape())))),
        (carry, row) -> {
          NDArray mean = carry.get(0);
          NDArray p = carry.get(1);
          NDArray across = h.matMul(p); // batch + [m, d]
          NDArray factor = LinearAlgebra.cholesky(across.matMul(LinearAlgebra.transpose(h)).add(r));
          NDArray gap = row.get(0).sub(LinearAlgebra.matVec(h, mean)).expandDims(-1);
          NDArray white = LinearAlgebra.solveTriangular(factor, gap, false); // [..., m, 1]
          NDArray gain = LinearAlgebra.solveTriangular(factor, across, false); // [..., m, d]
          NDArray gainT = LinearAlgebra.transpose(gain);
          NDArray updated = mean.add(gainT.matMul(white).squeeze(-1));
          NDArray rest = p.sub(gainT.matMul(gain));
          NDArray density =
              sumLast(square(white), 2)
                  .mul(-0.5)
                  .sub(LinearAlgebra.logDetTriangular(factor))
                  .sub(constant);
          NDArray next = f.matMul(rest).matMul(LinearAlgebra.transpose(f)).add(q);
          return Scan.next(LinearAlgebra.matVec(f, updated), next, carry.get(2).add(density))
              .emit(seen.apply(updated).toArray(NDArray[]::new));
        });
  }

  /** any + [T, m] → [T] + any + [m]. */
  private static NDArray timeFirst(NDArray x) {
    NDArray moved = x;
    for (int axis = x.getShape().dimension() - 2; axis > 0; axis--) {
      moved = moved.swapAxes(axis, axis - 1);
    }
    return moved;
  }

  /** [T] + any + [m] → any + [T, m]. */
  private static NDArray timeBeforeLast(NDArray x) {
    NDArray moved = x;
    for (int axis = 0; axis < x.getShape().dimension() - 2; axis++) {
      moved = moved.swapAxes(axis, axis + 1);
    }
    return moved;
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
    return timeBeforeLast(values.emitted().get(0));
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
    return timeBeforeLast(means);
  }

  @Override
  public NDArray mode() {
    return mean();
  }
}
