package org.borch.distributions.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import org.borch.tensor.Operand;
import org.junit.jupiter.api.Test;

class InclusionTest {

  @Test
  void aSetIncludesItself() {
    assertThat(Constraints.real().includes(Constraints.real())).isTrue();
    assertThat(Constraints.positive().includes(Constraints.positive())).isTrue();
  }

  @Test
  void aClosedSetIncludesTheOpenOneWithItsBound() {
    assertThat(Constraints.nonNegative().includes(Constraints.positive())).isTrue();
    assertThat(Constraints.positive().includes(Constraints.nonNegative())).isFalse();
  }

  @Test
  void anotherBoundIsAnotherSet() {
    Constraint aboveOne = Constraints.greaterThan(Operand.of(1));

    assertThat(Constraints.nonNegative().includes(aboveOne)).isFalse();
    assertThat(aboveOne.includes(Constraints.nonNegative())).isFalse();
  }
}
