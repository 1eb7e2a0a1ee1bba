package org.borch.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.PlateAxis;
import org.borch.RandomVariable;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.IndependentConstraint;
import org.borch.distributions.constraint.IntegerInterval;
import org.borch.tensor.BorchArray;

/**
 * A discrete latent variable that a density sums out.
 *
 * @param name the path
 * @param states every value of one row: [states] + the shape of a row's value, in Java memory
 * @param plates the names of its plates, from the outermost; none for one row
 */
public record Discrete(String name, NDArray states, List<String> plates) {

  /** Copies the names. */
  public Discrete {
    plates = List.copyOf(plates);
  }

  /**
   * The variable as a run met it.
   *
   * @throws IllegalArgumentException if its states cannot be listed
   */
  static Discrete of(RandomVariable variable) {
    List<String> plates = variable.plates().stream().map(PlateAxis::name).toList();
    BorchArray value = BorchArray.wrap(variable.value());
    Shape row = value.getShape().slice(plates.size());
    IntegerInterval support = support(variable);
    double values = support.high().number() - (double) support.low() + 1;
    double count = Math.pow(values, (double) row.size());
    if (count > Enumeration.LIMIT) {
      throw refused(
          variable,
          (row.size() == 1 ? "" : Enumeration.count(values) + "^" + row.size() + " = ")
              + Enumeration.count(count)
              + " states in one row, expected at most "
              + Enumeration.LIMIT
              + (row.size() == 1 ? "" : "; put independent elements into a plate"));
    }
    int base = (int) values;
    int size = Math.toIntExact(row.size());
    double[] table = new double[((int) count) * size];
    for (int state = 0; state < (int) count; state++) {
      int rest = state;
      for (int element = size - 1; element >= 0; element--) {
        table[state * size + element] = support.low() + rest % base;
        rest /= base;
      }
    }
    Shape shape = new Shape((long) count).addAll(row);
    return new Discrete(variable.name(), BorchArray.of(value.spec().with(shape), table), plates);
  }

  private static IntegerInterval support(RandomVariable variable) {
    Constraint support = variable.prior().support();
    while (support instanceof IndependentConstraint elements) {
      support = elements.base();
    }
    if (support instanceof IntegerInterval interval
        && interval.high().isNumber()
        && Double.isFinite(interval.high().number())) {
      return interval;
    }
    throw refused(variable, "its values are " + variable.prior().support().description());
  }

  private static IllegalArgumentException refused(RandomVariable variable, String reason) {
    return Enumeration.refused(variable.name() + " ~ " + variable.prior().name(), reason);
  }

  /** How many states a row has. */
  int size() {
    return Math.toIntExact(states.getShape().get(0));
  }

  /**
   * A value for each row.
   *
   * @param rowStates the number of each row's state
   * @param rows the rows' shape
   */
  NDArray values(int[] rowStates, Shape rows) {
    BorchArray table = BorchArray.wrap(states);
    Shape row = table.getShape().slice(1);
    int size = Math.toIntExact(row.size());
    double[] all = table.values();
    double[] values = new double[rowStates.length * size];
    for (int i = 0; i < rowStates.length; i++) {
      System.arraycopy(all, rowStates[i] * size, values, i * size, size);
    }
    return BorchArray.of(table.spec().with(rows.addAll(row)), values);
  }

  /** The variable with the number of its states. */
  @Override
  public String toString() {
    String inside = plates.isEmpty() ? "" : " in " + plates.get(plates.size() - 1);
    return name + " (" + size() + " states" + inside + ")";
  }
}
