package org.borch.distributions.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.kernel.Kernels.constant;
import static org.borch.distributions.kernel.Kernels.linear;
import static org.borch.distributions.kernel.Kernels.matern12;
import static org.borch.distributions.kernel.Kernels.matern32;
import static org.borch.distributions.kernel.Kernels.matern52;
import static org.borch.distributions.kernel.Kernels.periodic;
import static org.borch.distributions.kernel.Kernels.rationalQuadratic;
import static org.borch.distributions.kernel.Kernels.squaredExponential;
import static org.borch.distributions.kernel.Kernels.whiteNoise;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.IntStream;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kernels against their formulas at two inputs 0.7 apart, and against their Fourier transforms. */
class KernelTest {

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static double at(CovarianceKernel kernel, double x, double y) {
    return values(kernel.covariance(BorchArray.of(x), BorchArray.of(y)))[0];
  }

  @Test
  void eachKernelIsItsFormula() {
    double r = 0.7 / 0.5;
    double sine = Math.sin(Math.PI * 0.7 / 3);

    assertClose(at(squaredExponential(0.5), 0.3, 1), Math.exp(-r * r / 2));
    assertClose(at(matern12(0.5), 0.3, 1), Math.exp(-r));
    double a = Math.sqrt(3) * r;
    assertClose(at(matern32(0.5), 0.3, 1), (1 + a) * Math.exp(-a));
    double b = Math.sqrt(5) * r;
    assertClose(at(matern52(0.5), 0.3, 1), (1 + b + b * b / 3) * Math.exp(-b));
    assertClose(at(rationalQuadratic(0.5, 1.7), 0.3, 1), Math.pow(1 + r * r / 3.4, -1.7));
    assertClose(at(periodic(0.5, 3), 0.3, 1), Math.exp(-2 * sine * sine / 0.25));
    assertClose(at(linear(), 0.3, 2), 0.6);
    assertClose(at(constant(), 0.3, 1), 1);
    assertClose(at(whiteNoise(), 0.3, 0.3), 0);
  }

  @Test
  void sumsProductsAndScalesAreThoseOfTheNumbers() {
    CovarianceKernel both = matern12(0.5).scaled(3).plus(linear().times(periodic(1, 2)));

    double expected = 9 * at(matern12(0.5), 0.3, 1) + 0.3 * at(periodic(1, 2), 0.3, 1);
    assertClose(at(both, 0.3, 1), expected);
    assertThat(both.arguments().stream().map(CovarianceKernel.Argument::name))
        .containsExactly("0.scale", "0.lengthScale", "1.1.lengthScale", "1.1.period");
    List<Operand> same = both.arguments().stream().map(CovarianceKernel.Argument::value).toList();
    assertClose(at(both.withArguments(same), 0.3, 1), expected);
  }

  @Test
  void whiteNoiseIsOfOneMeasurementAlone() {
    NDArray x = BorchArray.of(1, 1);

    assertThat(values(whiteNoise().scaled(2).covariance(x))).containsExactly(4, 0, 0, 4);
    assertThat(values(whiteNoise().covariance(x, x))).containsExactly(0, 0, 0, 0);
  }

  @Test
  void dimensionsHaveLengthScalesOfTheirOwn() {
    NDArray x = BorchArray.of(new double[][] {{1, 2}, {3, -1}});
    CovarianceKernel kernel = squaredExponential(1).stretched(BorchArray.of(2, 6));

    assertClose(values(kernel.covariance(x))[1], Math.exp(-(1 + 0.25) / 2));
    assertClose(values(squaredExponential(2).on(0).covariance(x))[1], Math.exp(-0.5));
    assertClose(values(squaredExponential(6).on(1).covariance(x))[1], Math.exp(-0.125));
  }

  @Test
  void batchesOfArgumentsMakeBatchesOfMatrices() {
    NDArray x = BorchArray.of(0, 0.7, 2);
    NDArray both = matern32(BorchArray.of(0.5, 2)).scaled(BorchArray.of(1, 3)).covariance(x);

    assertThat(both.getShape().getShape()).containsExactly(2, 3, 3);
    assertClose(values(both)[1], at(matern32(0.5), 0, 0.7));
    assertClose(values(both)[10], 9 * at(matern32(2), 0, 0.7));
  }

  @Test
  void theGradientInTheLengthScaleIsFiniteAtEqualInputs() {
    NDArray x = BorchArray.of(0, 0, 1);
    NDArray slope = Autodiff.grad(l -> matern12(l).covariance(x).sum()).apply(BorchArray.of(2));

    // Four of the nine pairs are 1 apart: d/dl exp(-1/l) = exp(-1/l) / l².
    assertClose(values(slope)[0], 4 * Math.exp(-0.5) / 4);
  }

  @Test
  void spectralDensitiesAreFourierTransforms() {
    for (CovarianceKernel kernel :
        List.of(
            squaredExponential(0.6),
            matern32(0.6),
            matern52(0.6).scaled(1.5).plus(squaredExponential(1)),
            matern52(1).stretched(BorchArray.of(0.8)))) {
      for (double omega : new double[] {0.3, 2}) {
        NDArray log = kernel.logSpectralDensity(BorchArray.of(new double[][] {{omega}}));
        assertThat(Math.exp(values(log)[0])).isCloseTo(transform(kernel, omega), within(1e-5));
      }
    }
  }

  /** 2 ∫ k(r) cos(ωr) dr from 0 to 20 by Simpson's rule. */
  private static double transform(CovarianceKernel kernel, double omega) {
    int n = 4000;
    double h = 20.0 / n;
    NDArray r = BorchArray.of(IntStream.rangeClosed(0, n).mapToDouble(i -> i * h).toArray());
    double[] k = values(kernel.covariance(BorchArray.of(0), r));
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      double weight = i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * k[i] * Math.cos(omega * i * h);
    }
    return 2 * sum * h / 3;
  }

  @Test
  void featuresOfTheHilbertSpaceGiveTheCovarianceInsideTheBox() {
    NDArray x = BorchArray.of(-1, -0.4, 0, 0.3, 1);
    CovarianceKernel kernel = squaredExponential(0.5).scaled(1.3);
    HilbertSpace space = HilbertSpace.of(4, 50);

    NDArray features = space.features(kernel, x);

    assertThat(features.getShape().getShape()).containsExactly(5, 50);
    assertClose(features.matMul(features.transpose(1, 0)), kernel.covariance(x), 1e-9);
  }

  @Test
  void boxesOfTwoDimensionsHaveAllProducts() {
    NDArray x = BorchArray.of(new double[][] {{-0.5, 0.4}, {0.1, -0.2}, {0.6, 0.5}});
    CovarianceKernel kernel = squaredExponential(1).stretched(BorchArray.of(0.5, 0.8));
    HilbertSpace space = HilbertSpace.of(new double[] {3.5, 4.5}, new int[] {30, 25});

    NDArray features = space.features(kernel, x);

    assertThat(space.size()).isEqualTo(750);
    assertClose(features.matMul(features.transpose(1, 0)), kernel.covariance(x), 1e-5);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> HilbertSpace.of(4, 5).features(linear(), BorchArray.of(1)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("LinearKernel has no spectral density");
    assertThatThrownBy(() -> HilbertSpace.of(-1, 5))
        .hasMessageContaining("got sides = [-1.0] and counts = [5]");
    assertThatThrownBy(
            () ->
                HilbertSpace.of(4, 5).features(matern32(1), BorchArray.of(new double[][] {{1, 2}})))
        .hasMessageContaining("got inputs of 2 dimension(s), expected 1");
    assertThatThrownBy(() -> linear().on()).hasMessageContaining("got columns = []");
    assertThatThrownBy(() -> linear().covariance(BorchArray.of(1).reshape(1, 1, 1)))
        .hasMessageContaining("got inputs of shape (1, 1, 1)");
  }

  private static void assertClose(NDArray actual, NDArray expected, double tolerance) {
    double[] wanted = values(expected);
    double[] got = values(actual);
    for (int i = 0; i < wanted.length; i++) {
      assertThat(got[i]).isCloseTo(wanted[i], within(tolerance));
    }
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-14 * Math.max(1, Math.abs(expected))));
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(x).values();
  }
}
