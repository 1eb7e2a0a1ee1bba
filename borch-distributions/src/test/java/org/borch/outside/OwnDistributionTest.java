package org.borch.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.Distribution;
import org.borch.distributions.Parameter;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** A user's own family is one class, from what is public or protected alone. */
class OwnDistributionTest {

  // region rayleigh
  /** Rayleigh(scale σ): p(x) = x/σ² exp(-(x/σ)²/2), x > 0. */
  private static final class Rayleigh extends Distribution {
    private final Operand scale;

    Rayleigh(Operand scale) {
      super(new Parameter("scale", scale, Constraints.positive()));
      this.scale = scale;
    }

    @Override
    public Rayleigh withParameters(List<Operand> values) {
      return new Rayleigh(values.get(0));
    }

    @Override
    public Constraint support() {
      return Constraints.positive();
    }

    @Override
    protected NDArray logDensity(NDArray x) {
      NDArray s = scale.like(x);
      return log(x).sub(log(s).mul(2)).sub(x.div(s).square().mul(0.5));
    }

    @Override
    protected Optional<NDArray> inside(NDArray x) {
      return Optional.of(Operand.of(1).like(x));
    }

    @Override
    protected NDArray draw(Noise noise, Shape sampleShape) {
      NDArray e = noise.exponential(shape(sampleShape));
      return e.mul(2).sqrt().mul(scale.like(e));
    }

    @Override
    public NDArray mean() {
      return array(scale).mul(Math.sqrt(Math.PI / 2));
    }

    @Override
    public NDArray variance() {
      return array(scale).square().mul(2 - Math.PI / 2);
    }
  }

  // endregion

  @Test
  void everythingElseFollowsFromItsDeclarations() {
    try (Scope scope = Scope.open()) {
      Distribution d = new Rayleigh(Operand.of(2)).expand(new Shape(3)).toEvent(1);
      NDArray x = d.rsample(Noise.of(Seed.of(1).key(), DataType.FLOAT64), new Shape(5));

      assertThat(d.logProb(x).getShape()).isEqualTo(new Shape(5));
      assertThat(BorchArray.wrap(exp(d.logProb(BorchArray.of(2, 2, 2)))).values()[0])
          .isCloseTo(Math.pow(0.5 * Math.exp(-0.5), 3), within(1e-15));
      assertThat(BorchArray.wrap(d.logProb(BorchArray.of(2, -2, 2))).values()[0])
          .isEqualTo(Double.NEGATIVE_INFINITY);
      assertThatThrownBy(() -> new Rayleigh(Operand.of(-1)))
          .hasMessage("Rayleigh(scale) got scale = -1.0, expected > 0");
    }
  }
}
