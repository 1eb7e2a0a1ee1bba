package org.borch.infer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final List<String> lines = new ArrayList<>();
  private long time;

  private void run(long steps, long millis) {
    ProgressLog log = new ProgressLog("chain 0", steps, () -> time, lines::add);
    LongStream.rangeClosed(1, steps)
        .forEach(
            step -> {
              time += TimeUnit.MILLISECONDS.toNanos(millis);
              log.at(step, "draws");
            });
  }

  @Test
  void aLogHasALineEveryTenthOfTheWay() {
    run(2_000, 100);
    assertThat(lines)
        .hasSize(10)
        .startsWith("chain 0: 10 % (200 of 2000) draws")
        .endsWith("chain 0: 100 % (2000 of 2000) draws");
  }

  @Test
  void aShortRunLeavesNoLine() {
    run(1_000, 1);
    assertThat(lines).isEmpty();
  }

  @Test
  void aRunOfFewStepsHasALineForEach() {
    run(3, 5_000);
    assertThat(lines)
        .containsExactly(
            "chain 0: 30 % (1 of 3) draws",
            "chain 0: 60 % (2 of 3) draws", "chain 0: 100 % (3 of 3) draws");
  }

  @Test
  void aProgressThatIsNotWantedShowsNothing() {
    try (ProgressLine line = new ProgressLine("chain 0", 10, false)) {
      line.at(5, "draws");
      assertThat(line.isShown()).isFalse();
    }
    try (ProgressLine line = new ProgressLine("chain 0", 10, true)) {
      line.at(5, "draws");
      assertThat(line.isShown()).isTrue();
    }
  }
}
