package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.borch.MissingRows;
import org.borch.PlateAxis;
import org.borch.RandomVariable;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.IndependentConstraint;
import org.borch.distributions.constraint.IntegerInterval;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Operand;
import org.borch.tensor.Spec;
import org.jspecify.annotations.Nullable;

/**
 * A discrete latent variable that a density sums out.
 *
 * @param name the path
 * @param states every value of one row: [states] + the shape of a row's value, in Java memory
 * @param plates the names of its plates, from the outermost; none for one row
 * @param missing which rows draws of it have, if it is the missing part of an observed variable
 */
public record Discrete(
    String name, NDArray states, List<String> plates, @Nullable MissingRows missing) {

  /** Copies the names. */
  public Discrete {
    plates = List.copyOf(plates);
  }

  /** Why a variable's states cannot be listed, a clause; empty if they can. */
  static Optional<String> fault(RandomVariable variable) {
    IntegerInterval support = support(variable).orElse(null);
    if (support == null) {
      return Optional.of(
          "the values of " + variable.name() + " are " + variable.prior().support().description());
    }
    long size = row(variable).size();
    double values = values(support);
    double count = Math.pow(values, (double) size);
    if (count <= Enumeration.LIMIT) {
      return Optional.empty();
    }
    return Optional.of(
        variable.name()
            + " has "
            + (size == 1 ? "" : Enumeration.count(values) + "^" + size + " = ")
            + Enumeration.count(count)
            + " states in one row, expected at most "
            + Enumeration.LIMIT
            + (size == 1 ? "" : "; put independent elements into a plate"));
  }

  /** A variable without {@link #fault} as a run met it. */
  static Discrete of(RandomVariable variable, @Nullable MissingRows missing) {
    IntegerInterval support = support(variable).orElseThrow();
    Shape row = row(variable);
    int base = (int) values(support);
    int size = Math.toIntExact(row.size());
    int count = (int) Math.pow(base, size);
    double[] table = new double[count * size];
    for (int state = 0; state < count; state++) {
      int rest = state;
      for (int element = size - 1; element >= 0; element--) {
        table[state * size + element] = support.low().number() + rest % base;
        rest /= base;
      }
    }
    Spec spec = BorchArray.wrap(variable.value()).spec().with(new Shape(count).addAll(row));
    List<String> plates = variable.plates().stream().map(PlateAxis::name).toList();
    return new Discrete(variable.name(), BorchArray.of(spec, table), plates, missing);
  }

  /** The shape of one row's value. */
  private static Shape row(RandomVariable variable) {
    return variable.value().getShape().slice(variable.plates().size());
  }

  /** The whole numbers that an element can be, if they have an end. */
  private static Optional<IntegerInterval> support(RandomVariable variable) {
    Constraint support = variable.prior().support();
    while (support instanceof IndependentConstraint elements) {
      support = elements.base();
    }
    return support instanceof IntegerInterval interval
            && isFinite(interval.low())
            && isFinite(interval.high())
        ? Optional.of(interval)
        : Optional.empty();
  }

  private static boolean isFinite(Operand bound) {
    return bound.isNumber() && Double.isFinite(bound.number());
  }

  /**
   * The whole numbers that an element of a variable can be.
   *
   * @throws IllegalArgumentException if they cannot be listed, saying why
   */
  public static double[] wholeNumbers(RandomVariable variable) {
    IntegerInterval support = support(variable).orElse(null);
    if (support == null || values(support) > Enumeration.LIMIT) {
      throw new IllegalArgumentException(
          "the values of %s are %s, expected at most %d whole numbers"
              .formatted(
                  variable.name(), variable.prior().support().description(), Enumeration.LIMIT));
    }
    double[] numbers = new double[(int) values(support)];
    Arrays.setAll(numbers, i -> support.low().number() + i);
    return numbers;
  }

  private static double values(IntegerInterval support) {
    return support.high().number() - support.low().number() + 1;
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

  /** What draws have of an array in Java memory that has all rows: rows + any. */
  NDArray reported(NDArray all) {
    MissingRows own = missing;
    if (own == null) {
      return all;
    }
    long[] rows = own.rows().stream().mapToLong(Long::longValue).toArray();
    Shape row = all.getShape().slice(own.batch().dimension());
    try (HostComputation host = HostComputation.open()) {
      NDArray flat = all.reshape(new Shape(own.batch().size()).addAll(row));
      return ArrayMath.take(flat, BorchArray.ofLongs(rows), 0);
    }
  }

  /** The variable with the number of its states. */
  @Override
  public String toString() {
    String inside = plates.isEmpty() ? "" : " in " + plates.get(plates.size() - 1);
    return name + " (" + size() + " states" + inside + ")";
  }
}
