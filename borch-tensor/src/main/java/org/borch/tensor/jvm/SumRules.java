package org.borch.tensor.jvm;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Algebra of linear maps (sums, sums by group, products with a matrix). Factors move outwards, and
 * sums of what is linear in data come down to sums that are known when the program is made.
 */
final class SumRules {

  /** Deeper expressions are not looked through. */
  private static final int MAX_DEPTH = 12;

  private record Sums(Term vector, Index targets) {}

  private final Terms terms;
  private final Map<Term, Term> totals = new HashMap<>();
  private final Map<Sums, Term> scatters = new HashMap<>();

  SumRules(Terms terms) {
    this.terms = terms;
  }

  /** A cheaper term for the sum of a vector, or of a number {@code size} times, or null. */
  @Nullable Term total(Term vector, int size) {
    if (vector.isNumber()) {
      return terms.apply(Op.MUL, terms.number(size), vector);
    }
    Term known = totals.get(vector);
    Term result = known == null ? simplerTotal(vector, size) : known;
    if (result != null) {
      totals.put(vector, result);
    }
    return result;
  }

  private @Nullable Term simplerTotal(Term vector, int size) {
    Term first = vector.arguments().isEmpty() ? vector : vector.argument(0);
    return switch (vector.op()) {
      case DATA -> {
        double sum = 0;
        for (double value : Terms.values(vector)) {
          sum += value;
        }
        yield terms.number(sum);
      }
      case NEG -> terms.apply(Op.NEG, terms.total(first, size));
      case FILL -> terms.total(first, size);
      case ADD, SUB -> {
        Term second = vector.argument(1);
        yield collapses(first, 0) || collapses(second, 0)
            ? terms.apply(vector.op(), terms.total(first, size), terms.total(second, size))
            : null;
      }
      case GATHER -> isShorter(vector) ? weighted(terms.number(1), vector) : null;
      case MUL -> totalOfProduct(first, vector.argument(1), size);
      default -> null;
    };
  }

  private @Nullable Term totalOfProduct(Term a, Term b, int size) {
    if (a.isNumber()) {
      return terms.apply(Op.MUL, a, terms.total(b, size));
    }
    if (b.is(Op.GATHER) && isShorter(b)) {
      return weighted(a, b);
    }
    if (a.is(Op.GATHER) && isShorter(a)) {
      return weighted(b, a);
    }
    if (a.is(Op.DATA) && isSum(b) && collapses(b, 0)) {
      return terms.apply(
          b.op(),
          terms.total(terms.apply(Op.MUL, a, b.argument(0)), size),
          terms.total(terms.apply(Op.MUL, a, b.argument(1)), size));
    }
    return null;
  }

  /** Σ w(i) x[g(i)] = Σ x(g) Σ w(i) over g's elements: shorter, and its inner sums recur. */
  private Term weighted(Term weights, Term gather) {
    Term source = gather.argument(0);
    Term sums = terms.scatter(weights, gather.detail(Index.class), source.size());
    return terms.total(terms.apply(Op.MUL, source, sums), source.size());
  }

  private static boolean isShorter(Term gather) {
    Index index = gather.detail(Index.class);
    return !index.hasZeros() && 2 * gather.argument(0).size() <= index.length();
  }

  private static boolean isSum(Term term) {
    return term.is(Op.ADD) || term.is(Op.SUB);
  }

  /** Whether the vector's sum, weighted by data or not, needs no loop of the vector's length. */
  private static boolean collapses(Term vector, int depth) {
    if (vector.isNumber() || vector.is(Op.DATA)) {
      return true;
    }
    if (depth > MAX_DEPTH) {
      return false;
    }
    return switch (vector.op()) {
      case NEG -> collapses(vector.argument(0), depth + 1);
      case ADD, SUB ->
          collapses(vector.argument(0), depth + 1) && collapses(vector.argument(1), depth + 1);
      case GATHER -> isShorter(vector);
      case MUL -> isCoefficient(vector) && collapses(vector.argument(1), depth + 1);
      default -> false;
    };
  }

  /** Whether a product's first factor is a number or data. */
  private static boolean isCoefficient(Term product) {
    return product.argument(0).isNumber() || product.argument(0).is(Op.DATA);
  }

  /** A cheaper term for sums by group, or null. */
  @Nullable Term scatter(Term vector, Index targets, int size) {
    if (size == 1) {
      return terms.total(vector, targets.length());
    }
    Sums key = new Sums(vector, targets);
    Term known = scatters.get(key);
    Term result = known == null ? simplerScatter(vector, targets, size) : known;
    if (result != null) {
      scatters.put(key, result);
    }
    return result;
  }

  private @Nullable Term simplerScatter(Term vector, Index targets, int size) {
    if (vector.isNumber() || vector.is(Op.DATA)) {
      double[] sums = new double[size];
      for (int i = 0; i < targets.length(); i++) {
        sums[targets.places()[i]] += vector.isNumber() ? 1 : Terms.values(vector)[i];
      }
      Term constant = terms.data(sums);
      return vector.isNumber() ? terms.apply(Op.MUL, vector, constant) : constant;
    }
    Term first = vector.arguments().isEmpty() ? vector : vector.argument(0);
    return switch (vector.op()) {
      case NEG -> terms.apply(Op.NEG, terms.scatter(first, targets, size));
      case GATHER ->
          isBy(vector, targets, size)
              ? terms.apply(Op.MUL, first, terms.scatter(terms.number(1), targets, size))
              : null;
      case ADD, SUB -> {
        Term second = vector.argument(1);
        yield collapsesBy(first, targets, size, 0) || collapsesBy(second, targets, size, 0)
            ? terms.apply(
                vector.op(),
                terms.scatter(first, targets, size),
                terms.scatter(second, targets, size))
            : null;
      }
      case MUL -> scatterOfProduct(first, vector.argument(1), targets, size);
      default -> null;
    };
  }

  private @Nullable Term scatterOfProduct(Term a, Term b, Index targets, int size) {
    if (a.isNumber()) {
      return terms.apply(Op.MUL, a, terms.scatter(b, targets, size));
    }
    if (isBy(a, targets, size)) {
      return terms.apply(Op.MUL, a.argument(0), terms.scatter(b, targets, size));
    }
    if (isBy(b, targets, size)) {
      return terms.apply(Op.MUL, b.argument(0), terms.scatter(a, targets, size));
    }
    if (a.is(Op.DATA) && isSum(b) && collapsesBy(b, targets, size, 0)) {
      return terms.apply(
          b.op(),
          terms.scatter(terms.apply(Op.MUL, a, b.argument(0)), targets, size),
          terms.scatter(terms.apply(Op.MUL, a, b.argument(1)), targets, size));
    }
    return null;
  }

  /** Whether a term is gathered by the same groups: the same for each element of a group. */
  private static boolean isBy(Term term, Index targets, int size) {
    return term.is(Op.GATHER)
        && term.argument(0).size() == size
        && term.detail(Index.class).equals(targets);
  }

  /** Whether the vector's sums by group need no loop of the vector's length. */
  private static boolean collapsesBy(Term vector, Index targets, int size, int depth) {
    if (vector.isNumber() || vector.is(Op.DATA)) {
      return true;
    }
    if (depth > MAX_DEPTH) {
      return false;
    }
    return switch (vector.op()) {
      case NEG -> collapsesBy(vector.argument(0), targets, size, depth + 1);
      case ADD, SUB ->
          collapsesBy(vector.argument(0), targets, size, depth + 1)
              && collapsesBy(vector.argument(1), targets, size, depth + 1);
      case GATHER -> isBy(vector, targets, size);
      case MUL ->
          isCoefficient(vector) && collapsesBy(vector.argument(1), targets, size, depth + 1);
      default -> false;
    };
  }

  /** A cheaper term for a matrix times a vector, or null. */
  @Nullable Term product(Matrix matrix, Term vector) {
    return switch (vector.op()) {
      case DATA -> terms.data(matrix.times(Terms.values(vector)));
      case NEG -> terms.apply(Op.NEG, terms.product(matrix, vector.argument(0)));
      case MUL ->
          ElementRules.isScaled(vector)
              ? terms.apply(Op.MUL, vector.argument(0), terms.product(matrix, vector.argument(1)))
              : null;
      default -> null;
    };
  }
}
