package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/**
 * What a program knows of the discrete variables given the continuous ones.
 *
 * <pre>
 *   results    the table of each step of the elimination | probabilities of each variable
 * </pre>
 *
 * @param discretes the variables
 * @param steps the variables in the order in which they were summed out, with their tables' axes
 */
record DiscreteLayout(List<Discrete> discretes, List<Step> steps) {

  /** A variable and the variables of its table, ascending, itself among them. */
  record Step(int variable, List<Integer> axes) {}

  /** The results of a run. */
  static PointProgram.Results<DiscreteLayout> results(JointRun run) {
    List<Step> steps = new ArrayList<>();
    List<NDArray> results = new ArrayList<>();
    for (Elimination.Step step : run.elimination().steps()) {
      steps.add(new Step(step.variable(), step.table().axes()));
      results.add(step.table().logs());
    }
    List<Discrete> discretes = run.discretes();
    for (int i = 0; i < discretes.size(); i++) {
      results.add(run.probabilities(i));
    }
    return new PointProgram.Results<>(new DiscreteLayout(discretes, steps), results);
  }

  /** Rows + [states] of each variable, in Java memory. */
  Map<String, NDArray> probabilities(List<? extends NDArray> results) {
    Map<String, NDArray> byName = new LinkedHashMap<>();
    for (int i = 0; i < discretes.size(); i++) {
      BorchArray array = BorchArray.wrap(results.get(steps.size() + i)).inJavaMemory();
      Discrete discrete = discretes.get(i);
      byName.put(discrete.name(), discrete.reported(array));
    }
    return Collections.unmodifiableMap(byName);
  }

  /**
   * A joint draw: the variable that was summed out last comes first, and each one is drawn given
   * those before.
   *
   * @param key each variable draws with {@code key.at(name)}
   * @throws ArithmeticException if the density is zero or not a number at the point
   */
  Map<String, NDArray> draw(List<? extends NDArray> results, Key key) {
    Map<Integer, int[]> states = new HashMap<>();
    Map<Integer, NDArray> values = new TreeMap<>();
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      Discrete discrete = discretes.get(step.variable());
      Shape rows = results.get(i).getShape().slice(step.axes().size());
      int[] drawn = states(step, results.get(i), rows, states, key.at(discrete.name()));
      states.put(step.variable(), drawn);
      values.put(step.variable(), discrete.values(drawn, rows));
    }
    Map<String, NDArray> byName = new LinkedHashMap<>();
    values.forEach(
        (variable, value) ->
            byName.put(discretes.get(variable).name(), discretes.get(variable).reported(value)));
    return Collections.unmodifiableMap(byName);
  }

  private int[] states(
      Step step, NDArray table, Shape rowShape, Map<Integer, int[]> known, Key key) {
    double[] logs = BorchArray.wrap(table).values();
    int rows = Math.toIntExact(rowShape.size());
    NDArray noise = Noise.of(key, DataType.FLOAT64).uniform(new Shape(rows));
    double[] uniform = BorchArray.wrap(noise).values();
    double[] weights = new double[discretes.get(step.variable()).size()];
    int[] drawn = new int[rows];
    for (int row = 0; row < rows; row++) {
      for (int state = 0; state < weights.length; state++) {
        weights[state] = logs[place(step, state, row, rows, known)];
      }
      drawn[row] = draw(discretes.get(step.variable()).name(), weights, uniform[row]);
    }
    return drawn;
  }

  /** Where a row's state stands in its table, the other variables being in their rows' states. */
  private int place(Step step, int state, int row, int rows, Map<Integer, int[]> known) {
    int joint = 0;
    for (int variable : step.axes()) {
      int own = state;
      if (variable != step.variable()) {
        int[] others = Objects.requireNonNull(known.get(variable));
        // A variable of an outer plate has fewer rows, the leading axes of these.
        own = others[(int) ((long) row * others.length / rows)];
      }
      joint = joint * discretes.get(variable).size() + own;
    }
    return joint * rows + row;
  }

  private static int draw(String name, double[] logs, double uniform) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      largest = Math.max(largest, log);
    }
    double total = 0;
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.exp(logs[i] - largest);
      total += logs[i];
    }
    if (!(total > 0)) {
      throw new ArithmeticException(
          name + ": no draw at this point, where no state has a positive density");
    }
    double rest = uniform * total;
    for (int i = 0; i < logs.length - 1; i++) {
      rest -= logs[i];
      if (rest < 0) {
        return i;
      }
    }
    return lastPossible(logs);
  }

  private static int lastPossible(double[] weights) {
    int last = weights.length - 1;
    while (weights[last] == 0) {
      last--;
    }
    return last;
  }
}
