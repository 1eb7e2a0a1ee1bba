package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/** The part of {@link Distributions} on whole numbers. */
abstract class CountFactories extends BoundedFactories {

  CountFactories() {}

  /** {@link Geometric}: the failures before the first success. */
  public static Geometric geometric(double probs) {
    return Geometric.ofProbs(Operand.of(probs));
  }

  /** {@link Geometric}: the failures before the first success. */
  public static Geometric geometric(NDArray probs) {
    return Geometric.ofProbs(Operand.of(probs));
  }

  /** {@link Geometric} by the log odds of a success. */
  public static Geometric geometricLogits(double logits) {
    return Geometric.ofLogits(Operand.of(logits));
  }

  /** {@link Geometric} by the log odds of a success. */
  public static Geometric geometricLogits(NDArray logits) {
    return Geometric.ofLogits(Operand.of(logits));
  }

  /** {@link NegativeBinomial} with mean totalCount probs / (1 - probs). */
  public static NegativeBinomial negativeBinomial(double totalCount, double probs) {
    return NegativeBinomial.ofProbs(Operand.of(totalCount), Operand.of(probs));
  }

  /** {@link NegativeBinomial} with mean totalCount probs / (1 - probs). */
  public static NegativeBinomial negativeBinomial(double totalCount, NDArray probs) {
    return NegativeBinomial.ofProbs(Operand.of(totalCount), Operand.of(probs));
  }

  /** {@link NegativeBinomial} with mean totalCount probs / (1 - probs). */
  public static NegativeBinomial negativeBinomial(NDArray totalCount, double probs) {
    return NegativeBinomial.ofProbs(Operand.of(totalCount), Operand.of(probs));
  }

  /** {@link NegativeBinomial} with mean totalCount probs / (1 - probs). */
  public static NegativeBinomial negativeBinomial(NDArray totalCount, NDArray probs) {
    return NegativeBinomial.ofProbs(Operand.of(totalCount), Operand.of(probs));
  }

  /** {@link NegativeBinomial} with mean totalCount exp(logits). */
  public static NegativeBinomial negativeBinomialLogits(double totalCount, double logits) {
    return NegativeBinomial.ofLogits(Operand.of(totalCount), Operand.of(logits));
  }

  /** {@link NegativeBinomial} with mean totalCount exp(logits). */
  public static NegativeBinomial negativeBinomialLogits(double totalCount, NDArray logits) {
    return NegativeBinomial.ofLogits(Operand.of(totalCount), Operand.of(logits));
  }

  /** {@link NegativeBinomial} with mean totalCount exp(logits). */
  public static NegativeBinomial negativeBinomialLogits(NDArray totalCount, double logits) {
    return NegativeBinomial.ofLogits(Operand.of(totalCount), Operand.of(logits));
  }

  /** {@link NegativeBinomial} with mean totalCount exp(logits). */
  public static NegativeBinomial negativeBinomialLogits(NDArray totalCount, NDArray logits) {
    return NegativeBinomial.ofLogits(Operand.of(totalCount), Operand.of(logits));
  }

  /** {@link NegativeBinomial2}, of variance mean + mean² / concentration. */
  public static NegativeBinomial2 negativeBinomial2(double mean, double concentration) {
    return new NegativeBinomial2(Operand.of(mean), Operand.of(concentration));
  }

  /** {@link NegativeBinomial2}, of variance mean + mean² / concentration. */
  public static NegativeBinomial2 negativeBinomial2(double mean, NDArray concentration) {
    return new NegativeBinomial2(Operand.of(mean), Operand.of(concentration));
  }

  /** {@link NegativeBinomial2}, of variance mean + mean² / concentration. */
  public static NegativeBinomial2 negativeBinomial2(NDArray mean, double concentration) {
    return new NegativeBinomial2(Operand.of(mean), Operand.of(concentration));
  }

  /** {@link NegativeBinomial2}, of variance mean + mean² / concentration. */
  public static NegativeBinomial2 negativeBinomial2(NDArray mean, NDArray concentration) {
    return new NegativeBinomial2(Operand.of(mean), Operand.of(concentration));
  }

  /** {@link DiscreteUniform} on the whole numbers from {@code low} to {@code high}. */
  public static DiscreteUniform discreteUniform(double low, double high) {
    return new DiscreteUniform(Operand.of(low), Operand.of(high));
  }

  /** {@link DiscreteUniform} on the whole numbers from {@code low} to {@code high}. */
  public static DiscreteUniform discreteUniform(double low, NDArray high) {
    return new DiscreteUniform(Operand.of(low), Operand.of(high));
  }

  /** {@link DiscreteUniform} on the whole numbers from {@code low} to {@code high}. */
  public static DiscreteUniform discreteUniform(NDArray low, double high) {
    return new DiscreteUniform(Operand.of(low), Operand.of(high));
  }

  /** {@link DiscreteUniform} on the whole numbers from {@code low} to {@code high}. */
  public static DiscreteUniform discreteUniform(NDArray low, NDArray high) {
    return new DiscreteUniform(Operand.of(low), Operand.of(high));
  }

  /** {@link OrderedLogistic}; cutpoints: batch + [K-1], ascending. */
  public static OrderedLogistic orderedLogistic(double predictor, NDArray cutpoints) {
    return new OrderedLogistic(Operand.of(predictor), Operand.of(cutpoints));
  }

  /** {@link OrderedLogistic}; cutpoints: batch + [K-1], ascending. */
  public static OrderedLogistic orderedLogistic(NDArray predictor, NDArray cutpoints) {
    return new OrderedLogistic(Operand.of(predictor), Operand.of(cutpoints));
  }

  /** {@link Binomial}: the successes among {@code totalCount} trials. */
  public static Binomial binomial(double totalCount, double probs) {
    return Binomial.ofProbs(Operand.of(totalCount), Operand.of(probs));
  }

  /** {@link Binomial}: the successes among {@code totalCount} trials. */
  public static Binomial binomial(double totalCount, NDArray probs) {
    return Binomial.ofProbs(Operand.of(totalCount), Operand.of(probs));
  }

  /** {@link Binomial}: the successes among {@code totalCount} trials. */
  public static Binomial binomial(NDArray totalCount, double probs) {
    return Binomial.ofProbs(Operand.of(totalCount), Operand.of(probs));
  }

  /** {@link Binomial}: the successes among {@code totalCount} trials. */
  public static Binomial binomial(NDArray totalCount, NDArray probs) {
    return Binomial.ofProbs(Operand.of(totalCount), Operand.of(probs));
  }

  /** {@link Binomial} by the log odds of a success. */
  public static Binomial binomialLogits(double totalCount, double logits) {
    return Binomial.ofLogits(Operand.of(totalCount), Operand.of(logits));
  }

  /** {@link Binomial} by the log odds of a success. */
  public static Binomial binomialLogits(double totalCount, NDArray logits) {
    return Binomial.ofLogits(Operand.of(totalCount), Operand.of(logits));
  }

  /** {@link Binomial} by the log odds of a success. */
  public static Binomial binomialLogits(NDArray totalCount, double logits) {
    return Binomial.ofLogits(Operand.of(totalCount), Operand.of(logits));
  }

  /** {@link Binomial} by the log odds of a success. */
  public static Binomial binomialLogits(NDArray totalCount, NDArray logits) {
    return Binomial.ofLogits(Operand.of(totalCount), Operand.of(logits));
  }

  /** {@link BetaBinomial}: a Binomial whose probability is from a Beta. */
  public static BetaBinomial betaBinomial(
      double totalCount, double concentration1, double concentration0) {
    return new BetaBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaBinomial}: a Binomial whose probability is from a Beta. */
  public static BetaBinomial betaBinomial(
      double totalCount, double concentration1, NDArray concentration0) {
    return new BetaBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaBinomial}: a Binomial whose probability is from a Beta. */
  public static BetaBinomial betaBinomial(
      double totalCount, NDArray concentration1, double concentration0) {
    return new BetaBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaBinomial}: a Binomial whose probability is from a Beta. */
  public static BetaBinomial betaBinomial(
      double totalCount, NDArray concentration1, NDArray concentration0) {
    return new BetaBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaBinomial}: a Binomial whose probability is from a Beta. */
  public static BetaBinomial betaBinomial(
      NDArray totalCount, double concentration1, double concentration0) {
    return new BetaBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaBinomial}: a Binomial whose probability is from a Beta. */
  public static BetaBinomial betaBinomial(
      NDArray totalCount, double concentration1, NDArray concentration0) {
    return new BetaBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaBinomial}: a Binomial whose probability is from a Beta. */
  public static BetaBinomial betaBinomial(
      NDArray totalCount, NDArray concentration1, double concentration0) {
    return new BetaBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaBinomial}: a Binomial whose probability is from a Beta. */
  public static BetaBinomial betaBinomial(
      NDArray totalCount, NDArray concentration1, NDArray concentration0) {
    return new BetaBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link ZeroInflated} counts, with an extra 0 with probability {@code gate}. */
  public static ZeroInflated zeroInflated(double gate, Distribution counts) {
    return ZeroInflated.of(Operand.of(gate), counts);
  }

  /** {@link ZeroInflated} counts, with an extra 0 with probability {@code gate}. */
  public static ZeroInflated zeroInflated(NDArray gate, Distribution counts) {
    return ZeroInflated.of(Operand.of(gate), counts);
  }

  /** {@link Hypergeometric}: the successes among draws without replacement. */
  public static Hypergeometric hypergeometric(
      double populationSize, double successStates, double draws) {
    return new Hypergeometric(
        Operand.of(populationSize), Operand.of(successStates), Operand.of(draws));
  }

  /** {@link Hypergeometric}: the successes among draws without replacement. */
  public static Hypergeometric hypergeometric(
      double populationSize, double successStates, NDArray draws) {
    return new Hypergeometric(
        Operand.of(populationSize), Operand.of(successStates), Operand.of(draws));
  }

  /** {@link Hypergeometric}: the successes among draws without replacement. */
  public static Hypergeometric hypergeometric(
      double populationSize, NDArray successStates, double draws) {
    return new Hypergeometric(
        Operand.of(populationSize), Operand.of(successStates), Operand.of(draws));
  }

  /** {@link Hypergeometric}: the successes among draws without replacement. */
  public static Hypergeometric hypergeometric(
      double populationSize, NDArray successStates, NDArray draws) {
    return new Hypergeometric(
        Operand.of(populationSize), Operand.of(successStates), Operand.of(draws));
  }

  /** {@link Hypergeometric}: the successes among draws without replacement. */
  public static Hypergeometric hypergeometric(
      NDArray populationSize, double successStates, double draws) {
    return new Hypergeometric(
        Operand.of(populationSize), Operand.of(successStates), Operand.of(draws));
  }

  /** {@link Hypergeometric}: the successes among draws without replacement. */
  public static Hypergeometric hypergeometric(
      NDArray populationSize, double successStates, NDArray draws) {
    return new Hypergeometric(
        Operand.of(populationSize), Operand.of(successStates), Operand.of(draws));
  }

  /** {@link Hypergeometric}: the successes among draws without replacement. */
  public static Hypergeometric hypergeometric(
      NDArray populationSize, NDArray successStates, double draws) {
    return new Hypergeometric(
        Operand.of(populationSize), Operand.of(successStates), Operand.of(draws));
  }

  /** {@link Hypergeometric}: the successes among draws without replacement. */
  public static Hypergeometric hypergeometric(
      NDArray populationSize, NDArray successStates, NDArray draws) {
    return new Hypergeometric(
        Operand.of(populationSize), Operand.of(successStates), Operand.of(draws));
  }

  /** {@link Skellam}: the difference of two Poisson counts. */
  public static Skellam skellam(double rate1, double rate2) {
    return new Skellam(Operand.of(rate1), Operand.of(rate2));
  }

  /** {@link Skellam}: the difference of two Poisson counts. */
  public static Skellam skellam(double rate1, NDArray rate2) {
    return new Skellam(Operand.of(rate1), Operand.of(rate2));
  }

  /** {@link Skellam}: the difference of two Poisson counts. */
  public static Skellam skellam(NDArray rate1, double rate2) {
    return new Skellam(Operand.of(rate1), Operand.of(rate2));
  }

  /** {@link Skellam}: the difference of two Poisson counts. */
  public static Skellam skellam(NDArray rate1, NDArray rate2) {
    return new Skellam(Operand.of(rate1), Operand.of(rate2));
  }

  /** {@link YuleSimon} from 1 on. */
  public static YuleSimon yuleSimon(double concentration) {
    return new YuleSimon(Operand.of(concentration));
  }

  /** {@link YuleSimon} from 1 on. */
  public static YuleSimon yuleSimon(NDArray concentration) {
    return new YuleSimon(Operand.of(concentration));
  }

  /** {@link DiscreteWeibull}; concentration 1 is a Geometric. */
  public static DiscreteWeibull discreteWeibull(double probs, double concentration) {
    return new DiscreteWeibull(Operand.of(probs), Operand.of(concentration));
  }

  /** {@link DiscreteWeibull}; concentration 1 is a Geometric. */
  public static DiscreteWeibull discreteWeibull(double probs, NDArray concentration) {
    return new DiscreteWeibull(Operand.of(probs), Operand.of(concentration));
  }

  /** {@link DiscreteWeibull}; concentration 1 is a Geometric. */
  public static DiscreteWeibull discreteWeibull(NDArray probs, double concentration) {
    return new DiscreteWeibull(Operand.of(probs), Operand.of(concentration));
  }

  /** {@link DiscreteWeibull}; concentration 1 is a Geometric. */
  public static DiscreteWeibull discreteWeibull(NDArray probs, NDArray concentration) {
    return new DiscreteWeibull(Operand.of(probs), Operand.of(concentration));
  }

  /** {@link DiscreteLaplace} around the whole number {@code loc}. */
  public static DiscreteLaplace discreteLaplace(double loc, double scale) {
    return new DiscreteLaplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link DiscreteLaplace} around the whole number {@code loc}. */
  public static DiscreteLaplace discreteLaplace(double loc, NDArray scale) {
    return new DiscreteLaplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link DiscreteLaplace} around the whole number {@code loc}. */
  public static DiscreteLaplace discreteLaplace(NDArray loc, double scale) {
    return new DiscreteLaplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link DiscreteLaplace} around the whole number {@code loc}. */
  public static DiscreteLaplace discreteLaplace(NDArray loc, NDArray scale) {
    return new DiscreteLaplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link BetaNegativeBinomial}: a NegativeBinomial whose probability is from a Beta. */
  public static BetaNegativeBinomial betaNegativeBinomial(
      double totalCount, double concentration1, double concentration0) {
    return new BetaNegativeBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaNegativeBinomial}: a NegativeBinomial whose probability is from a Beta. */
  public static BetaNegativeBinomial betaNegativeBinomial(
      double totalCount, double concentration1, NDArray concentration0) {
    return new BetaNegativeBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaNegativeBinomial}: a NegativeBinomial whose probability is from a Beta. */
  public static BetaNegativeBinomial betaNegativeBinomial(
      double totalCount, NDArray concentration1, double concentration0) {
    return new BetaNegativeBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaNegativeBinomial}: a NegativeBinomial whose probability is from a Beta. */
  public static BetaNegativeBinomial betaNegativeBinomial(
      double totalCount, NDArray concentration1, NDArray concentration0) {
    return new BetaNegativeBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaNegativeBinomial}: a NegativeBinomial whose probability is from a Beta. */
  public static BetaNegativeBinomial betaNegativeBinomial(
      NDArray totalCount, double concentration1, double concentration0) {
    return new BetaNegativeBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaNegativeBinomial}: a NegativeBinomial whose probability is from a Beta. */
  public static BetaNegativeBinomial betaNegativeBinomial(
      NDArray totalCount, double concentration1, NDArray concentration0) {
    return new BetaNegativeBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaNegativeBinomial}: a NegativeBinomial whose probability is from a Beta. */
  public static BetaNegativeBinomial betaNegativeBinomial(
      NDArray totalCount, NDArray concentration1, double concentration0) {
    return new BetaNegativeBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link BetaNegativeBinomial}: a NegativeBinomial whose probability is from a Beta. */
  public static BetaNegativeBinomial betaNegativeBinomial(
      NDArray totalCount, NDArray concentration1, NDArray concentration0) {
    return new BetaNegativeBinomial(
        Operand.of(totalCount), Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link Zipf} of ranks from 1 on. */
  public static Zipf zipf(double exponent) {
    return new Zipf(Operand.of(exponent));
  }

  /** {@link Zipf} of ranks from 1 on. */
  public static Zipf zipf(NDArray exponent) {
    return new Zipf(Operand.of(exponent));
  }

  /** {@link PoissonBinomial}; probs: batch + [n], one of each trial. */
  public static PoissonBinomial poissonBinomial(NDArray probs) {
    return new PoissonBinomial(Operand.of(probs));
  }

  /** {@link OrderedProbit}; cutpoints: batch + [K-1], ascending. */
  public static OrderedProbit orderedProbit(double predictor, NDArray cutpoints) {
    return new OrderedProbit(Operand.of(predictor), Operand.of(cutpoints));
  }

  /** {@link OrderedProbit}; cutpoints: batch + [K-1], ascending. */
  public static OrderedProbit orderedProbit(NDArray predictor, NDArray cutpoints) {
    return new OrderedProbit(Operand.of(predictor), Operand.of(cutpoints));
  }

  /** {@link Hurdle} counts: 0 with probability {@code gate}, else above 0. */
  public static Hurdle hurdle(double gate, Distribution counts) {
    return Hurdle.of(Operand.of(gate), counts);
  }

  /** {@link Hurdle} counts: 0 with probability {@code gate}, else above 0. */
  public static Hurdle hurdle(NDArray gate, Distribution counts) {
    return Hurdle.of(Operand.of(gate), counts);
  }

  /** {@link ConwayMaxwellPoisson} with masses in proportion to rate^k / k!^nu. */
  public static ConwayMaxwellPoisson conwayMaxwellPoisson(double rate, double nu) {
    return new ConwayMaxwellPoisson(Operand.of(rate), Operand.of(nu));
  }

  /** {@link ConwayMaxwellPoisson} with masses in proportion to rate^k / k!^nu. */
  public static ConwayMaxwellPoisson conwayMaxwellPoisson(double rate, NDArray nu) {
    return new ConwayMaxwellPoisson(Operand.of(rate), Operand.of(nu));
  }

  /** {@link ConwayMaxwellPoisson} with masses in proportion to rate^k / k!^nu. */
  public static ConwayMaxwellPoisson conwayMaxwellPoisson(NDArray rate, double nu) {
    return new ConwayMaxwellPoisson(Operand.of(rate), Operand.of(nu));
  }

  /** {@link ConwayMaxwellPoisson} with masses in proportion to rate^k / k!^nu. */
  public static ConwayMaxwellPoisson conwayMaxwellPoisson(NDArray rate, NDArray nu) {
    return new ConwayMaxwellPoisson(Operand.of(rate), Operand.of(nu));
  }
}
