package org.borch.tensor.trace;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.borch.tensor.Layout;
import org.borch.tensor.Shapes;
import org.borch.tensor.jvm.Term;
import org.borch.tensor.jvm.Terms;

/** What can be done with the elements of arrays, be they split or whole vectors. */
final class FlatOperations {

  /** Vectors of no more than this are put together from single numbers. */
  private static final int PACKED = 16 * Flat.UNROLLED;

  private final Terms terms;

  FlatOperations(Terms terms) {
    this.terms = terms;
  }

  /** The elements of a vector. */
  Flat split(Term whole, int size) {
    if (size > Flat.UNROLLED) {
      return Flat.of(whole, size);
    }
    List<Term> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      elements.add(terms.element(whole, i));
    }
    return Flat.of(elements);
  }

  /** A vector, or the number that is the same for all. */
  Term whole(Flat flat) {
    return flat.whole() == null ? terms.pack(flat.elements()) : flat.whole();
  }

  /** A vector in memory. */
  Term vector(Flat flat) {
    return terms.full(whole(flat), flat.size());
  }

  private Term element(Flat flat, int place) {
    return flat.whole() == null ? flat.elements().get(place) : terms.element(flat.whole(), place);
  }

  /** A function of the elements of arrays of one size. */
  Flat map(String function, List<Flat> arguments) {
    int size = arguments.get(0).size();
    if (size > Flat.UNROLLED) {
      return Flat.of(terms.apply(function, arguments.stream().map(this::whole).toList()), size);
    }
    List<Term> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int place = i;
      elements.add(terms.apply(function, arguments.stream().map(a -> element(a, place)).toList()));
    }
    return Flat.of(elements);
  }

  private Flat map(String function, Flat... arguments) {
    return map(function, List.of(arguments));
  }

  /** The elements of an array where it is broadcast. */
  Flat broadcast(Flat source, Shape from, Shape to) {
    int size = Math.toIntExact(to.size());
    if (from.equals(to)) {
      return source;
    }
    return source.size() == 1 && size > Flat.UNROLLED
        ? Flat.of(element(source, 0), size)
        : gather(source, Shapes.broadcastIndex(from, to));
  }

  /** Whether all places are in an array of a size, or -1. */
  static boolean isWithin(int size, int[] places) {
    for (int place : places) { // a stream takes ten times longer, and arrays may be large
      if (place >= size) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasNegative(int[] places) {
    for (int place : places) {
      if (place < 0) {
        return true;
      }
    }
    return false;
  }

  /** The elements at these places, zeros at places of -1. */
  Flat gather(Flat source, int[] places) {
    boolean zeros = hasNegative(places);
    if (places.length > Flat.UNROLLED && !zeros && source.size() == 1) {
      return Flat.of(element(source, 0), places.length);
    }
    boolean few = places.length <= Flat.UNROLLED;
    return few || (zeros && source.isSplit() && places.length <= PACKED)
        ? pack(List.of(source), places)
        : Flat.of(terms.gather(zeros ? vector(source) : whole(source), places), places.length);
  }

  /** The elements at these places of arrays laid one after the other, as a vector. */
  Flat join(List<Flat> sources, int[] places) {
    return split(terms.join(sources.stream().map(this::vector).toList(), places), places.length);
  }

  /** Whether elements of several arrays are better taken one by one than copied by runs. */
  boolean canPack(List<Flat> sources, int length) {
    return length <= Flat.UNROLLED
        || (length <= PACKED && sources.stream().allMatch(Flat::isSplit));
  }

  /** The elements at these places of arrays laid one after the other. */
  Flat pack(List<Flat> sources, int[] places) {
    List<Term> elements = new ArrayList<>();
    for (int place : places) {
      elements.add(place < 0 ? terms.number(0) : element(sources, place));
    }
    return places.length <= Flat.UNROLLED
        ? Flat.of(elements)
        : Flat.of(terms.pack(elements), places.length);
  }

  private Term element(List<Flat> sources, int place) {
    int rest = place;
    for (Flat source : sources) {
      if (rest < source.size()) {
        return element(source, rest);
      }
      rest -= source.size();
    }
    throw new IndexOutOfBoundsException(place);
  }

  /** What is made of groups of elements: for each group, or for each element, a result. */
  Flat combine(Layout.Combination combination, Flat x, int[] targets, int size) {
    return switch (combination) {
      case SUM -> sums(x, targets, size);
      case LARGEST -> largest(x, targets, size);
      case SMALLEST -> map("neg", largest(map("neg", x), targets, size));
      case LOG_SUM_EXP -> logSumExp(x, targets, size);
      case LOG_SOFTMAX -> logSoftmax(x, targets);
      case SOFTMAX -> map("exp", logSoftmax(x, targets));
    };
  }

  private Flat logSoftmax(Flat x, int[] targets) {
    int groups = 1 + Arrays.stream(targets).max().orElseThrow();
    return map("sub", x, gather(logSumExp(x, targets, groups), targets));
  }

  /** Shifted by the largest element; an infinite one would make NaN of all. */
  private Flat logSumExp(Flat x, int[] targets, int size) {
    Flat largest = largest(x, targets, size);
    Flat infinity = constant(Double.POSITIVE_INFINITY, size);
    Flat isInfinite = map("eq", map("abs", largest), infinity);
    Flat shift = map("where", isInfinite, constant(0, size), largest);
    Flat scaled = map("exp", map("sub", x, gather(shift, targets)));
    return map("add", map("log", sums(scaled, targets, size)), shift);
  }

  private Flat constant(double number, int size) {
    return size <= Flat.UNROLLED
        ? Flat.of(Collections.nCopies(size, terms.number(number)))
        : Flat.of(terms.number(number), size);
  }

  private Flat sums(Flat source, int[] targets, int size) {
    if (!source.isSplit() || size > Flat.UNROLLED) {
      Term sums = terms.scatter(whole(source), targets, size);
      return size == 1 ? Flat.of(List.of(sums)) : split(sums, size);
    }
    return folded("add", terms.number(0), source, targets, size);
  }

  private Flat largest(Flat source, int[] targets, int size) {
    return !source.isSplit() || size > Flat.UNROLLED
        ? split(terms.largest(vector(source), targets, size), size)
        : folded("maximum", terms.number(Double.NEGATIVE_INFINITY), source, targets, size);
  }

  private Flat folded(String function, Term start, Flat source, int[] targets, int size) {
    List<Term> results = new ArrayList<>(Collections.nCopies(size, start));
    for (int i = 0; i < targets.length; i++) {
      Term result = results.get(targets[i]);
      results.set(targets[i], terms.apply(function, List.of(result, source.elements().get(i))));
    }
    return Flat.of(results);
  }
}
