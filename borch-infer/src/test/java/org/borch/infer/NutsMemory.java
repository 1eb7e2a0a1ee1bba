package org.borch.infer;

import java.util.ArrayList;
import java.util.List;
import org.borch.infer.mcmc.Nuts;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;

/**
 * One NUTS run of one chain in a process of its own. Prints the kilobytes of the heap in use after
 * a tenth of the draws and at the end, and the resident kilobytes in the second and in the last
 * quarter.
 */
final class NutsMemory {

  private static final int LOOKS = 400;

  private NutsMemory() {}

  /** Arguments: the number of draws, and the back-end. */
  public static void main(String[] arguments) {
    int draws = Integer.parseInt(arguments[0]);
    int warmup = 200;
    LogDensity density =
        LogDensity.of(EightSchools.observed(), Seed.of(1))
            .withBackEnd(BackEnd.valueOf(arguments[1]));
    List<Long> resident = new ArrayList<>();
    List<Long> heap = new ArrayList<>();
    int[] steps = {0};
    Nuts.defaults()
        .with(run -> run.withChains(1).withWarmup(warmup).withDraws(draws).withProgress(false))
        .with(
            run ->
                run.withStop(
                    () -> {
                      int draw = steps[0]++ - warmup;
                      if (draw >= 0 && draw % (draws / LOOKS) == 0) {
                        resident.add(MemoryProbe.residentKilobytes());
                      }
                      if (draw == draws / 10 || draw == draws - 1) {
                        heap.add(usedKilobytes());
                      }
                      return false;
                    }))
        .sample(density, Seed.of(1));
    int quarter = resident.size() / 4;
    System.out.printf(
        "%d %d %.0f %.0f%n",
        heap.get(0),
        heap.get(1),
        MemoryProbe.mean(resident.subList(quarter, 2 * quarter)),
        MemoryProbe.mean(resident.subList(3 * quarter, resident.size())));
  }

  private static long usedKilobytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least / 1024;
  }
}
