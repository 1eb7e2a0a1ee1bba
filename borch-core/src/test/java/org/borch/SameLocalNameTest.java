package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Two children may call a variable the same; its draws are as different as those of any two. */
class SameLocalNameTest {

  private static final class Child extends Module<Integer, NDArray> {
    @Override
    protected NDArray forward(Integer none) {
      return rv("weight", normal(0, 1));
    }
  }

  private static final class Parent extends Module<Integer, NDArray> {
    private final Child first = child("first", new Child());
    private final Child second = child("second", new Child());

    @Override
    protected NDArray forward(Integer none) {
      return first.call(none).add(second.call(none)).add(rv("weight", normal(0, 1)));
    }
  }

  private static double correlation(double[] a, double[] b) {
    double products = 0;
    for (int i = 0; i < a.length; i++) {
      products += a[i] * b[i];
    }
    return products / a.length;
  }

  /** Standard normals: the mean of 1,000 products is within 4 / √1000 of 0. */
  private static void requireIndependent(Model<Integer, NDArray> model, Draws draws) {
    String[] names = {"first.weight", "second.weight", "weight"};
    double[][] all = new double[names.length][1_000];
    for (int i = 0; i < 1_000; i++) {
      try (Scope scope = Scope.open()) {
        Trace trace = draws.at(model, i);
        for (int k = 0; k < names.length; k++) {
          all[k][i] = values(trace.get(names[k]).value())[0];
        }
      }
    }
    for (int k = 0; k < names.length; k++) {
      for (int j = 0; j < k; j++) {
        assertThat(Math.abs(correlation(all[k], all[j]))).isLessThan(4 / Math.sqrt(1_000));
      }
    }
  }

  private interface Draws {
    Trace at(Model<Integer, NDArray> model, int number);
  }

  @Test
  void theirPriorsDrawsAreIndependent() {
    requireIndependent(new Parent().on(0), (model, i) -> model.samplePrior(Seed.of(1).at(i)));
  }

  @Test
  void thoseOfTheirApproximationsAreIndependent() {
    Model<Integer, NDArray> model = new Parent().on(0);
    try (Params params = model.init(Seed.of(2))) {
      requireIndependent(
          model,
          (same, i) -> {
            Trace draw = same.sample(params, Seed.of(3).at(i));
            assertThat(draw.get("weight").approximation()).isPresent();
            return draw;
          });
      double[] flat = values(params.flat());
      assertThat(flat).hasSize(6);
    }
  }
}
