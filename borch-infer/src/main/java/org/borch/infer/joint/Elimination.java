package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.borch.PlateAxis;
import org.borch.tensor.ArrayMath;

/**
 * Sums discrete variables out of a product of factors: in the innermost plates first, row by row,
 * then in the plates around them. Among the variables of a plate the one with the smallest table is
 * next (variable elimination; Obermeyer et al. 2019, Tensor variable elimination for plated factor
 * graphs, algorithm 1).
 *
 * <pre>
 *   table    Σ of the factors that have the variable   [states of v and others, rows]
 *   message  log Σ_v exp(table)                        a factor without v
 *   a plate  Σ over its rows                           a factor of the plate around it
 * </pre>
 */
final class Elimination {

  /** A variable's table when it was summed out. */
  record Step(int variable, Factor table) {}

  private final List<Discrete> discretes;
  private final List<Factor> pending;
  private final List<Step> steps = new ArrayList<>();
  private final NDArray total;

  private Elimination(List<Discrete> discretes, List<Factor> factors) {
    this.discretes = discretes;
    this.pending = new ArrayList<>(factors);
    this.total = run();
  }

  /**
   * Sums out all variables.
   *
   * @param discretes to which the numbers of the factors' axes refer
   * @throws IllegalArgumentException if a table gets too large, naming its variables
   */
  static Elimination of(List<Discrete> discretes, List<Factor> factors) {
    return new Elimination(discretes, factors);
  }

  /** Sums all variables out of some terms. */
  static Elimination ofTerms(List<Discrete> discretes, List<Term> terms) {
    return of(discretes, terms.stream().map(Term::factor).toList());
  }

  /** The log of the sum: a scalar. */
  NDArray total() {
    return total;
  }

  /** What was summed out, in order; a table's other variables were summed out later. */
  List<Step> steps() {
    return steps;
  }

  private NDArray run() {
    WeightedSum sum = new WeightedSum();
    while (!pending.isEmpty()) {
      List<PlateAxis> plates =
          pending.stream()
              .map(Factor::plates)
              .max(Comparator.comparingInt(List::size))
              .orElseThrow();
      for (Factor factor : summedOut(plates)) {
        if (plates.isEmpty()) {
          sum.add(factor.logs(), 1);
        } else {
          pending.add(factor.withoutInnermostPlate());
        }
      }
    }
    return sum.orZero(DataType.FLOAT64);
  }

  /** Takes the factors of some plates, without the variables that are local to those. */
  private List<Factor> summedOut(List<PlateAxis> plates) {
    List<Factor> group =
        new ArrayList<>(pending.stream().filter(f -> f.plates().equals(plates)).toList());
    pending.removeAll(group);
    List<String> names = plates.stream().map(PlateAxis::name).toList();
    TreeSet<Integer> local = new TreeSet<>(axes(group));
    local.removeIf(variable -> !discretes.get(variable).plates().equals(names));
    while (!local.isEmpty()) {
      int next =
          local.stream().min(Comparator.comparingDouble(v -> tableSize(group, v))).orElseThrow();
      local.remove(next);
      List<Factor> own = with(group, next);
      group.removeAll(own);
      Factor table = product(own, plates);
      steps.add(new Step(next, table));
      group.add(message(table, next));
    }
    return group;
  }

  private double tableSize(List<Factor> group, int variable) {
    return Enumeration.states(discretes, axes(with(group, variable)));
  }

  private static List<Factor> with(List<Factor> group, int variable) {
    return group.stream().filter(factor -> factor.axes().contains(variable)).toList();
  }

  private static List<Integer> axes(List<Factor> factors) {
    TreeSet<Integer> axes = new TreeSet<>();
    factors.forEach(factor -> axes.addAll(factor.axes()));
    return List.copyOf(axes);
  }

  private Factor product(List<Factor> factors, List<PlateAxis> plates) {
    List<Integer> axes = axes(factors);
    Enumeration.requireFew(discretes, axes);
    NDArray sum =
        factors.stream().map(factor -> factor.alignedTo(axes)).reduce(NDArray::add).orElseThrow();
    return new Factor(axes, plates, sum);
  }

  private static Factor message(Factor table, int variable) {
    List<Integer> rest = new ArrayList<>(table.axes());
    int axis = rest.indexOf(variable);
    rest.remove(axis);
    return new Factor(rest, table.plates(), ArrayMath.logSumExp(table.logs(), axis));
  }
}
