package org.borch.infer.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.infer.curvature.SmallNet.AT;
import static org.borch.infer.curvature.SmallNet.D;
import static org.borch.infer.curvature.SmallNet.DATA;
import static org.borch.infer.curvature.SmallNet.values;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.borch.infer.density.Observations;
import org.borch.infer.density.Outputs;
import org.borch.infer.density.Parts;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.junit.jupiter.api.Test;

class ProductsTest {

  private static final Observations<NDArray> NET = SmallNet.of(false);
  private static final Outputs OUTPUTS = NET.outputs().orElseThrow();
  private static final NDArray V = Noise.of(Key.of(9), DataType.FLOAT64).normal(new Shape(D));

  private static List<NDArray> parts(NDArray flat) {
    return List.copyOf(Parts.of(SmallNet.SHAPES, flat).values());
  }

  private static NDArray joined(List<NDArray> parts) {
    return parts.stream().map(NDArray::flatten).reduce((a, b) -> a.concat(b)).orElseThrow();
  }

  @Test
  void theFisherProductOfSeveralArgumentsIsThatOfTheJointMatrix() {
    List<NDArray> found = Products.fisher(at -> NET.rows(joined(at), DATA), parts(AT), parts(V));
    NDArray matrix = RowCurvature.empiricalFisher(NET, AT, DATA).dense();
    assertThat(found)
        .extracting(NDArray::getShape)
        .containsExactlyElementsOf(SmallNet.SHAPES.values());
    assertThat(values(joined(found)))
        .containsExactly(values(LinearAlgebra.matVec(matrix, V)), within(1e-11));
  }

  @Test
  void theGaussNewtonProductOfSeveralArgumentsIsThatOfTheJointMatrix() {
    List<NDArray> found =
        Products.gaussNewton(
            at -> OUTPUTS.values(joined(at), DATA),
            f -> OUTPUTS.logLikelihoods(f, DATA).sum().neg(),
            parts(AT),
            parts(V));
    NDArray matrix = RowCurvature.gaussNewton(NET, AT, DATA).dense();
    assertThat(values(joined(found)))
        .containsExactly(values(LinearAlgebra.matVec(matrix, V)), within(1e-11));
  }

  private static double[] differences(UnaryOperator<NDArray> gradient, double step) {
    NDArray ahead = gradient.apply(AT.add(V.mul(step)));
    NDArray behind = gradient.apply(AT.sub(V.mul(step)));
    return values(ahead.sub(behind).div(2 * step));
  }

  @Test
  void hessianProductsAreDifferencesOfGradients() {
    UnaryOperator<NDArray> value = at -> NET.value(at, DATA);
    UnaryOperator<NDArray> gradient = Autodiff.grad(value);
    double[] wide = differences(gradient, 2e-4);
    double[] narrow = differences(gradient, 1e-4);
    double[] expected = new double[D];
    Arrays.setAll(expected, i -> (4 * narrow[i] - wide[i]) / 3); // Richardson: error ~ step⁴
    assertThat(values(Autodiff.hvp(value, AT, V))).containsExactly(expected, within(1e-8));
    NDArray two = Hessians.times(gradient, AT, V.expandDims(0).concat(AT.expandDims(0)));
    assertThat(values(two.get(0))).containsExactly(expected, within(1e-8));
    double[] diagonal = values(LinearAlgebra.diagonal(Autodiff.hessian(value).apply(AT)));
    assertThat(values(Hessians.diagonal(value, AT))).containsExactly(diagonal, within(1e-11));
  }

  @Test
  void partsAreTakenOutPutBackAndChanged() {
    var all = Parts.of(SmallNet.SHAPES, AT);
    assertThat(Parts.size(SmallNet.SHAPES)).isEqualTo(D);
    assertThat(values(Parts.join(all))).containsExactly(values(AT));
    var some = Parts.some(all, name -> name.startsWith("hidden"));
    assertThat(some).containsOnlyKeys("hidden.bias", "hidden.weight");
    var doubled = Parts.map(parts -> parts.get(0).add(parts.get(1)), some, some);
    var back = Parts.with(all, doubled);
    assertThat(back.keySet()).containsExactlyElementsOf(SmallNet.SHAPES.keySet());
    assertThat(values(back.get("hidden.bias")))
        .containsExactly(values(all.get("hidden.bias").mul(2)));
    assertThat(values(back.get("gain"))).containsExactly(values(all.get("gain")));
    assertThatThrownBy(() -> Parts.with(all, Map.of("other", BorchArray.of(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no part other, expected one of [hidden.bias");
    assertThatThrownBy(() -> Parts.map(parts -> parts.get(0), all, some))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no part gain");
  }
}
