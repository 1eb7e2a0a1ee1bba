package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;

/**
 * The discrete latent variables of a model and the terms that depend on them. A run of the model
 * for all their states has an axis for each of them, by a batching transformation: all rows of a
 * plate are in the same state at once, and what does not depend on a variable is computed once, so
 * that N rows of K states cost N K.
 *
 * @param discretes in the order of the model
 * @param axes for each term that depends on some, by name, their numbers, ascending
 * @param derived the names of the sites whose values depend on some
 */
record Enumeration(List<Discrete> discretes, Map<String, List<Integer>> axes, Set<String> derived) {

  /** The largest number of joint states in one row of a table. */
  static final int LIMIT = 4096;

  static final Enumeration NONE = new Enumeration(List.of(), Map.of(), Set.of());

  /** A model's run: what does not depend on discrete variables, and the terms that do. */
  record Run(Trace trace, List<Term> terms) {

    /** The sum over all states. */
    Elimination elimination(Enumeration enumeration) {
      return Elimination.ofTerms(enumeration.discretes(), terms);
    }
  }

  boolean isEmpty() {
    return discretes.isEmpty();
  }

  /** Whether a variable's density or a factor depends on a discrete variable. */
  boolean concerns(String name) {
    return axes.containsKey(name);
  }

  /**
   * A run for all states.
   *
   * @param model runs the model with values of the discrete variables
   */
  Run run(Function<Map<String, NDArray>, Trace> model) {
    List<Trace> traces = new ArrayList<>();
    List<Term> terms =
        run(
            0,
            Map.of(),
            states -> {
              Trace trace = model.apply(states);
              traces.add(trace);
              return terms(trace);
            });
    Trace trace = traces.get(0);
    return new Run(trace, terms.stream().map(term -> onlyLatentRows(trace, term)).toList());
  }

  /** The terms for all states of the discrete variables from a number on. */
  private List<Term> run(
      int number, Map<String, NDArray> states, Function<Map<String, NDArray>, List<Term>> model) {
    if (number == discretes.size()) {
      return model.apply(states);
    }
    Discrete discrete = discretes.get(number);
    List<Term> all = new ArrayList<>();
    List<Term> mapped = new ArrayList<>();
    List<NDArray> logs =
        Batching.vmap(
            state -> {
              Map<String, NDArray> more = new LinkedHashMap<>(states);
              more.put(discrete.name(), state.get(0));
              for (Term term : run(number + 1, more, model)) {
                (term.axes().contains(number) ? mapped : all).add(term);
              }
              return mapped.stream().map(Term::logs).toList();
            },
            List.of(discrete.states()));
    for (int i = 0; i < logs.size(); i++) {
      all.add(mapped.get(i).withLogs(logs.get(i)));
    }
    return all;
  }

  /** The terms of a run with one value for each discrete variable, or within {@link #run}. */
  List<Term> terms(Trace trace) {
    List<Term> terms = new ArrayList<>();
    for (Site site : trace.sites().values()) {
      List<Integer> own = axes.get(site.name());
      if (own == null) {
        continue;
      }
      if (site instanceof RandomVariable v) {
        terms.add(new Term(v.name(), v.isObserved(), own, v.plates(), v.logPrior()));
      } else if (site instanceof Site.Factor factor) {
        terms.add(new Term(factor.name(), true, own, factor.plates(), factor.rows()));
      }
    }
    return terms;
  }

  /**
   * The rows of a partly observed variable that have data are in one state, the first, and count
   * once.
   */
  private Term onlyLatentRows(Trace trace, Term term) {
    int number = number(term.name());
    NDArray mask =
        number < 0 ? null : trace.find(term.name()).flatMap(RandomVariable::mask).orElse(null);
    if (mask == null) {
      return term;
    }
    int axis = term.axes().indexOf(number);
    Shape shape = term.logs().getShape();
    boolean[] isFirst = new boolean[discretes.get(number).size()];
    isFirst[0] = true;
    Shape along = new Shape(isFirst.length);
    for (int i = axis + 1; i < shape.dimension(); i++) {
      along = along.add(1);
    }
    NDArray counts = mask.logicalOr(BorchArray.of(along, isFirst));
    return term.withLogs(
        ArrayMath.where(
            ArrayMath.broadcastTo(counts, shape), term.logs(), Double.NEGATIVE_INFINITY));
  }

  private int number(String name) {
    for (int i = 0; i < discretes.size(); i++) {
      if (discretes.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** How many joint states some variables have. */
  static double states(List<Discrete> discretes, List<Integer> numbers) {
    return numbers.stream().mapToDouble(i -> discretes.get(i).size()).reduce(1, (a, b) -> a * b);
  }

  /** Refuses tables that are too large. */
  static void requireFew(List<Discrete> discretes, List<Integer> numbers) {
    double states = states(discretes, numbers);
    if (states > LIMIT) {
      throw new NotSummable(
          names(discretes, numbers),
          "summed out together they need a table of "
              + count(states)
              + " joint states, expected at most "
              + LIMIT);
    }
  }

  /** A whole number in a message. */
  static String count(double number) {
    return number < 1e15 ? Long.toString((long) number) : Double.toString(number);
  }

  static List<String> names(List<Discrete> discretes, List<Integer> numbers) {
    return numbers.stream().map(i -> discretes.get(i).name()).toList();
  }
}
