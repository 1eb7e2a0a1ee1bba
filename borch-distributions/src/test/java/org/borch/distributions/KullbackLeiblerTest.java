package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.binomial;
import static org.borch.distributions.Distributions.binomialLogits;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.categoricalLogits;
import static org.borch.distributions.Distributions.cauchy;
import static org.borch.distributions.Distributions.chi2;
import static org.borch.distributions.Distributions.conwayMaxwellPoisson;
import static org.borch.distributions.Distributions.delta;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.exponential;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.geometric;
import static org.borch.distributions.Distributions.geometricLogits;
import static org.borch.distributions.Distributions.gumbel;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.inverseGamma;
import static org.borch.distributions.Distributions.kumaraswamy;
import static org.borch.distributions.Distributions.laplace;
import static org.borch.distributions.Distributions.logNormal;
import static org.borch.distributions.Distributions.logistic;
import static org.borch.distributions.Distributions.multivariateNormal;
import static org.borch.distributions.Distributions.multivariateNormalPrecision;
import static org.borch.distributions.Distributions.multivariateNormalTril;
import static org.borch.distributions.Distributions.negativeBinomial;
import static org.borch.distributions.Distributions.negativeBinomialLogits;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.pareto;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.distributions.Distributions.studentT;
import static org.borch.distributions.Distributions.transformed;
import static org.borch.distributions.Distributions.truncatedNormal;
import static org.borch.distributions.Distributions.uniform;
import static org.borch.distributions.Distributions.vonMises;
import static org.borch.distributions.Distributions.vonMisesFisher;
import static org.borch.distributions.Distributions.weibull;
import static org.borch.distributions.Distributions.wishart;
import static org.borch.distributions.Distributions.wishartTril;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.transform.Exp;
import org.borch.distributions.transform.Sigmoid;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KullbackLeiblerTest {

  private static final BorchArray TRIL = BorchArray.of(new double[][] {{1.2, 0}, {0.5, 0.7}});
  private static final BorchArray MATRIX = BorchArray.of(new double[][] {{2.0, 0.6}, {0.6, 1.0}});

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  record Pair(Distribution q, Distribution p) {}

  static List<Pair> pairs() {
    BorchArray loc = BorchArray.of(0.5, -1.0);
    Distribution independent = normal(loc, BorchArray.of(0.4, 2.0)).toEvent(1);
    Sigmoid logistic = new Sigmoid(Operand.of(-1), Operand.of(2));
    return List.of(
        new Pair(normal(1, 2), normal(0, 1)),
        new Pair(logNormal(1, 0.5), logNormal(0, 1)),
        new Pair(halfNormal(0.5), halfNormal(2)),
        new Pair(
            vonMisesFisher(BorchArray.of(0.6, 0.0, 0.8), 3),
            vonMisesFisher(BorchArray.of(0.0, 1.0, 0.0), 1.2)),
        new Pair(conwayMaxwellPoisson(3, 1.5), conwayMaxwellPoisson(1.2, 0.6)),
        new Pair(halfCauchy(0.5), halfCauchy(2)),
        new Pair(gamma(2, 3), gamma(1.5, 1)),
        new Pair(beta(2, 3), beta(1.5, 0.9)),
        new Pair(uniform(0, 1), uniform(-1, 2)),
        new Pair(dirichlet(1, 2, 3), dirichlet(2, 2, 0.5)),
        new Pair(bernoulli(0.3), bernoulli(0.6)),
        new Pair(bernoulliLogits(0.3), bernoulli(0.6)),
        new Pair(bernoulli(0.3), bernoulliLogits(-1)),
        new Pair(poisson(3), poisson(5)),
        new Pair(categorical(1, 2, 3), categorical(3, 2, 1)),
        new Pair(categorical(1, 2, 3), categoricalLogits(0.5, 0, -1)),
        new Pair(multivariateNormalTril(loc, TRIL), multivariateNormal(0, MATRIX)),
        new Pair(multivariateNormal(loc, MATRIX), multivariateNormalPrecision(0, MATRIX)),
        new Pair(multivariateNormalPrecision(loc, MATRIX), multivariateNormalTril(0, TRIL)),
        new Pair(multivariateNormalTril(0, TRIL), independent),
        new Pair(independent, multivariateNormalTril(0, TRIL)),
        new Pair(independent, normal(BorchArray.of(0, 0), 1).toEvent(1)),
        new Pair(
            gamma(BorchArray.of(2.0, 3.0), 1).toEvent(1),
            gamma(BorchArray.of(1.0, 2.0), 2).toEvent(1)),
        new Pair(transformed(normal(1, 2), new Exp()), transformed(normal(0, 1), new Exp())),
        new Pair(transformed(normal(1, 0.5), logistic), transformed(normal(0, 1), logistic)),
        new Pair(uniform(-1, 2), normal(0.5, 1.5)),
        new Pair(studentT(6, 1, 0.5), normal(0, 2)),
        new Pair(logNormal(0.2, 0.4), normal(1, 2)),
        new Pair(halfNormal(0.7), normal(1, 2)),
        new Pair(gamma(3, 2), normal(1, 2)),
        new Pair(beta(3, 2), normal(1, 2)),
        new Pair(logNormal(0.2, 0.4), halfNormal(2)),
        new Pair(gamma(3, 2), halfNormal(2)),
        new Pair(beta(3, 2), halfNormal(2)),
        new Pair(logNormal(0, 0.5), gamma(2, 2)),
        new Pair(gamma(3, 2), logNormal(0, 1)),
        new Pair(beta(3, 2), uniform(-1, 1)),
        new Pair(exponential(2), exponential(0.7)),
        new Pair(inverseGamma(4, 3), inverseGamma(2.5, 1)),
        new Pair(chi2(5), chi2(3)),
        new Pair(chi2(5), gamma(2, 1)),
        new Pair(gamma(2, 1), chi2(5)),
        new Pair(laplace(1, 2), laplace(0, 1)),
        new Pair(cauchy(1, 2), cauchy(0, 1)),
        new Pair(gumbel(1, 2), gumbel(0, 3)),
        new Pair(weibull(1.5, 2), weibull(2, 1.3)),
        new Pair(pareto(2, 3), pareto(1.5, 2)),
        new Pair(geometric(0.3), geometricLogits(0.2)),
        new Pair(binomial(12, 0.3), binomialLogits(12, 0.2)),
        new Pair(negativeBinomial(4, 0.4), negativeBinomialLogits(4, -1)),
        new Pair(laplace(1, 2), normal(0, 1.5)),
        new Pair(logistic(1, 0.5), normal(0, 1.5)),
        new Pair(gumbel(1, 2), normal(0, 3)),
        new Pair(exponential(2), normal(0, 1.5)),
        new Pair(weibull(1.5, 2), normal(0, 1.5)),
        new Pair(truncatedNormal(0.5, 1.5, -1, 2), normal(0, 1.5)),
        new Pair(normal(1, 2), laplace(0, 1)),
        new Pair(normal(1, 0.5), gumbel(0, 2)),
        new Pair(exponential(2), gamma(3, 2)),
        new Pair(gamma(3, 2), exponential(0.7)),
        new Pair(weibull(1.5, 2), gamma(3, 2)),
        new Pair(normal(1, 2), cauchy(0, 0.1)),
        new Pair(normal(1, 2), studentT(3, 0, 0.7)),
        new Pair(halfNormal(2), halfCauchy(0.4)),
        new Pair(beta(3, 0.7), kumaraswamy(2, 1.5)),
        new Pair(kumaraswamy(2, 1.5), beta(3, 0.7)),
        new Pair(binomial(5, 0.3), binomial(9, 0.2)),
        new Pair(negativeBinomial(4, 0.4), negativeBinomial(2.5, 0.3)),
        new Pair(negativeBinomial(4, 0.4), poisson(3)),
        new Pair(poisson(3), negativeBinomial(4, 0.4)),
        new Pair(vonMises(0.5, 3), vonMises(-1, 0.7)),
        new Pair(wishart(5, MATRIX), wishartTril(4, TRIL)));
  }

  @Test
  void aBinomialWithMoreTrialsIsInfinitelyFar() {
    assertThat(divergence(binomial(9, 0.3), binomial(5, 0.3))).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void closedFormAgreesWithDraws(Pair pair) {
    NDArray x = pair.q().sample(noise(), new Shape(20_000));
    double[] draws = BorchArray.wrap(pair.q().logProb(x).sub(pair.p().logProb(x))).values();

    assertThat(KullbackLeibler.exists(pair.q(), pair.p())).isTrue();
    Estimate.of(draws).assertAgreesWith(divergence(pair.q(), pair.p()), "KL");
  }

  static List<Pair> pairsWithDivergenceFromThemselves() {
    return pairs().stream().filter(pair -> KullbackLeibler.exists(pair.q(), pair.q())).toList();
  }

  @ParameterizedTest
  @MethodSource("pairsWithDivergenceFromThemselves")
  void divergenceFromItselfIsZero(Pair pair) {
    assertThat(divergence(pair.q(), pair.q())).isCloseTo(0, within(1e-12));
  }

  @Test
  void f1_theDivergenceIsOfQFromP() {
    double exact = -Math.log(2) + (4 + 1) / 2.0 - 0.5;

    assertThat(divergence(normal(1, 2), normal(0, 1))).isCloseTo(exact, within(1e-14));
    assertThat(divergence(normal(1, 2), normal(0, 1))).isCloseTo(1.3069, within(1e-4));
    assertThat(divergence(normal(0, 1), normal(1, 2))).isCloseTo(0.4431, within(1e-4));
  }

  @Test
  void f15_aJointAndAFactorisedNormalThatAreEqualDivergeByZero() {
    Distribution joint =
        multivariateNormal(0, BorchArray.of(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}));
    Distribution factorised = normal(BorchArray.of(0, 0, 0), 1).toEvent(1);

    assertThat(divergence(factorised, joint)).isZero();
    assertThat(divergence(joint, factorised)).isZero();
  }

  @Test
  void f15_thereIsNoDivergenceBetweenUnequalShapes() {
    Distribution joint = multivariateNormal(0, MATRIX);
    Distribution unjoined = normal(BorchArray.of(0, 0), 1);
    Distribution longer = normal(BorchArray.of(0, 0, 0), 1);

    assertThat(KullbackLeibler.between(unjoined, joint)).isEmpty();
    assertThat(KullbackLeibler.between(unjoined, unjoined.toEvent(1))).isEmpty();
    assertThat(KullbackLeibler.between(unjoined, longer)).isEmpty();
    assertThat(KullbackLeibler.between(unjoined, normal(0, 1))).isEmpty();
  }

  static List<Pair> ofLargeConcentrations() {
    return List.of(
        new Pair(gamma(1e6, 1e6), gamma(2, 1)),
        new Pair(gamma(1e6, 1e6), gamma(1.1e6, 1e6)),
        new Pair(inverseGamma(1e6, 1e6), inverseGamma(2, 1)),
        new Pair(beta(1e6, 2e6), beta(2, 3)),
        new Pair(dirichlet(1e6, 2e6, 3e6), dirichlet(1, 2, 3)));
  }

  /** Differences of log-gammas of a million have no digits in single precision. */
  @ParameterizedTest
  @MethodSource("ofLargeConcentrations")
  void largeConcentrationsKeepTheirDigitsInSinglePrecision(Pair pair) {
    double exact = divergence(pair.q().in(DataType.FLOAT64), pair.p().in(DataType.FLOAT64));
    double single = divergence(pair.q().in(DataType.FLOAT32), pair.p().in(DataType.FLOAT32));
    double entropy = BorchArray.wrap(pair.q().in(DataType.FLOAT64).entropy()).values()[0];
    double ofSingle = BorchArray.wrap(pair.q().in(DataType.FLOAT32).entropy()).values()[0];

    assertThat(single).isCloseTo(exact, within(2e-5 * Math.max(1, exact)));
    assertThat(ofSingle).isCloseTo(entropy, within(2e-5 * Math.max(1, Math.abs(entropy))));
  }

  @Test
  void ofAGammaWithAMillionFromOneWithTwoItIsTheClosedForm() {
    // mpmath 1.3.0, 40 digits
    assertThat(divergence(gamma(1e6, 1e6), gamma(2, 1)))
        .isCloseTo(6.4888175791109643, within(1e-9));
  }

  @Test
  void pairsWithoutAClosedFormHaveNone() {
    assertThat(KullbackLeibler.exists(logistic(0, 1), studentT(3, 0, 1))).isFalse();
    assertThat(KullbackLeibler.exists(normal(0, 1), poisson(1))).isFalse();
    assertThat(KullbackLeibler.exists(transformed(normal(0, 1), new Exp()), normal(0, 1)))
        .isFalse();
  }

  @Test
  void ofADeltaIsMinusTheLogDensityThere() {
    assertThat(divergence(delta(2), normal(0, 1)))
        .isCloseTo(2 + 0.5 * Math.log(2 * Math.PI), within(1e-14));
  }

  @Test
  void isInfiniteWhereQReachesBeyondP() {
    assertThat(divergence(uniform(-1, 2), uniform(0, 1))).isInfinite();
    assertThat(divergence(beta(2, 2), uniform(0.1, 1))).isInfinite();
  }

  @Test
  void f36_keepsTheDataTypeOfTheArrays() {
    Distribution q = normal(BorchArray.of(new Shape(2), new float[] {1, 2}), 1);
    Distribution p = normal(0, 1).expand(new Shape(2));

    assertThat(KullbackLeibler.between(q, p).orElseThrow().getDataType())
        .isEqualTo(DataType.FLOAT32);
    assertThat(KullbackLeibler.between(p, q).orElseThrow().getDataType())
        .isEqualTo(DataType.FLOAT32);
  }

  private static double divergence(Distribution q, Distribution p) {
    double[] values = BorchArray.wrap(KullbackLeibler.between(q, p).orElseThrow()).values();
    assertThat(values).hasSize(1);
    return values[0];
  }

  private static Noise noise() {
    return Noise.of(Seed.of(7).key(), DataType.FLOAT64);
  }
}
