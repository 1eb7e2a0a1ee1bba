package org.borch.infer.density;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.infer.draws.Draws;
import org.borch.infer.mcmc.Chains;
import org.borch.infer.mcmc.Nuts;
import org.borch.tensor.Seed;

/** A density written in Java: x ~ Normal(1, 2²) and y1, y2 ~ Normal(x, 1). */
final class HandWritten {

  private static final Seed SEED = Seed.of(7);

  private HandWritten() {}

  static LogDensity density() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("x", new Shape());
    shapes.put("y", new Shape(2));
    return LogDensity.of(shapes, () -> HandWritten::valueAndGradient);
  }

  private static double valueAndGradient(double[] at, double[] gradient) {
    double x = (at[0] - 1) / 2;
    double first = at[1] - at[0];
    double second = at[2] - at[0];
    gradient[0] = -x / 2 + first + second;
    gradient[1] = -first;
    gradient[2] = -second;
    return -0.5 * (x * x + first * first + second * second);
  }

  static Chains chains() {
    return Nuts.defaults()
        .with(run -> run.withChains(2).withThreads(1).withWarmup(300).withDraws(1_000))
        .sample(density(), SEED);
  }

  /** Samples it in a JVM that has no engine, and prints the mean of y[2]. */
  public static void main(String[] arguments) {
    Draws draws = Draws.of(density(), chains());
    System.out.println(draws.summary().row("y[2]").mean());
  }
}
