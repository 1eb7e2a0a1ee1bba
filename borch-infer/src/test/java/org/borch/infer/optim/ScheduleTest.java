package org.borch.infer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void constantStays() {
    assertThat(Schedule.constant(0.1).at(1_000_000)).isEqualTo(0.1);
  }

  @Test
  void exponentialReachesTheFactorInItsSteps() {
    Schedule schedule = Schedule.exponential(0.1, 0.25, 100);
    assertThat(schedule.at(0)).isEqualTo(0.1);
    assertThat(schedule.at(50)).isCloseTo(0.05, within(1e-15));
    assertThat(schedule.at(200)).isCloseTo(0.1 / 16, within(1e-15));
  }

  @Test
  void stepsFallAtTheirBounds() {
    Schedule schedule = Schedule.steps(1, 0.5, 10);
    assertThat(schedule.at(9)).isEqualTo(1);
    assertThat(schedule.at(10)).isEqualTo(0.5);
    assertThat(schedule.at(29)).isEqualTo(0.25);
  }

  @Test
  void cosineEndsAtItsLastRate() {
    Schedule schedule = Schedule.cosine(1, 0.2, 100);
    assertThat(schedule.at(0)).isEqualTo(1);
    assertThat(schedule.at(50)).isCloseTo(0.6, within(1e-15));
    assertThat(schedule.at(100)).isEqualTo(0.2);
    assertThat(schedule.at(1_000)).isEqualTo(0.2);
  }

  @Test
  void oneCycleRisesAndFalls() {
    Schedule schedule = Schedule.oneCycle(0.5, 1_000);
    assertThat(schedule.at(0)).isCloseTo(0.02, within(1e-15));
    assertThat(schedule.at(150)).isCloseTo(0.26, within(1e-15));
    assertThat(schedule.at(300)).isCloseTo(0.5, within(1e-15));
    assertThat(schedule.at(650)).isCloseTo(0.250001, within(1e-9));
    assertThat(schedule.at(5_000)).isCloseTo(2e-6, within(1e-15));
  }

  @Test
  void warmupRisesToTheScheduleThatThenBegins() {
    Schedule schedule = Schedule.steps(1, 0.5, 10).after(4);
    assertThat(schedule.at(0)).isEqualTo(0.2);
    assertThat(schedule.at(3)).isEqualTo(0.8);
    assertThat(schedule.at(4)).isEqualTo(1);
    assertThat(schedule.at(13)).isEqualTo(1);
    assertThat(schedule.at(14)).isEqualTo(0.5);
  }

  @Test
  void wrongNumbersAreRefused() {
    assertThatThrownBy(() -> Schedule.constant(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Schedule.cosine(1, 0, 0)).hasMessageContaining("0 steps");
    assertThatThrownBy(() -> Schedule.exponential(1, 0, 5)).hasMessageContaining("factor = 0.0");
  }
}
