package org.borch.infer.run;

import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;

/**
 * How a step went: an algorithm's own numbers, by the names of its columns. The constants are names
 * that diagnostics ask for, CmdStan's; an algorithm takes those that it has. Immutable.
 */
public final class Info {

  /** The log density at the draw, in unconstrained coordinates. */
  public static final String LOG_DENSITY = "lp__";

  /** The mean acceptance probability of a step, or what else a step size is adapted to. */
  public static final String ACCEPTANCE = "accept_stat__";

  /** The step size of the integrator, or the scale of the proposal. */
  public static final String STEP_SIZE = "stepsize__";

  /** How often the trajectory was doubled. */
  public static final String TREE_DEPTH = "treedepth__";

  /** The steps of the integrator, each with one gradient. */
  public static final String LEAPFROGS = "n_leapfrog__";

  /** 1 if the trajectory diverged, here or in a step left out since the draw before, else 0. */
  public static final String DIVERGENT = "divergent__";

  /** The Hamiltonian at the draw. */
  public static final String ENERGY = "energy__";

  /** The Euclidean norm of the gradient that moved the state. */
  public static final String GRADIENT_NORM = "gradient_norm__";

  private final List<String> columns;
  private final double[] values;

  private Info(List<String> columns, double[] values) {
    this.columns = columns;
    this.values = values;
  }

  /**
   * Numbers by name.
   *
   * @param columns their names; {@link Chain#columns}
   * @param values as many
   * @throws IllegalArgumentException if there are more or fewer values than names
   */
  public static Info of(List<String> columns, double... values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          values.length + " values for the columns " + columns + ", expected one each");
    }
    return new Info(List.copyOf(columns), values.clone());
  }

  /** The names of the numbers. */
  public List<String> columns() {
    return columns;
  }

  /** Whether there is a number of this name. */
  public boolean has(String column) {
    return columns.contains(column);
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public double get(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException("\"" + column + "\": a step has only " + columns);
    }
    return values[index];
  }

  /** A number, or another one if there is none of this name. */
  public double get(String column, double otherwise) {
    int index = columns.indexOf(column);
    return index < 0 ? otherwise : values[index];
  }

  /** A copy of the numbers, in the order of their names. */
  public double[] values() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Info info
        && info.columns.equals(columns)
        && Arrays.equals(info.values, values);
  }

  @Override
  public int hashCode() {
    return 31 * columns.hashCode() + Arrays.hashCode(values);
  }

  /** {@code Info[lp__=-12.5, accept_stat__=0.9]}. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "Info[", "]");
    for (int i = 0; i < values.length; i++) {
      text.add(columns.get(i) + "=" + values[i]);
    }
    return text.toString();
  }
}
