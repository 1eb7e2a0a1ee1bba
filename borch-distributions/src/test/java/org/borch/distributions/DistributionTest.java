package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.multivariateNormal;
import static org.borch.distributions.Distributions.multivariateNormalPrecision;
import static org.borch.distributions.Distributions.multivariateNormalTril;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.distributions.Distributions.studentT;
import static org.borch.distributions.Distributions.transformed;
import static org.borch.distributions.Distributions.uniform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.transform.Affine;
import org.borch.distributions.transform.Composed;
import org.borch.distributions.transform.Exp;
import org.borch.distributions.transform.StickBreaking;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What does not hold of every distribution alike: edges, messages, shapes, types. */
class DistributionTest {

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void aRefusedElementOfAnArrayIsNamed() {
    Distribution d = normal(BorchArray.of(0, 0, 0), BorchArray.of(1, -5, 2));

    assertThatThrownBy(() -> d.validate("eight_schools.theta"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "eight_schools.theta: Normal(loc, scale) got scale = -5.0 (element 1), expected > 0");
  }

  @Test
  void aRefusedScalarArrayReadsLikeANumber() {
    Distribution d = halfCauchy(BorchArray.scalar(-5, DataType.FLOAT32));

    assertThatThrownBy(() -> d.validate("eight_schools.tau"))
        .hasMessage("eight_schools.tau: HalfCauchy(scale) got scale = -5.0, expected > 0");
  }

  @Test
  void boundsThatAreArraysAreCheckedAgainstEachOther() {
    Distribution d = uniform(BorchArray.of(0, 2), 1);

    assertThatThrownBy(() -> d.validate("x"))
        .hasMessageStartingWith("x: Uniform(low, high) got high = 1.0 (element 1), expected > ");
  }

  @Test
  void parametersThatDoNotBroadcastAreAnErrorWithBothShapes() {
    assertThatThrownBy(() -> normal(BorchArray.of(0, 0), BorchArray.of(1, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Normal(loc, scale) got loc of shape (2), scale of shape (3),"
                + " expected shapes that broadcast");
  }

  @Test
  void aVectorParameterMustHaveADimension() {
    assertThatThrownBy(() -> dirichlet(BorchArray.scalar(1, DataType.FLOAT64)))
        .hasMessageContaining("Dirichlet(concentration) got concentration of shape ()")
        .hasMessageContaining("at least 1 dimension");
  }

  @Test
  void joiningMoreDimensionsThanThereAreIsAnError() {
    assertThatThrownBy(() -> normal(0, 1).toEvent(1))
        .hasMessageContaining("Normal.toEvent(n) got n = 1");
  }

  @Test
  void integersAreValuesToo() {
    NDArray counts = BorchArray.of(new Shape(2), new long[] {0, 3});

    assertThat(values(poisson(3.5).logProb(counts)))
        .containsExactly(values(poisson(3.5).logProb(BorchArray.of(0, 3))), within(1e-12));
    assertThat(values(normal(0.5, 1).logProb(counts)))
        .containsExactly(values(normal(0.5, 1).logProb(BorchArray.of(0, 3))), within(1e-12));
  }

  @Test
  void edgesHaveTheLimitOfTheDensity() {
    NDArray zero = BorchArray.of(0.0);

    assertThat(value(gamma(1, 3).logProb(zero))).isCloseTo(Math.log(3), within(1e-14));
    assertThat(value(gamma(2, 3).logProb(zero))).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(value(gamma(0.5, 3).logProb(zero))).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(value(beta(1, 1).logProb(zero))).isCloseTo(0, within(1e-14));
    assertThat(value(uniform(0, 2).logProb(zero))).isCloseTo(-Math.log(2), within(1e-14));
    assertThat(value(uniform(-2, 0).logProb(zero))).isCloseTo(-Math.log(2), within(1e-14));
  }

  @Test
  void nanIsNotMistakenForAValueOutside() {
    assertThat(value(gamma(2, 3).logProb(BorchArray.of(Double.NaN)))).isNaN();
  }

  @Test
  void drawsOfTinyConcentrationsStayInsideTheSupport() {
    Noise single = Noise.of(Seed.of(5).key());
    Distribution d = gamma(0.001, 1);
    Distribution b = beta(0.001, 0.001);
    Distribution simplex = dirichlet(0.001, 0.001, 0.001);

    assertThat(values(d.logProb(d.sample(single, new Shape(1000))))).satisfies(Finite::all);
    assertThat(values(b.logProb(b.sample(single, new Shape(1000))))).satisfies(Finite::all);
    assertThat(values(simplex.logProb(simplex.sample(single, new Shape(1000)))))
        .satisfies(Finite::all);
  }

  @Test
  void drawsOfLongSimplicesStayInsideTheSupport() {
    NDArray ones = BorchArray.full(new Shape(10_000), 1, DataType.FLOAT32);
    Distribution d = dirichlet(ones);

    assertThat(values(d.logProb(d.sample(Noise.of(Seed.of(5).key()), new Shape(20)))))
        .satisfies(Finite::all);
  }

  @Test
  void f8_withStoppedParametersOnlyThePathIsLeft() {
    // At q = target the path derivative of log q(x) - log p(x) is 0 for every single draw.
    NDArray loc = BorchArray.of(0.7);
    NDArray scale = BorchArray.of(1.3);
    List<NDArray> gradient =
        Autodiff.valueAndGrad(
                p -> {
                  NDArray x = normal(p.get(0), p.get(1)).rsample(noise());
                  Distribution stopped = normal(loc, scale);
                  return stopped.logProb(x).sub(normal(0.7, 1.3).logProb(x)).sum();
                },
                List.of(loc, scale))
            .gradient();

    assertThat(value(gradient.get(0))).isZero();
    assertThat(value(gradient.get(1))).isZero();
  }

  @Test
  void f15_aJointNormalEqualsItsFactorisedForm() {
    NDArray x = BorchArray.of(0.3, -1.2, 2.0);
    Distribution joint = multivariateNormal(0, LinearAlgebra.identity(3, DataType.FLOAT64));

    double factorised = value(normal(BorchArray.of(0, 0, 0), 1).toEvent(1).logProb(x));

    assertThat(value(joint.logProb(x))).isCloseTo(factorised, within(1e-14));
  }

  @Test
  void theThreeParameterisationsOfANormalAreTheSame() {
    NDArray x = BorchArray.of(0.3, -1.2);
    NDArray loc = BorchArray.of(1, -1);
    BorchArray tril = BorchArray.of(new double[][] {{1.2, 0}, {0.5, 0.7}});
    NDArray covariance = tril.matMul(LinearAlgebra.transpose(tril));
    double det = 1.44 * 0.49;
    double[] c = values(covariance);
    NDArray precision =
        BorchArray.of(new double[][] {{c[3] / det, -c[1] / det}, {-c[2] / det, c[0] / det}});
    MultivariateNormal byTril = multivariateNormalTril(loc, tril);

    for (MultivariateNormal other :
        List.of(multivariateNormal(loc, covariance), multivariateNormalPrecision(loc, precision))) {
      assertThat(value(other.logProb(x))).isCloseTo(value(byTril.logProb(x)), within(1e-12));
      assertThat(value(other.entropy())).isCloseTo(value(byTril.entropy()), within(1e-12));
      assertThat(values(other.covariance())).containsExactly(c, within(1e-12));
    }
  }

  @Test
  void matricesBroadcastOverSamplesAndBatches() {
    BorchArray tril = BorchArray.of(new double[][] {{1.2, 0}, {0.5, 0.7}});
    Distribution d = multivariateNormalTril(BorchArray.of(new Shape(3, 2), new double[6]), tril);

    NDArray x = d.sample(noise(), new Shape(5));

    assertThat(d.batchShape()).isEqualTo(new Shape(3));
    assertThat(x.getShape()).isEqualTo(new Shape(5, 3, 2));
    assertThat(d.logProb(x).getShape()).isEqualTo(new Shape(5, 3));
  }

  @Test
  void classesAreWholeNumbers() {
    NDArray x = categorical(1, 2, 3).sample(noise(), new Shape(4));

    assertThat(x.getDataType()).isEqualTo(DataType.INT64);
  }

  @Test
  void probabilitiesAreNormalisedAndTheirGradientGoesThrough() {
    NDArray gradient =
        Autodiff.grad(p -> categorical(p).logProb(BorchArray.of(1.0)).sum())
            .apply(BorchArray.of(2, 6, 2));

    assertThat(values(categorical(2, 6, 2).probs()))
        .containsExactly(new double[] {0.2, 0.6, 0.2}, within(1e-15));
    assertThat(values(gradient))
        .containsExactly(new double[] {-0.1, 1 / 6.0 - 0.1, -0.1}, within(1e-15));
  }

  @Test
  void aTransformedVectorHasTheBijectorsShape() {
    Distribution d =
        transformed(normal(BorchArray.of(new Shape(4, 2), new double[8]), 1), new StickBreaking());

    assertThat(d.batchShape()).isEqualTo(new Shape(4));
    assertThat(d.eventShape()).isEqualTo(new Shape(3));
    assertThat(d.logProb(d.sample(noise(), new Shape(5))).getShape()).isEqualTo(new Shape(5, 4));
  }

  @Test
  void aChainWhoseImageIsUnknownIsRefused() {
    assertThatThrownBy(() -> new Composed(new Exp(), new Affine(Operand.of(1), Operand.of(2))))
        .hasMessageContaining("use Ray");
  }

  @Test
  void numbersStayNumbersAndLoadNoArray() {
    assertThat(normal(0, 5).arrayType()).isEmpty();
    assertThat(normal(0, 5).expand(new Shape(8)).arrayType()).isEmpty();
    assertThat(normal(0, 5)).hasToString("Normal(loc=0, scale=5)");
  }

  private static Noise noise() {
    return Noise.of(Seed.of(11).key(), DataType.FLOAT64);
  }

  private static double value(NDArray x) {
    double[] values = values(x);
    assertThat(values).hasSize(1);
    return values[0];
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(x.toType(DataType.FLOAT64, false)).values();
  }

  /** An incomplete beta function of z² has no slope at 0; the cdf has the density. */
  @Test
  void theSlopeOfStudentsCdfAtItsCentreIsTheDensity() {
    Distribution d = studentT(3, 1, 0.5);
    NDArray x = BorchArray.of(1, 1 + 1e-9, 1.0012, 1 - 1e-4);

    double[] slope = BorchArray.wrap(Autodiff.grad(at -> d.cdf(at).sum()).apply(x)).values();

    double[] density = BorchArray.wrap(ArrayMath.exp(d.logProb(x))).values();
    assertThat(slope).containsExactly(density, within(1e-12));
  }

  private static final class Finite {
    static void all(double[] values) {
      for (double value : values) {
        assertThat(value).isFinite();
      }
    }
  }
}
