package org.borch.tensor.jvm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sum of a vector whose sums by group are needed anyway becomes the sum of those. */
final class SharedSums {

  private final Terms terms;
  private final Map<Term, Term> groupSums = new HashMap<>();

  private SharedSums(Terms terms) {
    this.terms = terms;
  }

  /** The results with fewer long sums. */
  static List<List<Term>> in(Terms terms, List<List<Term>> results) {
    SharedSums sums = new SharedSums(terms);
    Rewriting rewriting = new Rewriting(terms, results);
    for (Term term : rewriting.needed()) {
      if (term.is(Op.SCATTER)) {
        sums.groupSums.put(term.argument(0), term);
      }
    }
    return sums.groupSums.isEmpty() ? results : rewriting.by(sums::replacement);
  }

  private @Nullable Term replacement(Term term, Rewriting rewriting) {
    Term sums = term.is(Op.TOTAL) ? groupSums.get(term.argument(0)) : null;
    return sums != null && 2 * sums.size() <= term.argument(0).size()
        ? terms.total(rewriting.renewed(sums), sums.size())
        : null;
  }
}
