package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.tensor.BorchArray;

/**
 * Checks that each row of a term depends on the discrete variables of its own row alone, which is
 * what summing them out row by row needs: with random states in all rows at once, every row of a
 * term must be what it is when all rows are in its state. A sum over rows, a shift or a chain fails
 * this.
 */
final class RowIndependence {

  /** Batched and single operations round differently; a true dependence changes a term by more. */
  private static final double ROUNDING = 1e-7;

  private final Enumeration enumeration;
  private final Map<String, Term> terms = new LinkedHashMap<>();
  private final Map<String, int[]> states = new LinkedHashMap<>();

  private RowIndependence(Enumeration enumeration, Enumeration.Run run, SplittableRandom random) {
    this.enumeration = enumeration;
    run.terms().forEach(term -> terms.put(term.name(), term));
    for (Discrete discrete : enumeration.discretes()) {
      states.put(discrete.name(), states(run.trace(), discrete, random));
    }
  }

  /**
   * Compares one run with mixed states.
   *
   * @param all the run at the point for all states
   * @param replay at the same point
   * @throws NotSummable if rows are not independent, naming the variables
   */
  static void require(
      Enumeration enumeration, Enumeration.Run all, Replay replay, SplittableRandom random) {
    RowIndependence check = new RowIndependence(enumeration, all, random);
    Map<String, NDArray> mixed = check.mixed();
    Trace trace = replay.at(latent -> Replay.valueOf(latent, mixed));
    for (Term term : enumeration.terms(trace)) {
      check.requireEqual(term);
    }
  }

  /** A state for each row; rows that have data are in the first one. */
  private int[] states(Trace trace, Discrete discrete, SplittableRandom random) {
    Term own = term(discrete.name());
    int rows = Math.toIntExact(own.rowShape().size());
    NDArray mask = trace.find(discrete.name()).flatMap(RandomVariable::mask).orElse(null);
    boolean[] isLatent = mask == null ? null : mask.toBooleanArray();
    int[] drawn = new int[rows];
    for (int row = 0; row < rows; row++) {
      drawn[row] = isLatent == null || isLatent[row] ? random.nextInt(discrete.size()) : 0;
    }
    return drawn;
  }

  private Term term(String name) {
    Term term = terms.get(name);
    if (term == null) {
      throw new IllegalStateException(name + ": no such term, only " + terms.keySet());
    }
    return term;
  }

  /** The values of the discrete variables in those states. */
  private Map<String, NDArray> mixed() {
    Map<String, NDArray> mixed = new LinkedHashMap<>();
    for (Discrete discrete : enumeration.discretes()) {
      mixed.put(
          discrete.name(), discrete.values(statesOf(discrete), term(discrete.name()).rowShape()));
    }
    return mixed;
  }

  private void requireEqual(Term found) {
    Term term = term(found.name());
    double[] table = BorchArray.wrap(term.logs()).values();
    double[] actual = BorchArray.wrap(found.logs()).values();
    for (int i = 0; i < actual.length; i++) {
      double expected = table[index(term, i, actual.length)];
      if (!isEqual(actual[i], expected)) {
        throw new NotSummable(
            withRows(term),
            "row "
                + i
                + " of "
                + term.name()
                + " depends on other rows of it, too (a sum over rows, a neighbour, a chain), so"
                + " that rows cannot be summed out one by one");
      }
    }
  }

  /** The variables of a term that have rows. */
  private List<String> withRows(Term term) {
    return term.axes().stream()
        .map(enumeration.discretes()::get)
        .filter(discrete -> !discrete.plates().isEmpty())
        .map(Discrete::name)
        .toList();
  }

  /** Where an element of a term stands in its table, in the states of its row. */
  private int index(Term term, int element, int elements) {
    int state = 0;
    for (int number : term.axes()) {
      Discrete discrete = enumeration.discretes().get(number);
      int[] own = statesOf(discrete);
      // The variable's rows are the term's leading ones.
      int row = (int) ((long) element * own.length / elements);
      state = state * discrete.size() + own[row];
    }
    return state * elements + element;
  }

  private int[] statesOf(Discrete discrete) {
    return Objects.requireNonNull(states.get(discrete.name()));
  }

  private static boolean isEqual(double a, double b) {
    return Double.compare(a, b) == 0 || a == b || Math.abs(a - b) <= ROUNDING * (1 + Math.abs(b));
  }
}
