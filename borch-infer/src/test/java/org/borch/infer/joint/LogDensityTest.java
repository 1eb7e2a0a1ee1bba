package org.borch.infer.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.uniform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Fallback;
import org.borch.infer.vi.CapturedLog;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;

class LogDensityTest {

  private static final double[] EFFECTS = {28, 8, -3, 7, -1, 1, 18, 12};
  private static final double[] ERRORS = {15, 10, 16, 11, 9, 11, 10, 18};

  private static Model<NDArray, NDArray> eightSchools() {
    Module<NDArray, NDArray> schools =
        Module.of(
            (m, errors) -> {
              NDArray mu = m.rv("mu", normal(0, 5));
              NDArray tau = m.rv("tau", halfCauchy(5));
              Plate plate = m.plate("school", 8);
              NDArray z = plate.rv("z", normal(0, 1));
              return plate.rv("y", normal(mu.add(tau.mul(z)), errors));
            });
    return schools.on(BorchArray.of(ERRORS)).observe("y", EFFECTS);
  }

  private static double logNormal(double x, double loc, double scale) {
    double z = (x - loc) / scale;
    return -0.5 * z * z - Math.log(scale) - 0.5 * Math.log(2 * Math.PI);
  }

  @Test
  void eightSchoolsIsTheHandWrittenDensityAndRunsWithoutTheEngine() {
    JointDensity density = JointDensity.of(eightSchools(), Seed.of(1));
    double[] at = {4.4, 1.2, 0.3, -0.2, 1.1, 0.4, -1.5, 0.6, 0.7, -0.8};
    double tau = Math.exp(at[1]);
    double expected =
        logNormal(at[0], 0, 5) + Math.log(2 / (Math.PI * 5 * (1 + tau * tau / 25))) + at[1];
    for (int i = 0; i < 8; i++) {
      expected += logNormal(at[2 + i], 0, 1);
      expected += logNormal(EFFECTS[i], at[0] + tau * at[2 + i], ERRORS[i]);
    }

    assertThat(density.execution().backEnd()).isEqualTo(BackEnd.JVM);
    assertThat(density.dimension()).isEqualTo(10);
    assertThat(density.evaluator().valueAndGradient(at, new double[10]))
        .isCloseTo(expected, within(1e-11));
  }

  @Test
  void programAndEngineAgreeInValueAndGradient() {
    Module<NDArray, NDArray> logistic =
        Module.of(
            (m, x) -> {
              NDArray beta = m.plate("feature", 2).rv("beta", normal(0, 1));
              NDArray rate = m.rv("rate", gamma(2, 1));
              NDArray top = m.rv("top", uniform(0, rate));
              return m.plate("row", 4).rv("y", bernoulliLogits(x.matMul(beta).mul(rate).add(top)));
            });
    NDArray x = BorchArray.of(new double[][] {{1, 0.5}, {1, -0.3}, {1, 2.1}, {1, -1.7}});
    JointDensity density = JointDensity.of(logistic.on(x).observe("y", 1, 0, 1, 0), Seed.of(1));
    double[] at = {0.2, -0.4, 0.3, -0.1};
    double[] compiled = new double[4];
    double[] eager = new double[4];

    assertThat(density.execution().backEnd()).isEqualTo(BackEnd.JVM);
    double value = density.evaluator().valueAndGradient(at, compiled);
    assertThat(density.withBackEnd(BackEnd.EAGER).evaluator().valueAndGradient(at, eager))
        .isCloseTo(value, within(1e-12));
    assertThat(compiled).containsExactly(eager, within(1e-12));
  }

  @Test
  void theValueAloneIsThatBesideTheGradient() {
    double[] at = {4.4, 1.2, 0.3, -0.2, 1.1, 0.4, -1.5, 0.6, 0.7, -0.8};
    JointDensity density = JointDensity.of(eightSchools(), Seed.of(1));
    for (BackEnd backEnd : new BackEnd[] {BackEnd.JVM, BackEnd.EAGER}) {
      LogDensity.Evaluator evaluator = density.withBackEnd(backEnd).evaluator();
      double first = evaluator.value(at);
      evaluator.value(new double[10]); // a plan's memory is used again
      double expected = evaluator.valueAndGradient(at, new double[10]);

      assertThat(first).isCloseTo(expected, within(1e-11));
      assertThat(evaluator.value(at)).isEqualTo(first);
    }
  }

  @Test
  void gradientIsTheFiniteDifference() {
    LogDensity.Evaluator density = JointDensity.of(eightSchools(), Seed.of(1)).evaluator();
    double[] at = {4.4, 1.2, 0.3, -0.2, 1.1, 0.4, -1.5, 0.6, 0.7, -0.8};
    double[] gradient = new double[10];
    density.valueAndGradient(at, gradient);
    double h = 1e-5;
    for (int i = 0; i < at.length; i++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[i] += h;
      down[i] -= h;
      double slope =
          (density.valueAndGradient(up, new double[10])
                  - density.valueAndGradient(down, new double[10]))
              / (2 * h);
      // Third derivatives here are of order 10, so the difference is right to 10 h² / 6.
      assertThat(gradient[i]).isCloseTo(slope, within(1e-8));
    }
  }

  @Test
  void aModelThatReadsAValueRunsEagerlyAndSaysWhy() {
    Module<Double, NDArray> branching =
        Module.of(
            (m, threshold) -> {
              NDArray z = m.rv("z", normal(0, 1));
              double scale = BorchArray.wrap(z).values()[0] > threshold ? 2 : 1;
              return m.rv("y", normal(z, scale));
            });
    JointDensity density;
    try (CapturedLog log = new CapturedLog(Fallback.class)) {
      density = JointDensity.of(branching.on(0.0).observe("y", 0.5), Seed.of(1));
      assertThat(log.lines()).singleElement().asString().contains("the value of z");
    }

    assertThat(density.execution().backEnd()).isEqualTo(BackEnd.EAGER);
    assertThat(density.execution().reason()).contains("read");
    assertThat(density.termsExecution().backEnd()).isEqualTo(BackEnd.EAGER);
    assertThat(density.terms(new double[] {1.0}).logLikelihood())
        .isCloseTo(logNormal(0.5, 1, 2), within(1e-12));
    assertThatThrownBy(() -> density.withBackEnd(BackEnd.JVM))
        .isInstanceOf(TracingException.class)
        .hasMessageContaining("read");
    assertThat(density.evaluator().valueAndGradient(new double[] {1.0}, new double[1]))
        .isCloseTo(logNormal(1, 0, 1) + logNormal(0.5, 1, 2), within(1e-12));
  }

  @Test
  void withoutContinuousVariablesItIsTheLogEvidence() {
    Module<Double, NDArray> mixture =
        Module.of((m, x) -> m.rv("y", normal(m.rv("component", bernoulli(0.3)), 1)));
    JointDensity density = JointDensity.of(mixture.on(0.0).observe("y", 0.5), Seed.of(1));

    double evidence = density.evaluator().valueAndGradient(new double[0], new double[0]);

    double expected =
        Math.log(0.7 * Math.exp(logNormal(0.5, 0, 1)) + 0.3 * Math.exp(logNormal(0.5, 1, 1)));
    assertThat(evidence).isCloseTo(expected, within(1e-14));
    assertThat(density.dimension()).isZero();
  }

  @Test
  void aFunctionOfAVectorIsADensity() {
    ArrayDensity density = ArrayDensity.of(3, x -> x.square().sum().mul(-0.5));
    double[] gradient = new double[3];

    assertThat(density.evaluator().valueAndGradient(new double[] {1, 2, 3}, gradient))
        .isEqualTo(-7);
    assertThat(gradient).containsExactly(-1, -2, -3);
  }

  @Test
  void aFunctionOfNamedArraysIsADensity() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("a", new Shape());
    shapes.put("b", new Shape(2));
    ArrayDensity density = ArrayDensity.of(shapes, x -> x.get("b").mul(x.get("a")).sum());
    double[] gradient = new double[3];

    assertThat(density.evaluator().valueAndGradient(new double[] {2, 3, 4}, gradient))
        .isEqualTo(14);
    assertThat(gradient).containsExactly(7, 2, 2);
  }

  @Test
  void theTermsAddUpToTheValueAndRowsToTheLikelihood() {
    JointDensity density = JointDensity.of(eightSchools(), Seed.of(1));
    double[] at = {4.4, 1.3, 0.3, 0.1, -0.2, 0.1, -0.3, -0.1, 0.4, 0.1};
    LogDensityTerms terms = density.terms(at);
    double value = density.evaluator().valueAndGradient(at, new double[10]);

    assertThat(terms.value()).isCloseTo(value, within(1e-9));
    assertThat(terms.logJacobian()).isCloseTo(1.3, within(1e-12));
    double[] rows = BorchArray.wrap(terms.rows().get("y")).values();
    assertThat(rows).hasSize(8);
    double tau = Math.exp(1.3);
    for (int i = 0; i < 8; i++) {
      double expected = logNormal(EFFECTS[i], 4.4 + tau * at[2 + i], ERRORS[i]);
      assertThat(rows[i]).isCloseTo(expected, within(1e-9));
    }
    assertThat(Arrays.stream(rows).sum()).isCloseTo(terms.logLikelihood(), within(1e-9));
  }

  @Test
  void everyBackEndThatIsAskedForComputesTheSame() {
    JointDensity density = JointDensity.of(eightSchools(), Seed.of(1));
    double[] at = {4.4, 1.3, 0.3, 0.1, -0.2, 0.1, -0.3, -0.1, 0.4, 0.1};
    double[] expected = new double[10];
    double value = density.evaluator().valueAndGradient(at, expected);

    for (BackEnd backEnd : BackEnd.values()) {
      JointDensity forced = density.withBackEnd(backEnd);
      double[] gradient = new double[10];
      assertThat(forced.execution().backEnd()).isEqualTo(backEnd);
      assertThat(forced.evaluator().valueAndGradient(at, gradient)).isCloseTo(value, within(1e-11));
      assertThat(gradient).containsExactly(expected, within(1e-11));
      assertThat(forced.terms(at).value()).isCloseTo(value, within(1e-11));
      assertThat(forced.termsExecution().backEnd()).isEqualTo(backEnd);
    }
  }

  @Test
  void bothDoorsAgree() {
    JointDensity density = JointDensity.of(eightSchools(), Seed.of(1));
    double[] at = {4.4, 1.3, 0.3, 0.1, -0.2, 0.1, -0.3, -0.1, 0.4, 0.1};
    double[] gradient = new double[10];
    double value = density.evaluator().valueAndGradient(at, gradient);
    try (Scope scope = Scope.open()) {
      Autodiff.ValueAndGradient arrays = density.valueAndGradient(BorchArray.of(at));
      assertThat(BorchArray.wrap(arrays.value()).values()[0]).isCloseTo(value, within(1e-9));
      assertThat(BorchArray.wrap(arrays.gradient().get(0)).values())
          .containsExactly(gradient, within(1e-9));
    }
  }
}
