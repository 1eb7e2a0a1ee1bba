package org.borch.infer.vi;

import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Fit;
import org.borch.infer.Infer;
import org.borch.infer.MemoryProbe;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/**
 * One SVI run in a process of its own. Prints the engine's live arrays after step 1,000 and at the
 * end, and the resident kilobytes in the second and in the last quarter.
 */
final class SviMemory {

  private static final int EARLY = 1_000;

  private SviMemory() {}

  private static Model<?, ?> model() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray mu = m.rv("mu", normal(0, 2));
              NDArray scale = m.rv("scale", halfNormal(1));
              return m.plate("row", 5, 3).rv("y", normal(mu, scale));
            });
    return module.on(0).observe("y", 2.1, 3.4, 1.7, 2.9, 2.6);
  }

  public static void main(String[] arguments) {
    int steps = Integer.parseInt(arguments[0]);
    NDArray probe = BorchArray.of(1).add(1); // any array of the engine knows its manager
    List<Integer> live = new ArrayList<>();
    List<Long> resident = new ArrayList<>();
    Svi settings =
        Svi.defaults()
            .withSteps(steps)
            .withCallback(
                (step, loss) -> {
                  resident.add(MemoryProbe.residentKilobytes());
                  if (step == EARLY || step == steps) {
                    live.add(settledCount(probe));
                  }
                  return true;
                });
    try (Fit fit = Infer.fit(model(), settings, Seed.of(1))) {
      int quarter = resident.size() / 4;
      System.out.printf(
          "%d %d %.0f %.0f%n",
          live.get(0),
          live.get(1),
          MemoryProbe.mean(resident.subList(quarter, 2 * quarter)),
          MemoryProbe.mean(resident.subList(3 * quarter, resident.size())));
    }
  }

  /** The engine's live arrays, after the garbage collector has freed what nothing refers to. */
  private static int settledCount(NDArray probe) {
    int count = Integer.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      System.gc();
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      count = Math.min(count, probe.getManager().getManagedArrays().size());
    }
    return count;
  }
}
