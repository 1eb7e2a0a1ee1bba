package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.borch.PlateAxis;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/**
 * A joint draw of discrete variables given all else, as array operations: the variable that was
 * summed out last comes first, and each one is drawn given those before, all rows at once, as the
 * state with the largest sum of log weight and Gumbel noise.
 */
final class ConditionalDraw {

  private final List<Discrete> discretes;
  private final Map<Integer, NDArray> chosen = new HashMap<>();
  private final Map<String, NDArray> values = new LinkedHashMap<>();

  private ConditionalDraw(List<Discrete> discretes) {
    this.discretes = discretes;
  }

  /**
   * Draws all variables.
   *
   * @param all a run for all states
   * @param key each variable draws with {@code key.at(name)}
   * @return by name, rows + the shape of a row's value
   * @throws IllegalStateException if the run has a minibatch of the rows that share a variable
   */
  static Map<String, NDArray> of(Enumeration enumeration, Enumeration.Run all, Key key) {
    all.terms().forEach(term -> requireAllRows(enumeration, term));
    ConditionalDraw draw = new ConditionalDraw(enumeration.discretes());
    List<Elimination.Step> steps = all.elimination(enumeration).steps();
    for (int i = steps.size() - 1; i >= 0; i--) {
      draw.add(steps.get(i), key);
    }
    return draw.values;
  }

  private static void requireAllRows(Enumeration enumeration, Term term) {
    for (int number : term.axes()) {
      Discrete discrete = enumeration.discretes().get(number);
      for (PlateAxis plate : term.plates()) {
        if (plate.scale() != 1 && !discrete.plates().contains(plate.name())) {
          throw new IllegalStateException(
              discrete.name()
                  + ": summed out, so that its draws are given all rows of plate \""
                  + plate.name()
                  + "\", but the fitted model has minibatches of them; bind the model to all rows,"
                  + " Infer.withDiscrete(model, fit.draws(n, seed), seed), and predict with"
                  + " Predictive.posterior(model.on(input), draws, seed)");
        }
      }
    }
  }

  private void add(Elimination.Step step, Key key) {
    Discrete discrete = discretes.get(step.variable());
    NDArray logs = given(step); // [states] + rows
    DataType type = logs.getDataType();
    NDArray uniform = Noise.of(key.at(discrete.name()), type).uniform(logs.getShape());
    NDArray gumbel = ArrayMath.log(ArrayMath.log(uniform).neg()).neg();
    NDArray state = BorchArray.wrap(logs.add(gumbel)).argMax(0);
    NDArray all = BorchArray.ofLongs(LongStream.range(0, discrete.size()).toArray());
    NDArray byState = all.reshape(withOnes(new Shape(discrete.size()), logs));
    chosen.put(step.variable(), byState.eq(state.expandDims(0)));
    values.put(discrete.name(), ArrayMath.take(discrete.states(), state, 0));
  }

  /** The variable's table in the states of its other variables. */
  private NDArray given(Elimination.Step step) {
    NDArray logs = step.table().logs();
    List<Integer> axes = step.table().axes();
    for (int axis = axes.size() - 1; axis >= 0; axis--) {
      if (axes.get(axis) != step.variable()) {
        NDArray own = Objects.requireNonNull(chosen.get(axes.get(axis)));
        Shape shape = new Shape();
        for (int i = 0; i < axis; i++) {
          shape = shape.add(1);
        }
        shape = shape.add(own.getShape().get(0));
        int rows = step.table().plates().size();
        while (shape.dimension() < logs.getShape().dimension() - rows) {
          shape = shape.add(1);
        }
        // A variable of an outer plate has fewer rows, the leading axes of these.
        shape = withOnes(shape.addAll(own.getShape().slice(1)), logs);
        NDArray isChosen = ArrayMath.broadcastTo(own.reshape(shape), logs.getShape());
        logs = ArrayMath.where(isChosen, logs, 0).sum(new int[] {axis});
      }
    }
    return logs;
  }

  private static Shape withOnes(Shape shape, NDArray like) {
    Shape all = shape;
    while (all.dimension() < like.getShape().dimension()) {
      all = all.add(1);
    }
    return all;
  }
}
