package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The space of all draws is there from the start; nothing else may grow. */
@EnabledOnOs(OS.LINUX)
class NutsMemoryTest {

  @Test
  void memoryIsFlatOver20000Draws() throws Exception {
    requireFlat(20_000, BackEnd.JVM);
  }

  @Test
  @Tag("slow")
  void memoryIsFlatOver100000Draws() throws Exception {
    requireFlat(100_000, BackEnd.JVM);
  }

  @Test
  @Tag("slow")
  void memoryIsFlatOver20000DrawsOfTheEngine() throws Exception {
    requireFlat(20_000, BackEnd.TORCHSCRIPT);
  }

  private static void requireFlat(int draws, BackEnd backEnd)
      throws IOException, InterruptedException {
    List<Integer> numbers =
        MemoryProbe.run(NutsMemory.class, "96m", Integer.toString(draws), backEnd.name());
    System.out.println("NUTS, " + draws + " draws, " + backEnd + ", kilobytes: " + numbers);
    assertThat(numbers).as("heap early, heap late, RSS early, RSS late").hasSize(4);
    // An object of one number for each draw would be 16 bytes.
    int allowed = draws * 9 / 10 * 16 / 1024 / 2;
    assertThat(numbers.get(1)).isLessThanOrEqualTo(numbers.get(0) + allowed);
    assertThat(numbers.get(3)).isLessThanOrEqualTo((int) (numbers.get(2) * 1.02));
  }
}
