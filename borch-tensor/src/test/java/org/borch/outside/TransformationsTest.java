package org.borch.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.softplus;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Vectorize;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;


/** The page on transformations of functions, and that what it shows is true. */
class TransformationsTest {

  // region function
  private static final NDArray X = BorchArray.of(new double[][] {{1, 0.5}, {1, -0.3}, {1, 2.1}});
  private static final NDArray Y = BorchArray.of(1, 0, 1);

  /** Minus the log likelihood of a logistic regression: [2] → (). */
  private static NDArray loss(NDArray theta) {
    NDArray logits = X.matMul(theta);
    return softplus(logits).sub(Y.mul(logits)).sum();
  }

  // endregion

  private static final NDArray THETA = BorchArray.of(0.2, -0.4);

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  @Test
  void derivativesInEveryMode() {
    // region derivatives
    NDArray gradient = Autodiff.grad(TransformationsTest::loss).apply(THETA); // [2]
    NDArray hessian = Autodiff.hessian(TransformationsTest::loss).apply(THETA); // [2, 2]
    NDArray jacobian = Autodiff.jacobian(theta -> exp(X.matMul(theta))).apply(THETA); // [3, 2]

    NDArray direction = BorchArray.of(1, -1);
    var along = Autodiff.jvp(TransformationsTest::loss, THETA, direction); // value and slope
    NDArray curvature = Autodiff.hvp(TransformationsTest::loss, THETA, direction); // [2]
    // endregion

    NDArray probs = exp(X.matMul(THETA)).div(exp(X.matMul(THETA)).add(1));
    double[] expected = values(X.transpose().matMul(probs.sub(Y)));
    assertThat(values(gradient)).containsExactly(expected, within(1e-14));
    assertThat(along.tangent().getDouble()).isCloseTo(expected[0] - expected[1], within(1e-14));
    assertThat(values(curvature)).containsExactly(values(hessian.matMul(direction)), within(1e-14));
    assertThat(jacobian.getShape()).isEqualTo(new Shape(3, 2));
  }

  @Test
  void manyElementsAtOnce() {
    NDArray thetas = BorchArray.of(new double[][] {{0.2, -0.4}, {1, 0.3}, {-0.5, 2}, {0, 0}});
    // region vmap
    UnaryOperator<NDArray> losses = Vectorize.vmap(TransformationsTest::loss); // [S, 2] → [S]
    UnaryOperator<NDArray> slopes = Vectorize.vmap(Autodiff.grad(TransformationsTest::loss));
    NDArray all = losses.apply(thetas);
    NDArray allSlopes = slopes.apply(thetas); // [S, 2]
    // endregion

    for (int s = 0; s < 4; s++) {
      assertThat(all.get(s).getDouble()).isCloseTo(loss(thetas.get(s)).getDouble(), within(1e-14));
      assertThat(values(allSlopes.get(s)))
          .containsExactly(
              values(Autodiff.grad(TransformationsTest::loss).apply(thetas.get(s))), within(1e-14));
    }
  }

  @Test
  void gradientsOfSingleRows() {
    // region rows
    // The gradient of each row's loss: X and Y are mapped along their rows, theta is not mapped.
    NDArray perRow =
        Vectorize.vmap(
                in ->
                    List.of(
                        Autodiff.grad(
                                theta -> {
                                  NDArray logit = in.get(0).matMul(theta);
                                  return softplus(logit).sub(in.get(1).mul(logit));
                                })
                            .apply(in.get(2))),
                List.of(X, Y, THETA),
                0,
                0,
                Vectorize.UNMAPPED)
            .get(0); // [3, 2]
    // endregion

    assertThat(values(perRow.sum(new int[] {0})))
        .containsExactly(
            values(Autodiff.grad(TransformationsTest::loss).apply(THETA)), within(1e-14));
  }

  @Test
  void drawsOfManyKeys() {
    // region keys
    Key key = Seed.of(7).key();
    NDArray keys = Key.halves(List.of(key.at(0), key.at(1), key.at(2))); // [3, 2]
    NDArray noise =
        Vectorize.vmap(k -> Noise.of(Key.of(k), DataType.FLOAT64).normal(new Shape(5)))
            .apply(keys); // [3, 5]
    // endregion

    assertThat(values(noise.get(1)))
        .containsExactly(values(Noise.of(key.at(1), DataType.FLOAT64).normal(new Shape(5))));
  }
}
