package org.borch.infer.vi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.borch.infer.MemoryProbe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Memory is measured in a process whose Java heap is there from the start. */
@EnabledOnOs(OS.LINUX)
class SviMemoryTest {

  @Test
  void memoryIsFlatOver20000Steps() throws Exception {
    requireFlat(20_000);
  }

  @Test
  @Tag("slow")
  void memoryIsFlatOver200000Steps() throws Exception {
    requireFlat(200_000);
  }

  private static void requireFlat(int steps) throws IOException, InterruptedException {
    List<Integer> numbers = MemoryProbe.run(SviMemory.class, "64m", Integer.toString(steps));
    assertThat(numbers).as("live early, live late, RSS early, RSS late").hasSize(4);
    assertThat(numbers.get(1)).isEqualTo(numbers.get(0));
    assertThat(numbers.get(3)).isLessThanOrEqualTo((int) (numbers.get(2) * 1.02));
  }
}
