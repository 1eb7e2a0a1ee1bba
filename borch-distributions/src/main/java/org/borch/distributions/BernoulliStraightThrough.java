package org.borch.distributions;

import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logSigmoid;
import static org.borch.tensor.ArrayMath.sigmoid;
import static org.borch.tensor.ArrayMath.stopGradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * BernoulliStraightThrough(temperature τ, logits l): a Bernoulli whose draws, 0 or 1, have the
 * derivatives of the {@link RelaxedBernoulli} draw that they are rounded from: a biased estimate of
 * those of an expectation, for a network that must see whole numbers. Between 0 and 1 its log
 * density is linear.
 *
 * <p>Jang, Gu and Poole 2017, "Categorical reparameterization with Gumbel-softmax", section 2.2.
 */
public final class BernoulliStraightThrough extends Distribution {

  private final Operand temperature;
  private final Operand logits;

  /** temperature: batch, above 0; logits: batch. */
  public BernoulliStraightThrough(Operand temperature, Operand logits) {
    super(
        new Parameter("temperature", temperature, Constraints.positive()),
        new Parameter("logits", logits, Constraints.real()));
    this.temperature = temperature;
    this.logits = logits;
  }

  @Override
  public BernoulliStraightThrough withParameters(List<Operand> values) {
    return new BernoulliStraightThrough(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.bool();
  }

  @Override
  public boolean isReparameterized() {
    return true;
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray l = logits.like(x).add(temperature.like(x).mul(0)); // of the batch's shape
    return x.mul(logSigmoid(l)).add(x.neg().add(1).mul(logSigmoid(l.neg())));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray u = noise.uniform(shape(sampleShape));
    NDArray score = logits.like(u).add(log(u).sub(log1p(u.neg())));
    NDArray relaxed = sigmoid(score.div(temperature.like(u)));
    return cast(score.gt(0), noise.type()).add(relaxed.sub(stopGradient(relaxed)));
  }

  private Bernoulli bernoulli() {
    return Bernoulli.ofLogits(Operand.of(array(logits)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return Bernoulli.ofLogits(logits).expand(batchShape()).cdf(x);
  }

  @Override
  public NDArray mean() {
    return bernoulli().mean();
  }

  @Override
  public NDArray variance() {
    return bernoulli().variance();
  }

  @Override
  public NDArray mode() {
    return bernoulli().mode();
  }

  @Override
  public NDArray entropy() {
    return bernoulli().entropy();
  }
}
