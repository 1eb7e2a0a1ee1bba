package org.borch.infer.sgmcmc;

import org.borch.infer.optim.Schedule;
import org.borch.infer.run.Run;

/**
 * Cyclical schedules, to find several modes: long steps without noise find one, short ones with
 * noise sample it, then it begins anew. Zhang, Li, Zhang, Chen and Wilson 2020 (cSG-MCMC).
 *
 * <pre>
 *   step size    peak '-.                  peak '-.
 *                        '-._                     '-._
 *   temperature  0 0 0 0 |T T T T|         0 0 0 0 |T T T T|
 *   draws                |x x x x|                 |x x x x|
 *                exploring sampling
 * </pre>
 *
 * {@code
 * Sgld.defaults().withStepSize(cycles.stepSize(0.01)).withTemperature(cycles.temperature(1))} is
 * their sampler, {@code cycles.keeping(Run.defaults())} keeps draws of the sampling parts alone.
 *
 * @param steps of each cycle
 * @param exploring the steps at the beginning of each that find a mode
 */
public record Cycles(long steps, long exploring) {

  /** Checks the numbers. */
  public Cycles {
    if (steps < 1 || exploring < 0 || exploring >= steps) {
      throw new IllegalArgumentException(
          "cycles of %d steps, %d of them exploring; expected 0 <= exploring < steps"
              .formatted(steps, exploring));
    }
  }

  /** Of so many steps, the first 80 % of them exploring. */
  public static Cycles of(long steps) {
    return new Cycles(steps, steps * 4 / 5);
  }

  /** With other exploring steps at the beginning of each. */
  public Cycles withExploring(long exploring) {
    return new Cycles(steps, exploring);
  }

  /** From a peak down to nearly 0 in each cycle, half a cosine: their equation 1. */
  public Schedule stepSize(double peak) {
    return Schedule.cycles(peak, 0, steps);
  }

  /** 0 while exploring, then this one. */
  public Schedule temperature(double sampling) {
    return new Temperature(this, Schedule.constant(sampling).at(0));
  }

  /** The run with whole cycles whose sampling parts are kept; its burn-in counts before them. */
  public Run keeping(Run run) {
    return run.withCycle(steps, steps - exploring);
  }

  /** A value, as runs that go on compare it. */
  private record Temperature(Cycles cycles, double sampling) implements Schedule {

    @Override
    public double at(long step) {
      return step % cycles.steps < cycles.exploring ? 0 : sampling;
    }
  }
}
