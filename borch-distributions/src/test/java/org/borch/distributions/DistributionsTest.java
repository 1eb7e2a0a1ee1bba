package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The factories, walked over by reflection. */
class DistributionsTest {

  /** Arguments that are valid for every family at any place, ascending for Uniform. */
  private static final double[] ARGUMENTS = {0.3, 0.6, 0.9, 1.2};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "normal",
        "logNormal",
        "halfNormal",
        "halfCauchy",
        "studentT",
        "gamma",
        "beta",
        "uniform",
        "bernoulli",
        "bernoulliLogits",
        "poisson",
        "exponential",
        "weibull",
        "cauchy",
        "laplace",
        "logistic",
        "gumbel",
        "inverseGamma",
        "halfStudentT",
        "pareto",
        "asymmetricLaplace",
        "skewNormal",
        "chi2",
        "rayleigh",
        "scaledInverseChi2",
        "fisherSnedecor",
        "betaProportion",
        "kumaraswamy",
        "geometric",
        "geometricLogits",
        "negativeBinomial",
        "negativeBinomialLogits",
        "negativeBinomial2",
        "inverseGaussian",
        "logitNormal",
        "continuousBernoulli",
        "continuousBernoulliLogits",
        "relaxedBernoulli",
        "truncatedNormal",
        "skellam",
        "generalizedExtremeValue",
        "generalizedPareto",
        "yuleSimon",
        "discreteWeibull",
        "betaNegativeBinomial",
        "johnsonSU",
        "sinhArcsinh",
        "generalizedNormal",
        "exponentiallyModifiedNormal",
        "moyal",
        "softLaplace",
        "vonMises",
        "wrappedCauchy",
        "logLogistic",
        "logLaplace",
        "logUniform",
        "frechet",
        "gompertz",
        "lomax",
        "levy",
        "rice",
        "nakagami",
        "delta"
      })
  void takeNumbersAndArraysInEveryCombination(String factory) throws ReflectiveOperationException {
    List<Method> overloads =
        Arrays.stream(Distributions.class.getMethods())
            .filter(method -> method.getName().equals(factory))
            .filter(DistributionsTest::takesOperandsOnly)
            .toList();
    int parameters = overloads.get(0).getParameterCount();
    try (Scope scope = Scope.open()) {
      NDArray x = BorchArray.of(1.0);
      double expected = Double.NaN;
      for (Method overload : overloads) {
        Distribution d = (Distribution) overload.invoke(null, arguments(overload));
        double logProb = BorchArray.wrap(d.logProb(x)).values()[0];

        assertThat(Double.isNaN(expected) || logProb == expected).as("%s", overload).isTrue();
        assertThat(d.parameters().stream().map(parameter -> parameter.value().isNumber()))
            .isEqualTo(
                Arrays.stream(overload.getParameterTypes()).map(t -> t == double.class).toList());
        expected = logProb;
      }
    }
    assertThat(overloads).hasSize(1 << parameters);
  }

  private static boolean takesOperandsOnly(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .allMatch(type -> type == double.class || type == NDArray.class);
  }

  private static Object[] arguments(Method overload) {
    Class<?>[] types = overload.getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] =
          types[i] == double.class
              ? (Object) ARGUMENTS[i]
              : BorchArray.scalar(ARGUMENTS[i], DataType.FLOAT64);
    }
    return arguments;
  }
}
