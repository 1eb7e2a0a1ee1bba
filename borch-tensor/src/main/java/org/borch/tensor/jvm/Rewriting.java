package org.borch.tensor.jvm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Replaces terms of a whole program, of which it is known what else is needed. */
final class Rewriting {

  /** What takes the place of a term. */
  @FunctionalInterface
  interface Rule {

    /**
     * The cheaper term, or null.
     *
     * @param term with its arguments as they were
     */
    @Nullable Term apply(Term term, Rewriting rewriting);
  }

  private final Terms terms;
  private final List<List<Term>> results;
  private final NavigableSet<Term> needed = new TreeSet<>(Comparator.comparingInt(Term::id));
  private final Map<Term, Integer> uses = new HashMap<>();
  private final Map<Term, Term> replaced = new HashMap<>();

  Rewriting(Terms terms, List<List<Term>> results) {
    this.terms = terms;
    this.results = results;
    List<Term> stack = new ArrayList<>();
    results.forEach(stack::addAll);
    while (!stack.isEmpty()) {
      Term term = stack.remove(stack.size() - 1);
      uses.merge(term, 1, Integer::sum);
      if (needed.add(term)) {
        stack.addAll(term.arguments());
      }
    }
  }

  /** All terms that the results need, arguments first. */
  Iterable<Term> needed() {
    return needed;
  }

  /** Whether only one term or result needs a term. */
  boolean isUsedOnce(Term term) {
    return uses.getOrDefault(term, 0) == 1;
  }

  /** The results after the rule was applied to each term, arguments first. */
  List<List<Term>> by(Rule rule) {
    for (Term term : needed) {
      Term cheaper = rule.apply(term, this);
      replaced.put(term, cheaper != null ? cheaper : renewed(term));
    }
    return results.stream().map(result -> result.stream().map(this::get).toList()).toList();
  }

  /** What takes the place of a term that was there before. */
  Term get(Term term) {
    return Objects.requireNonNull(replaced.get(term));
  }

  /** A term of what takes the place of its arguments. */
  Term renewed(Term term) {
    return terms.with(term, term.arguments().stream().map(this::get).toList());
  }
}
