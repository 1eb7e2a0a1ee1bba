package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.CountMath;
import org.borch.tensor.Operand;
import org.borch.tensor.number.CountFamily;
import org.borch.tensor.random.Noise;

/**
 * Hypergeometric(populationSize N, successStates K, draws n), the successes among n draws without
 * replacement: (K choose k) (N-K choose n-k) / (N choose n), max(0, n+K-N) ≤ k ≤ min(n, K).
 *
 * <p>Johnson, Kemp and Kotz, Univariate Discrete Distributions, chapter 6.
 */
public final class Hypergeometric extends Distribution {

  private final Operand populationSize;
  private final Operand successStates;
  private final Operand draws;

  /** All whole: populationSize: batch, from 0 on; the others: batch, from 0 to populationSize. */
  public Hypergeometric(Operand populationSize, Operand successStates, Operand draws) {
    super(
        new Parameter("populationSize", populationSize, Constraints.nonNegativeInteger()),
        new Parameter("successStates", successStates, upTo(populationSize)),
        new Parameter("draws", draws, upTo(populationSize)));
    this.populationSize = populationSize;
    this.successStates = successStates;
    this.draws = draws;
  }

  private static Constraint upTo(Operand populationSize) {
    return Constraints.integerInterval(Operand.of(0), populationSize);
  }

  @Override
  public Hypergeometric withParameters(List<Operand> values) {
    return new Hypergeometric(values.get(0), values.get(1), values.get(2));
  }

  @Override
  public Constraint support() {
    if (populationSize.isNumber() && successStates.isNumber() && draws.isNumber()) {
      double without = populationSize.number() - successStates.number();
      return Constraints.integerInterval(
          Operand.of(Math.max(0, draws.number() - without)).expand(batchShape()),
          Operand.of(Math.min(draws.number(), successStates.number())).expand(batchShape()));
    }
    return Constraints.integerInterval(
        Operand.of(lowest(array(draws))), Operand.of(array(draws).minimum(array(successStates))));
  }

  private NDArray lowest(NDArray like) {
    NDArray without = populationSize.like(like).sub(successStates.like(like));
    return draws.like(like).sub(without).maximum(0);
  }

  /** As the probability of k and n-k successes of two binomials, given their sum. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray all = populationSize.like(x);
    NDArray good = successStates.like(x);
    NDArray n = draws.like(x);
    NDArray none = all.eq(0);
    NDArray share = ArrayMath.where(none, 0, n.div(ArrayMath.where(none, 1, all)));
    Chance chance = Chance.ofProbs(Operand.of(share));
    return Binomial.logMass(chance, good, x)
        .add(Binomial.logMass(chance, all.sub(good), n.sub(x)))
        .sub(Binomial.logMass(chance, all, n));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(lowest(x));
  }

  private NDArray[] parameters(NDArray like) {
    return new NDArray[] {populationSize.like(like), successStates.like(like), draws.like(like)};
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return icdf(noise.uniform(shape(sampleShape)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return CountMath.cdf(CountFamily.HYPERGEOMETRIC, x, parameters(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    return CountMath.survival(CountFamily.HYPERGEOMETRIC, x, parameters(x));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return CountMath.quantile(CountFamily.HYPERGEOMETRIC, probability, parameters(probability));
  }

  /** Of a population of none, 0. */
  @Override
  public NDArray mean() {
    return array(draws).mul(share());
  }

  private NDArray share() {
    return array(successStates).div(array(populationSize).maximum(1));
  }

  @Override
  public NDArray variance() {
    NDArray all = array(populationSize);
    NDArray rest = all.sub(array(draws)).div(all.sub(1).maximum(1));
    return mean().mul(share().neg().add(1)).mul(rest);
  }

  /** Where the peak is at a whole number, the count before it has as much. */
  @Override
  public NDArray mode() {
    NDArray peak =
        array(draws).add(1).mul(array(successStates).add(1)).div(array(populationSize).add(2));
    NDArray most = array(draws).minimum(array(successStates));
    return peak.ceil().sub(1).maximum(lowest(most)).minimum(most);
  }

  @Override
  public NDArray entropy() {
    return CountMath.entropy(CountFamily.HYPERGEOMETRIC, parameters(array(draws)));
  }
}
