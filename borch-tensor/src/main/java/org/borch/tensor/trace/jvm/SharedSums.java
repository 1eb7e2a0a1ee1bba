package org.borch.tensor.trace.jvm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** A sum of a vector whose sums by group are needed anyway becomes the sum of those. */
final class SharedSums {

  private final Terms terms;
  private final Map<Term, Term> groupSums = new HashMap<>();
  private final Map<Term, Term> replaced = new HashMap<>();

  private SharedSums(Terms terms) {
    this.terms = terms;
  }

  /** The results with fewer long sums. */
  static List<List<Term>> in(Terms terms, List<List<Term>> results) {
    return new SharedSums(terms).replace(results);
  }

  private List<List<Term>> replace(List<List<Term>> results) {
    TreeSet<Term> needed = new TreeSet<>(Comparator.comparingInt(Term::id));
    List<Term> stack = new ArrayList<>();
    results.forEach(stack::addAll);
    while (!stack.isEmpty()) {
      Term term = stack.remove(stack.size() - 1);
      if (needed.add(term)) {
        stack.addAll(term.arguments());
        if (term.is(Op.SCATTER)) {
          groupSums.put(term.argument(0), term);
        }
      }
    }
    if (groupSums.isEmpty()) {
      return results;
    }
    needed.forEach(term -> replaced.put(term, replacement(term)));
    return results.stream().map(result -> result.stream().map(this::get).toList()).toList();
  }

  private Term get(Term term) {
    return Objects.requireNonNull(replaced.get(term));
  }

  private Term replacement(Term term) {
    Term sums = term.is(Op.TOTAL) ? groupSums.get(term.argument(0)) : null;
    return sums != null && 2 * sums.size() <= term.argument(0).size()
        ? terms.total(
            terms.with(sums, sums.arguments().stream().map(this::get).toList()), sums.size())
        : terms.with(term, term.arguments().stream().map(this::get).toList());
  }
}
