package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.softmax;
import static org.borch.tensor.ArrayMath.takeAlong;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * Categorical(probs p, to be normalised) or Categorical(logits l), p proportional to exp(l): class
 * k with probability p_k, k = 0, ..., K-1. Values are INT64 arrays of class numbers, which have
 * neither mean nor variance.
 */
public final class Categorical extends Distribution {

  private static final int CLASSES = -1;

  private final Operand given;
  private final boolean isLogits;

  private Categorical(Parameter given, boolean isLogits) {
    super(given);
    this.given = given.value();
    this.isLogits = isLogits;
  }

  /** probs: batch + [K], from 0 on; divided by their sum. */
  public static Categorical ofProbs(Operand probs) {
    Constraint weights = Constraints.independent(Constraints.nonNegative(), 1);
    return new Categorical(new Parameter("probs", probs, weights), false);
  }

  /** logits: batch + [K], real. */
  public static Categorical ofLogits(Operand logits) {
    return new Categorical(new Parameter("logits", logits, Constraints.realVector()), true);
  }

  @Override
  public Categorical withParameters(List<Operand> values) {
    return isLogits ? ofLogits(values.get(0)) : ofProbs(values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.integerInterval(Operand.of(0), Operand.of(classes() - 1.0));
  }

  /** K. */
  long classes() {
    Shape shape = given.shape();
    return shape.get(shape.dimension() - 1);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray index = cast(x, DataType.INT64);
    NDArray weights = given.array();
    Shape batch = Shapes.broadcast(index.getShape(), batchShape());
    NDArray chosen =
        takeAlong(
            broadcastTo(weights, batch.add(classes())),
            broadcastTo(index, batch).expandDims(-1),
            CLASSES);
    return logWeight(chosen.squeeze(-1)).sub(logTotal(weights));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  private NDArray logWeight(NDArray weights) {
    return isLogits ? weights : log(weights);
  }

  private NDArray logTotal(NDArray weights) {
    return isLogits ? logSumExp(weights, CLASSES) : log(sumLast(weights, 1));
  }

  /** The class whose logit plus Gumbel noise is largest. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Shape shape = shape(sampleShape).add(classes());
    NDArray logits = logWeight(given.as(noise.type()));
    return logits.sub(log(noise.exponential(shape))).argMax(shape.dimension() - 1);
  }

  @Override
  public NDArray cdf(NDArray x) {
    return sum(classNumbers().lte(x.expandDims(-1)));
  }

  @Override
  public NDArray survival(NDArray x) {
    return sum(classNumbers().gt(x.expandDims(-1)));
  }

  /** The probability of some classes: sample + batch + [K] → sample + batch. */
  private NDArray sum(NDArray chosen) {
    return sumLast(probs().mul(cast(chosen, type())), 1);
  }

  private BorchArray classNumbers() {
    long[] numbers = LongStream.range(0, classes()).toArray();
    return BorchArray.of(new Shape(numbers.length), numbers);
  }

  @Override
  public NDArray mode() {
    return given.as(type()).argMax(CLASSES);
  }

  /** The normalised probabilities: batch + [K]. */
  public NDArray probs() {
    return probs(type());
  }

  /** The normalised probabilities in a type: batch + [K]. */
  NDArray probs(DataType type) {
    NDArray weights = given.as(type);
    return isLogits ? softmax(weights, CLASSES) : weights.div(sumLast(weights, 1).expandDims(-1));
  }

  private NDArray logProbs() {
    return logProbs(type());
  }

  /** The logarithms of {@link #probs} in a type: batch + [K]. */
  NDArray logProbs(DataType type) {
    NDArray weights = given.as(type);
    return logWeight(weights).sub(logTotal(weights).expandDims(-1));
  }

  @Override
  public NDArray entropy() {
    NDArray logProbs = logProbs();
    return sumLast(whereProbable(logProbs, logProbs), 1).neg();
  }

  /** KL(this || p) per batch. */
  NDArray divergenceFrom(Categorical p) {
    NDArray logProbs = logProbs();
    return sumLast(whereProbable(logProbs, logProbs.sub(p.logProbs())), 1);
  }

  /** exp(logProbs) * terms, 0 where the probability is 0. */
  private static NDArray whereProbable(NDArray logProbs, NDArray terms) {
    NDArray impossible = logProbs.eq(Double.NEGATIVE_INFINITY);
    return exp(logProbs).mul(where(impossible, 0, terms));
  }
}
