package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.delta;
import static org.borch.distributions.Distributions.transformed;
import static org.borch.distributions.Distributions.uniform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeltaTest {

  enum Support {
    POSITIVE(1) {
      @Override
      Constraint constraint() {
        return Constraints.positive();
      }
    },
    UNIT_INTERVAL(1) {
      @Override
      Constraint constraint() {
        return Constraints.unitInterval();
      }
    },
    SIMPLEX(3) {
      @Override
      Constraint constraint() {
        return Constraints.simplex();
      }
    };

    private final int unconstrained;

    Support(int unconstrained) {
      this.unconstrained = unconstrained;
    }

    abstract Constraint constraint();
  }

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @ParameterizedTest
  @EnumSource
  void f9_theLogDensityOfItsOwnDrawIsZeroOnEverySupportInSinglePrecision(Support support) {
    Bijector bijector = Bijectors.to(support.constraint());
    Shape shape =
        support.unconstrained == 1 ? new Shape(1000) : new Shape(1000, support.unconstrained);
    NDArray u = Noise.of(Seed.of(3).key()).normal(shape).mul(3);
    Distribution q = delta(bijector.forward(u), support.constraint());

    NDArray x = q.rsample(Noise.of(Seed.of(4).key()));

    assertThat(values(q.logProb(x))).hasSize(1000).containsOnly(0);
  }

  @Test
  void f9_aTransformedDeltaIsADelta() {
    Distribution q = transformed(delta(0.3), Bijectors.to(Constraints.positive()));

    assertThat(q).isInstanceOf(Delta.class);
    assertThat(values(q.logProb(q.sample(Noise.of(Seed.of(1).key(), DataType.FLOAT64)))))
        .containsExactly(0);
  }

  @Test
  void f21_aDivergenceFromAPriorIsFinite() {
    Distribution prior = uniform(0, 1);

    NDArray divergence =
        KullbackLeibler.between(delta(BorchArray.of(0.25)), prior.expand(new Shape(1)))
            .orElseThrow();

    assertThat(values(divergence)).containsExactly(new double[] {0}, within(1e-15));
  }

  @Test
  void gradientsReachTheValueThroughDraws() {
    NDArray gradient =
        Autodiff.grad(at -> delta(at).rsample(Noise.of(Seed.of(1).key(), DataType.FLOAT64)).sum())
            .apply(BorchArray.of(1, 2));

    assertThat(values(gradient)).containsExactly(1, 1);
  }

  @Test
  void hasItsSupportsEventShape() {
    Distribution q = delta(BorchArray.of(new double[][] {{0.2, 0.8}}), Constraints.simplex());

    assertThat(q.batchShape()).isEqualTo(new Shape(1));
    assertThat(q.eventShape()).isEqualTo(new Shape(2));
    assertThat(values(q.logProb(BorchArray.of(0.2, 0.8)))).containsExactly(0);
    assertThat(values(q.logProb(BorchArray.of(0.8, 0.2))))
        .containsExactly(Double.NEGATIVE_INFINITY);
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(x.toType(DataType.FLOAT64, false)).values();
  }
}
