package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.oneHot;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * OneHotCategorical(probs p, to be normalised) or OneHotCategorical(logits l), p proportional to
 * exp(l): a vector that is 1 in class k with probability p_k, and 0 in the others.
 */
public final class OneHotCategorical extends Distribution {

  private final Categorical each;

  private OneHotCategorical(Categorical each) {
    super(each.parameters().get(0));
    this.each = each;
  }

  /** probs: batch + [K], from 0 on; divided by their sum. */
  public static OneHotCategorical ofProbs(Operand probs) {
    return new OneHotCategorical(Categorical.ofProbs(probs));
  }

  /** logits: batch + [K], real. */
  public static OneHotCategorical ofLogits(Operand logits) {
    return new OneHotCategorical(Categorical.ofLogits(logits));
  }

  @Override
  public OneHotCategorical withParameters(List<Operand> values) {
    return new OneHotCategorical(each.withParameters(values));
  }

  @Override
  public Constraint support() {
    return Constraints.countVector(Operand.of(1));
  }

  @Override
  public Shape eventShape() {
    return new Shape(each.classes());
  }

  /** Only the class that is 1 counts, so that others may be impossible. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray isOne = x.gt(0);
    return sumLast(where(isOne, each.logProbs(x.getDataType()), 0), 1);
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    int classes = Math.toIntExact(each.classes());
    return Optional.of(oneHot(constant(x, 0), classes, x.getDataType()));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray number = each.draw(noise, sampleShape);
    return oneHot(number, Math.toIntExact(each.classes()), noise.type());
  }

  @Override
  public NDArray mean() {
    return broadcastTo(each.probs(), shape(new Shape()));
  }

  @Override
  public NDArray variance() {
    return mean().mul(mean().neg().add(1));
  }

  @Override
  public NDArray mode() {
    return oneHot(each.mode(), Math.toIntExact(each.classes()), type());
  }

  @Override
  public NDArray entropy() {
    return each.entropy();
  }
}
