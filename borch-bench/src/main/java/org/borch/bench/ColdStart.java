package org.borch.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.borch.infer.Draws;
import org.borch.infer.Infer;
import org.borch.infer.LogDensity;
import org.borch.infer.mcmc.Nuts;
import org.borch.tensor.random.Seed;

/**
 * Eight schools in a new JVM: the first 1,000 gradients, or the first draw of NUTS after a warm-up
 * of 1,000 steps. {@link #figures} takes the time from {@code java} to the line that shows it, and
 * the CPU time of all threads until then.
 */
public final class ColdStart {

  private static final String GRADIENTS = "start.eight_schools";
  private static final String DRAW = "start.eight_schools_draw";
  private static final int COUNT = 1_000;
  private static final int RUNS = 5;

  private ColdStart() {}

  /**
   * Prints the last value or the first draw, then the process's CPU time in milliseconds.
   *
   * @param args the benchmark
   */
  public static void main(String[] args) {
    System.out.println(args[0].equals(DRAW) ? draw() : gradients());
    long nanos = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    System.out.println(nanos / 1e6);
  }

  private static double gradients() {
    LogDensity density = LogDensity.of(EightSchools.model(), Seed.of(1));
    LogDensity.Evaluator evaluator = density.evaluator();
    double[] at = new double[density.dimension()];
    double[] gradient = new double[at.length];
    double value = 0;
    for (int i = 0; i < COUNT; i++) {
      at[i % at.length] += 1e-3;
      value = evaluator.valueAndGradient(at, gradient);
    }
    return value;
  }

  private static double draw() {
    Nuts nuts = Nuts.defaults().with(run -> run.withChains(1).withDraws(1));
    Draws draws = Infer.sample(EightSchools.model(), nuts, Seed.of(1));
    return draws.element("mu")[0][0];
  }

  /** The median times of some new JVMs. */
  static List<Figure> figures(Pattern pattern) throws IOException {
    List<Figure> figures = new ArrayList<>();
    for (String benchmark : List.of(GRADIENTS, DRAW)) {
      if (pattern.matcher(benchmark).find()) {
        double[] wall = new double[RUNS];
        double[] cpu = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
          Child child = Child.run(ColdStart.class, benchmark);
          wall[i] = child.milliseconds();
          cpu[i] = Double.parseDouble(child.lines().get(1));
        }
        Arrays.sort(wall);
        Arrays.sort(cpu);
        figures.add(new Figure(benchmark, "chosen", wall[RUNS / 2], "ms", "chosen"));
        figures.add(new Figure(benchmark, "chosen_cpu", cpu[RUNS / 2], "ms", "chosen_cpu"));
      }
    }
    return figures;
  }
}
