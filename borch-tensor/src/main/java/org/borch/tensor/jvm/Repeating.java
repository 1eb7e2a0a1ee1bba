package org.borch.tensor.jvm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Builds a loop: gives out the terms that stand for the numbers of a step, and takes what the body
 * makes of them. What the body computes of other terms alone stays outside the loop.
 */
public final class Repeating {

  /** Longer code would not be compiled by HotSpot. */
  private static final int MAX_BYTES = 6800;

  /** What distinguishes the numbers of one loop from those of another. */
  private record Local(Object loop, int index) {}

  private final Terms terms;
  private final int steps;
  private final boolean backwards;
  private final Object identity = new Object();
  private final List<Term> carry = new ArrayList<>();
  private final List<Term> first = new ArrayList<>();
  private final List<Repetition.Row> rows = new ArrayList<>();
  private final List<Term> sources = new ArrayList<>();
  private final List<Repetition.Emission> emitted = new ArrayList<>();
  private int locals;

  /**
   * A loop without a body yet.
   *
   * @param backwards whether the last row comes first
   */
  public Repeating(Terms terms, int steps, boolean backwards) {
    this.terms = terms;
    this.steps = steps;
    this.backwards = backwards;
  }

  private Term local() {
    return terms.local(new Local(identity, locals++));
  }

  /** A number that a step gets from the step before, the first one from {@code start}. */
  public Term carried(Term start) {
    Term number = local();
    carry.add(number);
    first.add(start);
    return number;
  }

  /** One number of each step's row: of {@code width} numbers that at {@code index}. */
  public Term row(Term vector, int index, int width) {
    if (vector.isNumber()) {
      return vector;
    }
    Term source = vector;
    int offset = index;
    if (vector.is(Op.GATHER) && vector.detail(Index.class).isRun()) {
      source = vector.argument(0);
      offset += vector.detail(Index.class).places()[0];
    }
    Term number = local();
    if (!sources.contains(source)) {
      sources.add(source);
    }
    rows.add(new Repetition.Row(number, sources.indexOf(source), offset, width));
    return number;
  }

  /** Writes a number of each step at {@code offset + row * width} of the result. */
  public void emit(Term number, int offset, int width) {
    emitted.add(new Repetition.Emission(number, offset, width));
  }

  /**
   * The loop's vector, or null if the body is more than numbers, or too much of them.
   *
   * @param next for each carried number that of the next step
   * @param last where the vector holds the last carry
   */
  public @Nullable Term loop(List<Term> next, int last, int size) {
    List<Term> results = new ArrayList<>(next);
    emitted.forEach(emission -> results.add(emission.number()));
    Map<Term, Boolean> varies = new HashMap<>();
    Set<Term> outside = new LinkedHashSet<>();
    int bytes = 20 * (rows.size() + emitted.size()) + 8 * next.size();
    for (Term term : reached(results)) {
      boolean here =
          term.is(Op.LOCAL)
              || term.arguments().stream().anyMatch(a -> varies.getOrDefault(a, false));
      varies.put(term, here);
      if (here && (!term.isNumber() || term.is(Op.TOTAL))) {
        return null;
      }
      if (here) {
        bytes += 8 + 4 * term.arguments().size();
        term.arguments().stream().filter(a -> !varies(a, varies)).forEach(outside::add);
      }
    }
    results.stream().filter(a -> !varies(a, varies)).forEach(outside::add);
    outside.removeIf(term -> term.is(Op.NUMBER));
    if (bytes + 8 * outside.size() > MAX_BYTES) {
      return null;
    }
    List<Term> arguments = new ArrayList<>(first);
    arguments.addAll(sources);
    arguments.addAll(outside);
    return terms.loop(
        new Repetition(steps, backwards, carry, rows, next, emitted, last, List.copyOf(outside)),
        arguments,
        size);
  }

  private static boolean varies(Term term, Map<Term, Boolean> varies) {
    return varies.getOrDefault(term, false);
  }

  /** What the results are made of, arguments before their users. */
  private static Set<Term> reached(List<Term> results) {
    Set<Term> reached = new TreeSet<>(Comparator.comparingInt(Term::id));
    List<Term> stack = new ArrayList<>(results);
    while (!stack.isEmpty()) {
      Term term = stack.remove(stack.size() - 1);
      if (reached.add(term)) {
        stack.addAll(term.arguments());
      }
    }
    return reached;
  }
}
