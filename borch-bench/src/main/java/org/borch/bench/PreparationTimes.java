package org.borch.bench;

import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.LogDensity;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;

/**
 * Prints how long it takes to trace and compile eight schools and a model of 1,000 random
 * variables, in CPU time of the thread: the first time in this JVM, and the best of five after it.
 * An SVI step's time includes the parameters' start values and one step.
 */
public final class PreparationTimes {

  private static final int VARIABLES = 1_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private PreparationTimes() {}

  /**
   * Prints the table.
   *
   * @param args parts of the models' names; all without any
   */
  public static void main(String[] args) {
    System.out.println("model,density first ms,density best ms,SVI first ms,SVI best ms");
    models()
        .forEach(
            (name, model) -> {
              if (args.length == 0 || name.contains(args[0])) {
                double[] density = milliseconds(() -> LogDensity.of(model, Seed.of(1)).evaluator());
                double[] step = milliseconds(() -> firstStep(model));
                System.out.printf(
                    Locale.ROOT,
                    "%s,%.0f,%.0f,%.0f,%.0f%n",
                    name,
                    density[0],
                    density[1],
                    step[0],
                    step[1]);
              }
            });
  }

  private static void firstStep(Model<?, ?> model) {
    Svi settings = Svi.defaults().withProgress(false).withSteps(1).withBackEnd(BackEnd.JVM);
    Infer.fit(model.withPosterior(Posteriors.normal()), settings, Seed.of(1)).close();
  }

  private static double[] milliseconds(Runnable work) {
    double first = 0;
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 6; i++) {
      long begin = THREADS.getCurrentThreadCpuTime();
      work.run();
      double time = (THREADS.getCurrentThreadCpuTime() - begin) / 1e6;
      first = i == 0 ? time : first;
      best = i == 0 ? best : Math.min(best, time);
    }
    return new double[] {first, best};
  }

  private static Map<String, Model<?, ?>> models() {
    Map<String, Model<?, ?>> models = new LinkedHashMap<>();
    models.put("eight_schools", EightSchools.model());
    models.put("thousand_variables", thousandVariables());
    return models;
  }

  private static NDArray numbers(int n, int seed) {
    return BorchArray.of(new SplittableRandom(seed).doubles(n).toArray());
  }

  /** A random walk, every step a variable of its own, seen with noise every tenth step. */
  private static Model<?, ?> thousandVariables() {
    Module<NDArray, NDArray> walk =
        Module.of(
            (m, seen) -> {
              NDArray x = m.rv("x0", normal(0, 1));
              for (int i = 1; i < VARIABLES; i++) {
                x = m.rv("x" + i, normal(x, 0.5));
                if (i % 10 == 0) {
                  m.factor("y" + i, normal(x, 1).logProb(seen.get(i / 10)));
                }
              }
              return x;
            });
    return walk.on(numbers(VARIABLES / 10, 3));
  }
}
