package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logGamma;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.ArrayMath.xlogy;
import static org.borch.tensor.IncompleteMath.binomialQuantile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.CountMath;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.number.CountFamily;
import org.borch.tensor.random.Noise;

/**
 * Multinomial(totalCount n, probs p, to be normalised) or Multinomial(totalCount n, logits l), p
 * proportional to exp(l): n! / Π k_i! Π p_i^k_i for counts k of K classes with sum n.
 *
 * <p>Johnson, Kotz and Balakrishnan, Discrete Multivariate Distributions, chapter 35.
 */
public final class Multinomial extends Distribution {

  private final Operand totalCount;
  private final Categorical each;

  private Multinomial(Operand totalCount, Categorical each) {
    super(
        new Parameter("totalCount", totalCount, Constraints.nonNegativeInteger()),
        each.parameters().get(0));
    this.totalCount = totalCount;
    this.each = each;
  }

  /** totalCount: batch, whole, from 0 on; probs: batch + [K], from 0 on; divided by their sum. */
  public static Multinomial ofProbs(Operand totalCount, Operand probs) {
    return new Multinomial(totalCount, Categorical.ofProbs(probs));
  }

  /** totalCount: batch, whole, from 0 on; logits: batch + [K], real. */
  public static Multinomial ofLogits(Operand totalCount, Operand logits) {
    return new Multinomial(totalCount, Categorical.ofLogits(logits));
  }

  @Override
  public Multinomial withParameters(List<Operand> values) {
    return new Multinomial(values.get(0), each.withParameters(values.subList(1, 2)));
  }

  @Override
  public Constraint support() {
    return Constraints.countVector(totalCount);
  }

  @Override
  public Shape eventShape() {
    return new Shape(each.classes());
  }

  /** By the density of Dirichlet(k + 1) at p, in which nothing cancels. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray p = each.probs(x.getDataType());
    NDArray above = sumLast(x, 1).add(1);
    NDArray classes = above.zerosLike().add(each.classes() - 1.0);
    return Dirichlet.logDensity(x.add(1), p).sub(Stirling.logGammaStep(above, classes));
  }

  /** All in the first class. */
  @Override
  protected Optional<NDArray> inside(NDArray x) {
    NDArray n = totalCount.like(x).expandDims(-1); // batch + [1]
    Shape rest = Shapes.dropLast(n.getShape(), 1).add(each.classes() - 1);
    NDArray zeros = broadcastTo(constant(x, 0), rest);
    return Optional.of(each.classes() == 1 ? n : concat(-1, n, zeros));
  }

  /** One class after the other, each from the counts that are left. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray p = each.probs(noise.type());
    return draw(noise, totalCount, p, Shapes.concat(sampleShape, batchShape()));
  }

  /**
   * Counts of each class.
   *
   * @param p probabilities that broadcast to shape + [K]
   */
  static NDArray draw(Noise noise, Operand totalCount, NDArray p, Shape shape) {
    int classes = Math.toIntExact(p.getShape().get(p.getShape().dimension() - 1));
    NDArray left = broadcastTo(totalCount.like(p), shape);
    NDArray rest = left.onesLike();
    NDArray[] counts = new NDArray[classes];
    for (int i = 0; i < classes - 1; i++) {
      NDArray own = p.get(new NDIndex("..., " + i));
      NDArray share = own.div(rest.maximum(own)).minimum(1);
      NDArray u = noise.at(i).uniform(shape);
      counts[i] = binomialQuantile(u, left, where(rest.gt(0), share, 0));
      left = left.sub(counts[i]);
      rest = rest.sub(own).maximum(0);
    }
    counts[classes - 1] = left;
    return stack(-1, counts);
  }

  @Override
  public NDArray mean() {
    return array(totalCount).expandDims(-1).mul(probs());
  }

  @Override
  public NDArray variance() {
    return mean().mul(probs().neg().add(1));
  }

  /** E[Σ log k_i!] - log n! - n Σ p_i log p_i, from the binomial counts of each class. */
  @Override
  public NDArray entropy() {
    NDArray n = array(totalCount);
    NDArray p = probs();
    NDArray logOdds = log(p).sub(log1p(p.neg()));
    NDArray logFactorials =
        CountMath.logRising(
            CountFamily.BINOMIAL, n.onesLike().expandDims(-1), n.expandDims(-1), logOdds);
    return sumLast(logFactorials.sub(xlogy(n.expandDims(-1).mul(p), p)), 1).sub(logGamma(n.add(1)));
  }

  private NDArray probs() {
    return each.probs(type());
  }
}
