package org.borch.tensor.trace;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.borch.tensor.Shapes;
import org.borch.tensor.Spec;

/**
 * How the steps of a loop over a graph are joined. An output is carried to an input of the next
 * step, or collected over all steps; an input is carried, or a row of its own in each step, or the
 * same in all steps.
 *
 * @param carriedTo for each output the input that gets it in the next step, or {@link #COLLECTED}
 * @param rows the inputs that differ from step to step; at least one, because it says how many
 *     steps there are
 */
public record Feedback(List<Integer> carriedTo, Set<Integer> rows) {

  /** An output that is collected. */
  public static final int COLLECTED = -1;

  /** Checks that every input has one source. */
  public Feedback {
    carriedTo = List.copyOf(carriedTo);
    rows = Set.copyOf(rows);
    Set<Integer> sources = new HashSet<>(rows);
    for (int input : carriedTo) {
      if (input != COLLECTED && !sources.add(input)) {
        throw new IllegalArgumentException(
            "input " + input + " of a step gets two values, expected one output or a row");
      }
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "a loop without an input that differs from step to step; the number of steps is that of"
              + " its rows");
    }
  }

  /** Whether an input is a row of its own in each step. */
  boolean isRow(int input) {
    return rows.contains(input);
  }

  /** Whether an input is carried from the step before. */
  boolean isCarried(int input) {
    return carriedTo.contains(input);
  }

  /** The rows of many steps. */
  static Spec rows(long steps, Spec row) {
    return row.with(Shapes.concat(new Shape(steps), row.shape()));
  }

  void requireFits(Graph step) {
    int inputs = step.inputs().size();
    List<Integer> named = new ArrayList<>(rows);
    carriedTo.stream().filter(input -> input != COLLECTED).forEach(named::add);
    for (int input : named) {
      if (input < 0 || input >= inputs) {
        throw new IllegalArgumentException(
            "input " + input + " of a step that has " + inputs + " inputs");
      }
    }
    if (carriedTo.size() != step.outputs().size()) {
      throw new IllegalArgumentException(
          carriedTo.size()
              + " outputs carried or collected, expected the "
              + step.outputs().size()
              + " outputs of the step");
    }
    for (int i = 0; i < carriedTo.size(); i++) {
      if (carriedTo.get(i) != COLLECTED) {
        Spec output = step.outputs().get(i);
        Spec input = step.inputs().get(carriedTo.get(i));
        if (!output.equals(input)) {
          throw new IllegalArgumentException(
              "output "
                  + i
                  + " of a step is "
                  + output
                  + ", expected "
                  + input
                  + " as input "
                  + carriedTo.get(i)
                  + " to which it is carried");
        }
      }
    }
  }
}
