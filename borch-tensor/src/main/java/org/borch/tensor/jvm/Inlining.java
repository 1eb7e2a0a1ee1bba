package org.borch.tensor.jvm;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which numbers are computed where they are used, without a local variable. */
final class Inlining {

  /** Larger expressions are cut, so that a statement stays small against a method. */
  private static final int MAX_OPERATIONS = 24;

  private final Set<Term> inlined = new HashSet<>();

  Inlining(List<Schedule.Step> steps, List<List<Term>> results) {
    Map<Term, Integer> uses = new HashMap<>();
    List<Term> numbers =
        steps.stream()
            .flatMap(step -> step.terms().stream())
            .peek(term -> term.arguments().forEach(a -> uses.merge(a, 1, Integer::sum)))
            .filter(term -> term.isNumber() && term.op().isElementwise())
            .sorted(Comparator.comparingInt(Term::id))
            .toList();
    results.forEach(result -> result.forEach(term -> uses.merge(term, 1, Integer::sum)));
    add(numbers, uses);
    for (Schedule.Step step : steps) {
      if (step.first().is(Op.LOOP)) {
        addBody(step.first().detail(Repetition.class));
      }
    }
  }

  private void addBody(Repetition body) {
    List<Term> numbers = RepetitionWriter.computed(body);
    Map<Term, Integer> uses = new HashMap<>();
    numbers.forEach(term -> term.arguments().forEach(a -> uses.merge(a, 1, Integer::sum)));
    RepetitionWriter.results(body).forEach(term -> uses.merge(term, 1, Integer::sum));
    add(numbers, uses);
  }

  /** Takes up numbers that come after their arguments. */
  private void add(List<Term> numbers, Map<Term, Integer> uses) {
    Map<Term, Integer> sizes = new HashMap<>();
    for (Term term : numbers) {
      int size = 1;
      for (Term argument : term.arguments()) {
        int part = sizes.getOrDefault(argument, 0);
        boolean once = part > 0 && uses.getOrDefault(argument, 0) == 1;
        if (once && size + part <= MAX_OPERATIONS) {
          inlined.add(argument);
          size += part;
        }
      }
      sizes.put(term, size);
    }
  }

  boolean contains(Term number) {
    return inlined.contains(number);
  }
}
