package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.borch.PlateAxis;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/**
 * A model's run at a point of its continuous latent variables, with every state of the discrete
 * ones, which are summed out of what this computes.
 */
final class JointRun {

  private final Enumeration enumeration;
  private final Trace trace;
  private final List<Term> terms;

  JointRun(Enumeration enumeration, Enumeration.Run run) {
    this.enumeration = enumeration;
    this.trace = run.trace();
    this.terms = run.terms();
  }

  /** Log prior + log likelihood + log Jacobian. */
  NDArray value() {
    WeightedSum total = new WeightedSum();
    for (RandomVariable variable : trace.variables()) {
      if (!enumeration.concerns(variable.name())) {
        total.add(variable.logPrior(), variable.scale());
      }
      addJacobian(total, variable);
    }
    addFactors(total);
    if (!terms.isEmpty()) {
      total.add(eliminated(terms).total(), 1);
    }
    return total.orZero(DataType.FLOAT64);
  }

  /** Σ log p of the latent variables; the discrete ones summed out. */
  NDArray logPrior() {
    WeightedSum sum = new WeightedSum();
    for (RandomVariable variable : independent()) {
      if (!variable.isObserved()) {
        sum.add(variable.logPrior(), variable.scale());
      }
    }
    if (!terms.isEmpty()) {
      sum.add(eliminated(prior()).total(), 1);
    }
    return sum.orZero(DataType.FLOAT64);
  }

  /** Σ log p of the data given the continuous latent variables, and Σ log weights. */
  NDArray logLikelihood() {
    WeightedSum sum = new WeightedSum();
    for (RandomVariable variable : independent()) {
      if (variable.isObserved()) {
        sum.add(variable.logPrior(), variable.scale());
      }
    }
    addFactors(sum);
    if (!terms.isEmpty()) {
      sum.add(eliminated(terms).total(), 1);
      sum.add(eliminated(prior()).total(), -1);
    }
    return sum.orZero(DataType.FLOAT64);
  }

  /** Σ log |dx/du|. */
  NDArray logJacobian() {
    WeightedSum sum = new WeightedSum();
    trace.variables().forEach(variable -> addJacobian(sum, variable));
    return sum.orZero(DataType.FLOAT64);
  }

  /**
   * log p of each row of the observed variables given the continuous latent variables, of partly
   * observed ones without the rows that are missing; and each row's term of the plates' factors.
   */
  Map<String, NDArray> rows() {
    Map<String, NDArray> rows = new LinkedHashMap<>();
    for (RandomVariable variable : trace.observed()) {
      Term term = term(variable.name());
      NDArray all = term == null ? variable.logPrior() : row(term);
      rows.put(variable.name(), variable.counted(all));
    }
    for (Site.Factor factor : factors()) {
      if (!factor.plates().isEmpty()) {
        Term term = term(factor.name());
        rows.put(factor.name(), term == null ? factor.rows() : row(term));
      }
    }
    return rows;
  }

  /** log Σ_states P(states | continuous latent variables) p(row | states). */
  private NDArray row(Term term) {
    Factor own = term.factor();
    NDArray weights = probability(own, prior());
    int others = term.logs().getShape().dimension() - own.logs().getShape().dimension();
    for (int i = 0; i < others; i++) {
      weights = weights.expandDims(-1);
    }
    int[] states = new int[own.axes().size()];
    Arrays.setAll(states, i -> i);
    return ArrayMath.logSumExp(ArrayMath.log(weights).add(term.logs()), states);
  }

  /** What does not depend on discrete variables. */
  Map<String, NDArray> deterministics() {
    Map<String, NDArray> known = new LinkedHashMap<>(trace.deterministics());
    known.keySet().removeAll(enumeration.derived());
    return known;
  }

  /** The values of the continuous latent variables. */
  Map<String, NDArray> latentValues() {
    return trace.latentValues(name -> !enumeration.derived().contains(name));
  }

  /** The probability of each state of a discrete variable given all others: rows + [states]. */
  NDArray probabilities(int number) {
    Factor own = term(number).factor();
    Factor alone = new Factor(List.of(number), own.plates(), sumOthers(own, number));
    NDArray byState = probability(alone, terms);
    int rows = alone.plates().size();
    return byState.transpose(IntStream.rangeClosed(1, rows + 1).map(i -> i % (rows + 1)).toArray());
  }

  private Term term(int number) {
    return Objects.requireNonNull(term(enumeration.discretes().get(number).name()));
  }

  /** Zeros of the right shape. */
  private static NDArray sumOthers(Factor factor, int number) {
    NDArray logs = factor.logs();
    for (int axis = factor.axes().size() - 1; axis >= 0; axis--) {
      if (factor.axes().get(axis) != number) {
        logs = logs.sum(new int[] {axis});
      }
    }
    return logs.zerosLike();
  }

  /**
   * The probability of the states of a factor's variables, row by row: the derivative of the log of
   * the sum with respect to that factor.
   *
   * @param shaped only its axes, plates and shape count
   */
  private NDArray probability(Factor shaped, List<Term> given) {
    NDArray zeros = shaped.logs().zerosLike();
    NDArray slope =
        Autodiff.valueAndGrad(
                logs -> {
                  List<Factor> factors = new ArrayList<>(given.stream().map(Term::factor).toList());
                  factors.add(new Factor(shaped.axes(), shaped.plates(), logs.get(0)));
                  return Elimination.of(enumeration.discretes(), factors).total();
                },
                List.of(zeros))
            .gradient()
            .get(0);
    double scale =
        shaped.plates().stream().mapToDouble(PlateAxis::scale).reduce(1, (a, b) -> a * b);
    return scale == 1 ? slope : slope.div(scale);
  }

  /** The discrete variables. */
  List<Discrete> discretes() {
    return enumeration.discretes();
  }

  /** The tables from which discrete values are drawn. */
  Elimination elimination() {
    return eliminated(terms);
  }

  /** The variables whose log density or change of coordinates is not finite. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    for (RandomVariable variable : trace.variables()) {
      Term term = term(variable.name());
      boolean isFinite = term == null ? isFinite(variable.logPrior()) : isFinite(best(term));
      if (!isFinite || !hasFiniteJacobian(variable)) {
        faults.add(variable.name());
      }
    }
    return faults;
  }

  private boolean hasFiniteJacobian(RandomVariable variable) {
    return !isMoved(variable) || isFinite(variable.logApproximation());
  }

  /** Some states may be impossible, but not all. */
  private static NDArray best(Term term) {
    int[] states = new int[term.axes().size()];
    Arrays.setAll(states, i -> i);
    return ArrayMath.logSumExp(term.logs(), states);
  }

  private static boolean isFinite(NDArray array) {
    return Arrays.stream(BorchArray.wrap(array).values()).allMatch(Double::isFinite);
  }

  // ---- parts

  private Elimination eliminated(List<Term> some) {
    return Elimination.ofTerms(enumeration.discretes(), some);
  }

  private List<Term> prior() {
    return terms.stream().filter(term -> !term.isObserved()).toList();
  }

  private @Nullable Term term(String name) {
    return terms.stream().filter(term -> term.name().equals(name)).findFirst().orElse(null);
  }

  private List<RandomVariable> independent() {
    return trace.variables().stream().filter(v -> !enumeration.concerns(v.name())).toList();
  }

  private static boolean isMoved(RandomVariable variable) {
    return !variable.isObserved() && !variable.prior().isDiscrete();
  }

  private List<Site.Factor> factors() {
    return trace.sites().values().stream()
        .filter(Site.Factor.class::isInstance)
        .map(Site.Factor.class::cast)
        .toList();
  }

  private void addFactors(WeightedSum sum) {
    for (Site.Factor factor : factors()) {
      if (!enumeration.concerns(factor.name())) {
        sum.add(factor.value(), factor.scale());
      }
    }
  }

  /** The "approximation's" log density is minus the log Jacobian. */
  private static void addJacobian(WeightedSum sum, RandomVariable variable) {
    if (isMoved(variable)) {
      sum.add(variable.logApproximation(), -variable.scale());
    }
  }
}
