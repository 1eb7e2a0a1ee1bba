package org.borch.infer.laplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.studentT;
import static org.borch.distributions.Distributions.uniform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.density.LogDensity;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.run.Fallback;
import org.borch.infer.vi.CapturedLog;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;

/** Second derivatives against finite differences of the gradient, and between back-ends. */
class HessianTest {

  private static final Module<NDArray, NDArray> MIXED =
      Module.of(
          (m, x) -> {
            NDArray share = m.rv("share", dirichlet(BorchArray.of(2, 3, 4)));
            NDArray p = m.rv("p", beta(m.rv("a", gamma(2, 1)).add(0.5), 2));
            NDArray scale = m.rv("scale", halfCauchy(2));
            NDArray slope = m.rv("slope", studentT(3, 0, 1).expand(new Shape(20)));
            NDArray mean = LinearAlgebra.matVec(x, slope).add(share.log().sum()).add(p);
            return m.plate("row").rv("y", normal(mean, scale));
          });

  private static JointDensity mixed() {
    double[] x = new double[30 * 20];
    double[] y = new double[30];
    Arrays.setAll(x, i -> Math.sin(1.7 * i));
    Arrays.setAll(y, i -> Math.cos(0.9 * i) - 3);
    Model<?, ?> model = MIXED.on(BorchArray.of(new Shape(30, 20), x)).observe("y", y);
    return JointDensity.of(model, Seed.of(1));
  }

  private static double[] point(int dimension) {
    double[] point = new double[dimension];
    Arrays.setAll(point, i -> 0.3 * Math.sin(i));
    return point;
  }

  /** Central differences of the gradient, error of order 1e-9 of the derivatives' size. */
  private static double[][] differences(LogDensity density, double[] at) {
    double step = 1e-5;
    LogDensity.Evaluator evaluator = density.evaluator();
    double[][] matrix = new double[at.length][at.length];
    for (int i = 0; i < at.length; i++) {
      double[] up = new double[at.length];
      double[] down = new double[at.length];
      double[] moved = at.clone();
      moved[i] = at[i] + step;
      evaluator.valueAndGradient(moved, up);
      moved[i] = at[i] - step;
      evaluator.valueAndGradient(moved, down);
      for (int j = 0; j < at.length; j++) {
        matrix[i][j] = (up[j] - down[j]) / (2 * step);
      }
    }
    return matrix;
  }

  private static void assertClose(double[][] actual, double[][] expected, double tolerance) {
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected.length; j++) {
        double size = Math.max(1, Math.abs(expected[i][j]));
        assertThat(Math.abs(actual[i][j] - expected[i][j]) / size)
            .as("entry %d, %d: %s, expected %s", i, j, actual[i][j], expected[i][j])
            .isLessThan(tolerance);
      }
    }
  }

  @Test
  void theCompiledHessianIsThatOfFiniteDifferences() {
    for (LogDensity density : new LogDensity[] {mixed(), mixed().withoutJacobian()}) {
      assertThat(density.dimension()).isGreaterThan(16); // more than one block of columns
      double[] at = point(density.dimension());
      double[][] found = Hessian.of(density).at(at);
      assertClose(found, differences(density, at), 1e-6);
      for (int i = 0; i < at.length; i++) {
        for (int j = 0; j < i; j++) {
          assertThat(found[i][j]).isEqualTo(found[j][i]);
        }
      }
    }
  }

  /**
   * With s = sigmoid(u), the log density of a Beta(a, b) variable's coordinate is a log s + b log(1
   * - s), of which a log s(1 - s) each is the Jacobian's; that of an interval's uniform is the
   * Jacobian alone. Of a Dirichlet vector, stick by stick, the i-th is that of Beta(a[i], sum of
   * those after it).
   */
  @Test
  void theCurvatureOfTheJacobianIsInIt() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              m.rv("p", beta(2.5, 4));
              m.rv("between", uniform(2, 5));
              return m.rv("share", dirichlet(BorchArray.of(2, 3, 4)));
            });
    JointDensity density = JointDensity.of(module.on(BorchArray.of(0.0)), Seed.of(1));
    double[] at = {0.4, -0.7, 0.2, 0.9};
    double[] sums = {6.5, 2, 9, 7};
    double[] expected = new double[4];
    for (int i = 0; i < 4; i++) {
      // A stick of n parts that is broken evenly at 0 has its logit moved by -log(n - 1).
      double logit = i == 2 ? at[i] - Math.log(2) : at[i];
      double s = 1 / (1 + Math.exp(-logit));
      expected[i] = -sums[i] * s * (1 - s);
    }
    double[][] hessian = Hessian.of(density).at(at);
    for (int i = 0; i < 4; i++) {
      double[] row = new double[4];
      row[i] = expected[i];
      assertThat(hessian[i]).containsExactly(row, within(1e-12));
    }
  }

  @Test
  void everyBackEndGivesTheSame() {
    JointDensity density = mixed();
    double[] at = point(density.dimension());
    double[][] compiled = Hessian.of(density).at(at);
    assertClose(Hessian.of(density.withBackEnd(BackEnd.EAGER)).at(at), compiled, 1e-10);
    assertClose(Hessian.of(density.withBackEnd(BackEnd.TORCHSCRIPT)).at(at), compiled, 1e-10);
  }

  @Test
  void aModelThatCannotBeTracedHasAHessian() {
    Module<NDArray, NDArray> branching =
        Module.of(
            (m, x) -> {
              NDArray a = m.rv("a", normal(0, 1));
              NDArray b = BorchArray.wrap(a).values()[0] > 0 ? a.square() : a.exp();
              return m.plate("row").rv("y", bernoulliLogits(x.mul(b)));
            });
    Model<?, ?> model = branching.on(BorchArray.of(1, -2, 0.5)).observe("y", 1, 0, 1);
    try (CapturedLog log = new CapturedLog(Fallback.class)) {
      JointDensity density = JointDensity.of(model, Seed.of(1));
      double[] at = {0.4};
      assertClose(Hessian.of(density).at(at), differences(density, at), 1e-6);
      assertThat(log.lines()).singleElement().asString().contains("one operation after the other");
    }
  }
}
