package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.autoregressive;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.eulerMaruyama;
import static org.borch.distributions.Distributions.folded;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.gaussianRandomWalk;
import static org.borch.distributions.Distributions.hurdle;
import static org.borch.distributions.Distributions.lkjCorrelation;
import static org.borch.distributions.Distributions.masked;
import static org.borch.distributions.Distributions.mixtureOf;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.distributions.Distributions.projectedNormal;
import static org.borch.distributions.Distributions.rescaled;
import static org.borch.distributions.Distributions.sineBivariateVonMises;
import static org.borch.distributions.Distributions.skellam;
import static org.borch.distributions.Distributions.stickBreakingWeights;
import static org.borch.distributions.Distributions.truncated;
import static org.borch.distributions.Distributions.vonMisesFisher;
import static org.borch.distributions.Distributions.zeroSumNormal;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What distributions that are made of others, or have a length, do not take. */
class RefusalsTest {

  record Refusal(String message, ThrowingCallable call) {
    @Override
    public String toString() {
      return message;
    }
  }

  static List<Refusal> refusals() {
    return List.of(
        new Refusal(
            "truncated(base, low, high) got Dirichlet, expected a distribution of single numbers"
                + " with a cdf and quantiles",
            () -> truncated(dirichlet(1, 2), 0, 1)),
        new Refusal(
            "truncated(base, low, high) got Skellam, expected a distribution of single numbers"
                + " with a cdf and quantiles",
            () -> truncated(skellam(1, 2), 0, 1)),
        new Refusal(
            "folded(base) got Gamma of values >= 0, expected a distribution on the real line",
            () -> folded(gamma(1, 2))),
        new Refusal(
            "hurdle(gate, counts) got Normal of values a finite number, expected a distribution of"
                + " single counts with quantiles",
            () -> hurdle(0.5, normal(0, 1))),
        new Refusal(
            "rescaled(base, shift, factor) got Poisson of values a whole number >= 0, expected a"
                + " distribution of single real numbers; transformed(base, bijector) takes others",
            () -> rescaled(poisson(1), 0, 2)),
        new Refusal("got factor = -1.0, expected > 0", () -> rescaled(normal(0, 1), 0, -1)),
        new Refusal("got gate = 1.5, expected in [0, 1]", () -> hurdle(1.5, poisson(1))),
        new Refusal(
            "mixtureOf(weights, components) got 2 weights and Normal of values a finite number,"
                + " Poisson of values a whole number >= 0, expected one component for each weight,"
                + " of single numbers and equal supports",
            () -> mixtureOf(categorical(1, 1), normal(0, 1), poisson(1))),
        new Refusal(
            "mixtureOf(weights, components) got 3 weights and Normal of values a finite number,",
            () -> mixtureOf(categorical(1, 1, 1), normal(0, 1))),
        new Refusal("got length = 0, expected at least 1", () -> gaussianRandomWalk(0, 1, 0)),
        new Refusal(
            "got length = 0, expected at least 1", () -> autoregressive(BorchArray.of(0.5), 1, 0)),
        new Refusal("got dim = 1, expected at least 2", () -> zeroSumNormal(1, 1)),
        new Refusal(
            "VonMisesFisher(loc, concentration) got loc of shape (1), expected at least 2 elements",
            () -> vonMisesFisher(BorchArray.of(1), 2)),
        new Refusal(
            "ProjectedNormal(loc) got loc of shape (4), expected 2 or 3 elements; VonMisesFisher",
            () -> projectedNormal(BorchArray.of(1, 2, 3, 4))),
        new Refusal(
            "got loc of shape (2) and concentration of shape (3), expected 2 elements each",
            () -> sineBivariateVonMises(BorchArray.of(0, 0), BorchArray.of(1, 2, 3), 0)),
        new Refusal(
            "got step = 0.0 and length = 3, expected a finite step > 0 and a length of at least 1",
            () -> eulerMaruyama(VectorCases::meanReverting, 0, 3, 1)),
        new Refusal(
            "got step = 1.0 and length = 0, expected a finite step > 0 and a length of at least 1",
            () -> eulerMaruyama(VectorCases::meanReverting, 1, 0, BorchArray.of(1, 2))),
        new Refusal(
            "got the parameter rate of values every element a finite number, expected single",
            () ->
                eulerMaruyama(
                    VectorCases::meanReverting,
                    1,
                    2,
                    1,
                    new Parameter(
                        "rate", Operand.of(BorchArray.of(1, 2)), Constraints.realVector()))),
        new Refusal("got dim = 1, expected at least 2", () -> lkjCorrelation(1, 1)),
        new Refusal("got size = 1, expected at least 2", () -> stickBreakingWeights(1, 1)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void theMessageSaysWhatIsExpected(Refusal refusal) {
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(refusal.call())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(refusal.message());
    }
  }

  @Test
  void theDistributionsWithinCanBeSeen() {
    assertThat(truncated(gamma(1, 2), 1, 2).base().name()).isEqualTo("Gamma");
    assertThat(rescaled(gamma(1, 2), 1, 2).base().name()).isEqualTo("Gamma");
    assertThat(masked(gamma(1, 2), BorchArray.of(1, 0)).base().name()).isEqualTo("Gamma");
    assertThat(folded(normal(0, 1)).base().name()).isEqualTo("Normal");
    assertThat(hurdle(0.5, poisson(1)).counts().name()).isEqualTo("Poisson");
    assertThat(folded(normal(0, 1)).toString()).isEqualTo("Folded(Normal(loc=0, scale=1))");
    MixtureOf mixture = mixtureOf(categorical(1, 1), normal(0, 1), normal(1, 1));
    assertThat(mixture.weights().name()).isEqualTo("Categorical");
    assertThat(mixture.components()).hasSize(2);
  }
}
