package org.borch.infer.optim;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far a step goes: a schedule, times a factor for parameters whose names match a pattern.
 *
 * @param schedule the rate of each step
 * @param factors in the order in which they were added; the last one that matches counts
 */
public record LearningRate(Schedule schedule, List<Factor> factors) {

  /**
   * A factor on the rate of some parameters.
   *
   * @param names a parameter's name, in which {@code *} stands for any characters
   * @param factor 0 keeps these parameters as they are
   */
  public record Factor(String names, double factor) {

    /** Checks the factor. */
    public Factor {
      requireNonNegative("learning-rate factor of " + names, factor);
    }

    boolean matches(String name) {
      String expression =
          Stream.of(names.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
      return name.matches(expression);
    }
  }

  /** Copies the factors. */
  public LearningRate {
    factors = List.copyOf(factors);
  }

  /** The same rate for all steps and parameters. */
  public static LearningRate of(double rate) {
    return of(Schedule.constant(rate));
  }

  /** The same schedule for all parameters. */
  public static LearningRate of(Schedule schedule) {
    return new LearningRate(schedule, List.of());
  }

  /** With a factor for parameters whose names match; see {@link Factor}. */
  public LearningRate withFactor(String names, double factor) {
    List<Factor> more = new ArrayList<>(factors);
    more.add(new Factor(names, factor));
    return new LearningRate(schedule, more);
  }

  /** The last matching factor, or 1. */
  double factorOf(String name) {
    double result = 1;
    for (Factor rule : factors) {
      result = rule.matches(name) ? rule.factor : result;
    }
    return result;
  }

  /** The change of the parameters for a direction of descent: -η · direction / divisor. */
  NDArray descend(Optimizer.State state, NDArray direction, LongToDoubleFunction divisor) {
    Schedule rate = schedule;
    NDArray factor = state.number(step -> -rate.at(step) / divisor.applyAsDouble(step));
    NDArray change = direction.mul(factor);
    return factors.isEmpty() && !state.hasBuffers() ? change : change.mul(state.factors().of(this));
  }

  NDArray descend(Optimizer.State state, NDArray direction) {
    return descend(state, direction, step -> 1);
  }

  static double requireNonNegative(String what, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s = %s, expected a finite number >= 0", what, value));
    }
    return value;
  }

  static double requirePositive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s = %s, expected a finite number > 0", what, value));
    }
    return value;
  }

  static double requireFraction(String what, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s = %s, expected 0 <= %s < 1", what, value, what));
    }
    return value;
  }
}
