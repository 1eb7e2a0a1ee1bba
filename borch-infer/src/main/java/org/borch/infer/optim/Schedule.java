package org.borch.infer.optim;

/**
 * A learning rate for each step. Steps count from 0; a schedule is a pure function, so that a
 * resumed run goes on with the rates of an uninterrupted one.
 */
@FunctionalInterface
public interface Schedule {

  /** The rate of a step, counted from 0. */
  double at(long step);

  /** The same rate for ever. */
  static Schedule constant(double rate) {
    return new Constant(rate);
  }

  /** {@code initial * factor^(step / steps)}: the factor once in that many steps, smoothly. */
  static Schedule exponential(double initial, double factor, long steps) {
    return new Exponential(initial, factor, steps);
  }

  /** {@code initial}, multiplied by the factor after each {@code steps} steps. */
  static Schedule steps(double initial, double factor, long steps) {
    return new Steps(initial, factor, steps);
  }

  /** Half a cosine from one rate to another, which then stays. */
  static Schedule cosine(double initial, double last, long steps) {
    return new Cosine(initial, last, steps);
  }

  /**
   * Half a cosine from one rate to another in each round, which are twice as long as the one
   * before.
   *
   * @param first steps of the first round
   */
  static Schedule restarts(double initial, double last, long first) {
    return new Restarts(initial, last, first);
  }

  /**
   * Half a cosine from one rate to another in each cycle, all of one length.
   *
   * @param steps of each cycle
   */
  static Schedule cycles(double initial, double last, long steps) {
    return new CosineCycles(initial, last, steps);
  }

  /** From one number to another along a line, which then stays, as of a weight that is annealed. */
  static Schedule linear(double initial, double last, long steps) {
    return new Linear(initial, last, steps);
  }

  /** Up to a peak in the first 30 % of the steps, then down to nearly nothing. */
  static Schedule oneCycle(double peak, long steps) {
    return new OneCycle(peak, steps);
  }

  /** A linear rise to this schedule's first rate, after which this schedule begins. */
  default Schedule after(long warmup) {
    return new Warmup(this, warmup);
  }

  /** A rate that stays. */
  record Constant(double rate) implements Schedule {

    /** Checks the rate. */
    public Constant {
      LearningRate.requireNonNegative("learning rate", rate);
    }

    @Override
    public double at(long step) {
      return rate;
    }
  }

  /** Exponential decay; see {@link Schedule#exponential}. */
  record Exponential(double initial, double factor, long steps) implements Schedule {

    /** Checks the numbers. */
    public Exponential {
      LearningRate.requireNonNegative("learning rate", initial);
      LearningRate.requirePositive("decay factor", factor);
      requireSteps(steps);
    }

    @Override
    public double at(long step) {
      return initial * Math.pow(factor, (double) step / steps);
    }
  }

  /** Piecewise constant decay; see {@link Schedule#steps}. */
  record Steps(double initial, double factor, long steps) implements Schedule {

    /** Checks the numbers. */
    public Steps {
      LearningRate.requireNonNegative("learning rate", initial);
      LearningRate.requirePositive("decay factor", factor);
      requireSteps(steps);
    }

    @Override
    public double at(long step) {
      return initial * Math.pow(factor, (double) Math.floorDiv(step, steps));
    }
  }

  /** Loshchilov and Hutter 2017 (SGDR), equation 5, without restarts. */
  record Cosine(double initial, double last, long steps) implements Schedule {

    /** Checks the numbers. */
    public Cosine {
      LearningRate.requireNonNegative("learning rate", initial);
      LearningRate.requireNonNegative("last learning rate", last);
      requireSteps(steps);
    }

    @Override
    public double at(long step) {
      double done = Math.min(1, (double) step / steps);
      return last + (initial - last) * (1 + Math.cos(Math.PI * done)) / 2;
    }
  }

  /** Loshchilov and Hutter 2017 (SGDR), with rounds that double. */
  record Restarts(double initial, double last, long first) implements Schedule {

    /** Checks the numbers. */
    public Restarts {
      LearningRate.requireNonNegative("learning rate", initial);
      LearningRate.requireNonNegative("last learning rate", last);
      requireSteps(first);
    }

    @Override
    public double at(long step) {
      long begin = 0;
      long length = first;
      while (step >= begin + length) {
        begin += length;
        length *= 2;
      }
      return new Cosine(initial, last, length).at(step - begin);
    }
  }

  /** Zhang et al. 2020, equation 1, for {@code last} = 0. */
  record CosineCycles(double initial, double last, long steps) implements Schedule {

    /** Checks the numbers. */
    public CosineCycles {
      LearningRate.requireNonNegative("learning rate", initial);
      LearningRate.requireNonNegative("last learning rate", last);
      requireSteps(steps);
    }

    @Override
    public double at(long step) {
      return new Cosine(initial, last, steps).at(step % steps);
    }
  }

  /** A line; see {@link Schedule#linear}. */
  record Linear(double initial, double last, long steps) implements Schedule {

    /** Checks the numbers. */
    public Linear {
      LearningRate.requireNonNegative("first number", initial);
      LearningRate.requireNonNegative("last number", last);
      requireSteps(steps);
    }

    @Override
    public double at(long step) {
      return initial + (last - initial) * Math.min(1, (double) step / steps);
    }
  }

  /**
   * Smith and Topin 2018 (super-convergence), with PyTorch's cosines and defaults.
   *
   * <pre>
   *   peak            .-.
   *                 .'   '.
   *   peak / 25   .'       '-._
   *   peak / 25e4              '---
   *             0   30 %      100 %
   * </pre>
   */
  record OneCycle(double peak, long steps) implements Schedule {

    private static final double RISE = 0.3;
    private static final double START = 1 / 25.0;
    private static final double END = START / 1e4;

    /** Checks the numbers. */
    public OneCycle {
      LearningRate.requireNonNegative("peak learning rate", peak);
      requireSteps(steps);
    }

    @Override
    public double at(long step) {
      double done = Math.min(1, (double) step / steps);
      return done < RISE
          ? between(peak * START, peak, done / RISE)
          : between(peak, peak * END, (done - RISE) / (1 - RISE));
    }

    private static double between(double from, double to, double done) {
      return to + (from - to) * (1 + Math.cos(Math.PI * done)) / 2;
    }
  }

  /** A linear rise before another schedule; see {@link Schedule#after}. */
  record Warmup(Schedule then, long steps) implements Schedule {

    /** Checks the number of steps. */
    public Warmup {
      requireSteps(steps);
    }

    @Override
    public double at(long step) {
      return step < steps ? then.at(0) * (step + 1) / (steps + 1) : then.at(step - steps);
    }
  }

  private static void requireSteps(long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("schedule over " + steps + " steps, expected at least 1");
    }
  }
}
