package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logSoftmax;
import static org.borch.tensor.ArrayMath.oneHot;
import static org.borch.tensor.ArrayMath.softmax;
import static org.borch.tensor.ArrayMath.stopGradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * OneHotCategoricalStraightThrough(temperature τ, logits l): a OneHotCategorical whose draws have
 * the derivatives of the {@link RelaxedOneHotCategorical} draw whose largest entry they are: a
 * biased estimate of those of an expectation, for a network that must see one class. Inside the
 * simplex its log density is linear.
 *
 * <p>Jang, Gu and Poole 2017, "Categorical reparameterization with Gumbel-softmax", section 2.2.
 */
public final class OneHotCategoricalStraightThrough extends Distribution {

  private final Operand temperature;
  private final Operand logits;

  /** temperature: batch, above 0; logits: batch + [K], real. */
  public OneHotCategoricalStraightThrough(Operand temperature, Operand logits) {
    super(
        new Parameter("temperature", temperature, Constraints.positive()),
        new Parameter("logits", logits, Constraints.realVector()));
    this.temperature = temperature;
    this.logits = logits;
  }

  @Override
  public OneHotCategoricalStraightThrough withParameters(List<Operand> values) {
    return new OneHotCategoricalStraightThrough(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.countVector(Operand.of(1));
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(logits.shape(), 1);
  }

  @Override
  public boolean isReparameterized() {
    return true;
  }

  private int classes() {
    return Math.toIntExact(eventShape().get(0));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray l = logits.like(x).add(temperature.like(x).mul(0).expandDims(-1));
    return sumLast(x.mul(logSoftmax(l, -1)), 1);
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(oneHot(constant(x, 0), classes(), x.getDataType()));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray e = noise.exponential(shape(sampleShape));
    NDArray scores = logits.like(e).sub(log(e));
    NDArray relaxed = softmax(scores.div(temperature.like(e).expandDims(-1)), -1);
    return oneHot(scores.argMax(-1), classes(), noise.type())
        .add(relaxed.sub(stopGradient(relaxed)));
  }

  private OneHotCategorical exact() {
    NDArray l = broadcastTo(logits.as(type()), shape(new Shape()));
    return OneHotCategorical.ofLogits(Operand.of(l));
  }

  @Override
  public NDArray mean() {
    return exact().mean();
  }

  @Override
  public NDArray variance() {
    return exact().variance();
  }

  @Override
  public NDArray mode() {
    return exact().mode();
  }

  @Override
  public NDArray entropy() {
    return exact().entropy();
  }
}
