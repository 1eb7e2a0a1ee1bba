package org.borch.tensor.jvm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the terms of one flat program. Equal terms are made once, constants are computed at once,
 * and {@link ElementRules} and {@link SumRules} replace what has a cheaper equal.
 */
public final class Terms {

  /** Past this many terms the class would outgrow the constant pool. */
  private static final int MAX_TERMS = 200_000;

  private record Key(Op op, List<Term> arguments, @Nullable Object detail) {}

  private final Map<Key, Term> known = new HashMap<>();
  private final ElementRules elementRules = new ElementRules(this);
  private final SumRules sumRules = new SumRules(this);
  private final Composites composites = new Composites(this);

  private Term make(Op op, List<Term> arguments, int size, @Nullable Object detail) {
    Key key = new Key(op, arguments, detail);
    Term found = known.get(key);
    if (found == null) {
      if (known.size() >= MAX_TERMS) {
        throw new TooLargeException("more than " + MAX_TERMS + " numbers and vectors");
      }
      found = new Term(known.size(), op, arguments, size, detail);
      known.put(key, found);
    }
    return found;
  }

  /** A constant number. */
  public Term number(double value) {
    return make(Op.NUMBER, List.of(), 1, value);
  }

  /** A constant vector, or a number if all its elements are the same. */
  public Term data(double[] values) {
    if (values.length > 0
        && Arrays.stream(values).allMatch(v -> Double.compare(v, values[0]) == 0)) {
      return number(values[0]);
    }
    return make(Op.DATA, List.of(), values.length, new Values(values));
  }

  /** An argument of the program, as a vector. */
  public Term input(int index, int size) {
    return make(Op.INPUT, List.of(), size, index);
  }

  /** One element of a vector; a number is the same for each. */
  public Term element(Term vector, int index) {
    if (vector.isNumber()) {
      return vector;
    }
    if (vector.is(Op.DATA)) {
      return number(values(vector)[index]);
    }
    if (vector.is(Op.PACK) || vector.is(Op.FILL)) {
      return vector.argument(vector.is(Op.PACK) ? index : 0);
    }
    return make(Op.ELEMENT, List.of(vector), 1, index);
  }

  /**
   * A function of elements.
   *
   * @param function as the layout of a primitive names it
   * @param arguments numbers and vectors of one size
   * @return a number, if all arguments are
   * @throws IllegalArgumentException if there is no such function
   */
  public Term apply(String function, List<Term> arguments) {
    Term composite = composites.apply(function, arguments);
    return composite != null
        ? composite
        : apply(Op.valueOf(function.toUpperCase(Locale.ROOT)), arguments.toArray(Term[]::new));
  }

  Term apply(Op op, Term... arguments) {
    int size = Arrays.stream(arguments).mapToInt(Term::size).max().orElseThrow();
    if (Arrays.stream(arguments).allMatch(a -> a.is(Op.NUMBER) || a.is(Op.DATA))) {
      return folded(op, arguments, size);
    }
    Term simpler = elementRules.apply(op, arguments);
    return simpler != null ? simpler : make(op, List.of(arguments), size, null);
  }

  private Term folded(Op op, Term[] arguments, int size) {
    double[] result = new double[size];
    double[] at = new double[3];
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < arguments.length; k++) {
        at[k] = arguments[k].isNumber() ? arguments[k].number() : values(arguments[k])[i];
      }
      result[i] = Functions.value(op, at[0], at[1], at[2]);
    }
    return data(result);
  }

  /**
   * The sum of a vector.
   *
   * @param size how often a number counts
   */
  public Term total(Term vector, int size) {
    Term simpler = sumRules.total(vector, size);
    return simpler != null ? simpler : make(Op.TOTAL, List.of(vector), 1, null);
  }

  /** The elements {@code places[i]} of a vector, zeros where that is -1. */
  public Term gather(Term vector, int[] places) {
    return gather(vector, new Index(places));
  }

  Term gather(Term vector, Index index) {
    if (vector.isNumber()) {
      return index.hasZeros() ? gather(full(vector, max(index) + 1), index) : vector;
    }
    if (index.isIdentity(vector.size())) {
      return vector;
    }
    if (vector.is(Op.DATA)) {
      double[] source = values(vector);
      return data(Arrays.stream(index.places()).mapToDouble(p -> p < 0 ? 0 : source[p]).toArray());
    }
    if (vector.is(Op.GATHER)) {
      int[] inner = vector.detail(Index.class).places();
      int[] places = Arrays.stream(index.places()).map(p -> p < 0 ? -1 : inner[p]).toArray();
      return gather(vector.argument(0), new Index(places));
    }
    return make(Op.GATHER, List.of(vector), index.length(), index);
  }

  /** The elements at these places of vectors laid one after the other. */
  public Term join(List<Term> vectors, int[] places) {
    return make(Op.JOIN, List.copyOf(vectors), places.length, new Index(places));
  }

  private static int max(Index index) {
    return Arrays.stream(index.places()).max().orElse(0);
  }

  /** Zeros with element i of a vector added at {@code targets[i]}. */
  public Term scatter(Term vector, int[] targets, int size) {
    return scatter(vector, new Index(targets), size);
  }

  Term scatter(Term vector, Index targets, int size) {
    Term simpler = sumRules.scatter(vector, targets, size);
    return simpler != null
        ? simpler
        : make(Op.SCATTER, List.of(vector), size, new Groups(targets, size));
  }

  /** The largest element of each group, -∞ of a group without elements. */
  public Term largest(Term vector, int[] targets, int size) {
    return make(Op.LARGEST, List.of(vector), size, new Groups(new Index(targets), size));
  }

  /** A constant matrix, row-major, times a vector. */
  public Term product(int rows, int columns, double[] matrix, Term vector) {
    return product(new Matrix(rows, columns, matrix), vector);
  }

  Term product(Matrix matrix, Term vector) {
    Term simpler = sumRules.product(matrix, vector);
    return simpler != null
        ? simpler
        : make(Op.PRODUCT, List.of(full(vector, matrix.columns())), matrix.rows(), matrix);
  }

  /**
   * Products of matrices of a batch, row-major.
   *
   * @param left for each product, the number of its matrix in the first vector
   * @param right for each product, the number of its matrix in the second vector
   */
  public Term products(Term a, Term b, int rows, int inner, int columns, int[] left, int[] right) {
    Term first = a;
    View firstView = View.rowMajor(left, rows, inner);
    View moved = a.is(Op.GATHER) ? firstView.through(index(a), rows, inner) : null;
    if (moved != null) {
      first = a.argument(0);
      firstView = moved;
    }
    Term second = b;
    View secondView = View.rowMajor(right, inner, columns);
    moved = b.is(Op.GATHER) ? secondView.through(index(b), inner, columns) : null;
    if (moved != null) {
      second = b.argument(0);
      secondView = moved;
    }
    Product product = Product.of(rows, inner, columns, firstView, secondView);
    return make(
        Op.MATRIX_PRODUCT,
        product.swapped() ? List.of(second, first) : List.of(first, second),
        left.length * rows * columns,
        product);
  }

  /** A product with its result in other places. */
  Term placed(Term product, Product placed) {
    List<Term> arguments = product.arguments();
    boolean same = placed.swapped() == product.detail(Product.class).swapped();
    return make(
        Op.MATRIX_PRODUCT,
        same ? arguments : List.of(arguments.get(1), arguments.get(0)),
        product.size(),
        placed);
  }

  private static Index index(Term gather) {
    return gather.detail(Index.class);
  }

  /** A number of a step of a loop. */
  Term local(Object identity) {
    return make(Op.LOCAL, List.of(), 1, identity);
  }

  Term loop(Repetition repetition, List<Term> arguments, int size) {
    return make(Op.LOOP, List.copyOf(arguments), size, repetition);
  }

  /** What only a kernel computes, from vectors. */
  public Term kernel(HostKernel kernel, List<Term> vectors, int size) {
    return make(Op.KERNEL, List.copyOf(vectors), size, kernel);
  }

  /** A vector of these numbers. */
  public Term pack(List<Term> numbers) {
    if (numbers.isEmpty()) {
      return data(new double[0]);
    }
    if (numbers.stream().allMatch(t -> t.is(Op.NUMBER))) {
      double[] values = numbers.stream().mapToDouble(Term::number).toArray();
      return full(data(values), values.length);
    }
    Term whole = numbers.get(0).is(Op.ELEMENT) ? numbers.get(0).argument(0) : null;
    if (whole != null && whole.size() == numbers.size() && isWhole(whole, numbers)) {
      return whole;
    }
    return make(Op.PACK, List.copyOf(numbers), numbers.size(), null);
  }

  private static boolean isWhole(Term vector, List<Term> numbers) {
    for (int i = 0; i < numbers.size(); i++) {
      Term number = numbers.get(i);
      if (!number.is(Op.ELEMENT) || number.argument(0) != vector || number.index() != i) {
        return false;
      }
    }
    return true;
  }

  /** A vector that has memory of its own, also if it is one number many times. */
  public Term full(Term term, int size) {
    return term.isNumber() ? make(Op.FILL, List.of(term), size, size) : term;
  }

  /** The same operation on other arguments. */
  Term with(Term term, List<Term> arguments) {
    return arguments.equals(term.arguments())
        ? term
        : make(term.op(), arguments, term.size(), term.details());
  }

  /** The results with what the whole program shows to be cheaper. */
  public List<List<Term>> improved(List<List<Term>> results) {
    return PlacedProducts.in(this, SharedSums.in(this, results));
  }

  static double[] values(Term data) {
    return data.detail(Values.class).numbers();
  }
}
