package org.borch.tensor.jvm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An order in which the terms that the results need can be computed. Vector operations are gathered
 * into loops as long as HotSpot vectorises them: JDK 17 stops at about 8 arrays plus 8 operations a
 * loop. Sums, calls and bit operations never share a loop with arithmetic. What needs nothing that
 * is computed waits for the loop that uses it: a pass over long vectors costs more than its
 * arithmetic.
 */
final class Schedule {

  private static final int MAX_OPERATIONS = 8;
  private static final int MAX_ARRAYS = 6;

  /** What can be computed next, in the order of preference. */
  private enum Queue {
    NUMBERS,
    MOVES,
    ARITHMETIC,
    CALLS,
    WHOLES,
    /** Arithmetic on inputs alone. */
    LATE
  }

  /** What is computed at one time: a number, a whole vector, or vectors element by element. */
  record Step(List<Term> terms) {

    Term first() {
      return terms.get(0);
    }

    /** Whether it is a loop over elements. */
    boolean isLoop() {
      Op.Kind kind = first().op().kind();
      return !first().isNumber() && (kind == Op.Kind.ARITHMETIC || kind == Op.Kind.CALL);
    }
  }

  private final Map<Term, List<Term>> users = new HashMap<>();
  private final Map<Term, Integer> pending = new HashMap<>();
  private final Set<Term> late = new HashSet<>();
  private final Map<Queue, NavigableSet<Term>> ready = new EnumMap<>(Queue.class);
  private final List<Step> steps = new ArrayList<>();

  private static NavigableSet<Term> ordered() {
    return new TreeSet<>(Comparator.comparingInt(Term::id));
  }

  private Schedule(List<List<Term>> results) {
    for (Queue queue : Queue.values()) {
      ready.put(queue, ordered());
    }
    NavigableSet<Term> needed = ordered();
    List<Term> stack = new ArrayList<>();
    results.forEach(stack::addAll);
    while (!stack.isEmpty()) {
      Term term = stack.remove(stack.size() - 1);
      if (needed.add(term)) {
        stack.addAll(term.arguments());
      }
    }
    for (Term term : needed) {
      if (isLate(term)) {
        late.add(term);
      }
      if (term.op().kind() != Op.Kind.LEAF) {
        Set<Term> before = dependencies(term);
        pending.put(term, before.size());
        before.forEach(b -> users.computeIfAbsent(b, k -> new ArrayList<>()).add(term));
      }
    }
    pending.forEach(
        (term, count) -> {
          if (count == 0) {
            enqueue(term);
          }
        });
  }

  /** The steps that compute the results: for each its numbers, or one vector. */
  static List<Step> of(List<List<Term>> results) {
    Schedule schedule = new Schedule(results);
    schedule.run();
    return schedule.steps;
  }

  private static Set<Term> dependencies(Term term) {
    Set<Term> result = new HashSet<>();
    for (Term argument : term.arguments()) {
      Term source = argument.is(Op.ELEMENT) ? argument.argument(0) : argument;
      if (source.op().kind() != Op.Kind.LEAF) {
        result.add(source);
      }
    }
    return result;
  }

  private boolean isLate(Term term) {
    return !term.isNumber()
        && term.op().kind() == Op.Kind.ARITHMETIC
        && term.arguments().stream().allMatch(a -> a.isNumber() || isInput(a) || late.contains(a));
  }

  /** Whether it is an input, or a part of one. */
  private static boolean isInput(Term vector) {
    return vector.op().kind() == Op.Kind.LEAF
        || (vector.is(Op.GATHER) && isInput(vector.argument(0)));
  }

  private Queue queue(Term term) {
    if (late.contains(term)) {
      return Queue.LATE;
    }
    if (term.isNumber() && !term.is(Op.TOTAL)) {
      return Queue.NUMBERS;
    }
    if (term.is(Op.GATHER) || term.is(Op.FILL)) {
      return Queue.MOVES; // first, so that one loop computes what several loops would
    }
    return switch (term.op().kind()) {
      case ARITHMETIC -> Queue.ARITHMETIC;
      case CALL -> Queue.CALLS;
      default -> Queue.WHOLES;
    };
  }

  private NavigableSet<Term> ready(Queue queue) {
    return Objects.requireNonNull(ready.get(queue));
  }

  private void enqueue(Term term) {
    ready(queue(term)).add(term);
  }

  private void run() {
    Queue next = next();
    while (next != null) {
      switch (next) {
        case ARITHMETIC, CALLS -> loop(next, ready(next).first());
        case LATE -> loop(Queue.ARITHMETIC, firstLate());
        default -> {
          Term term = Objects.requireNonNull(ready(next).pollFirst());
          steps.add(new Step(List.of(term)));
          release(term).forEach(this::enqueue);
        }
      }
      next = next();
    }
  }

  /** The first one that something waits for, and for nothing else. */
  private Term firstLate() {
    NavigableSet<Term> waiting = ready(Queue.LATE);
    return waiting.stream()
        .filter(term -> users(term).stream().anyMatch(this::waitsForOne))
        .findFirst()
        .orElseGet(waiting::first);
  }

  private @Nullable Queue next() {
    for (Queue queue : Queue.values()) {
      if (!ready(queue).isEmpty()) {
        return queue;
      }
    }
    return null;
  }

  /** Marks a term as computed; returns what can be computed next. */
  private List<Term> release(Term term) {
    List<Term> ready = new ArrayList<>();
    for (Term user : users.getOrDefault(term, List.of())) {
      if (pending.merge(user, -1, Integer::sum) == 0) {
        ready.add(user);
      }
    }
    return ready;
  }

  private boolean waitsForOne(Term term) {
    return pending.getOrDefault(term, 0) == 1;
  }

  private List<Term> users(Term term) {
    return users.getOrDefault(term, List.of());
  }

  /** Whether a term is computed in loops of a kind. */
  private boolean isOf(Queue kind, Term term) {
    Queue queue = queue(term);
    return queue == kind || (kind == Queue.ARITHMETIC && queue == Queue.LATE);
  }

  private void loop(Queue kind, Term first) {
    List<Term> terms = new ArrayList<>();
    List<Term> later = new ArrayList<>();
    List<Term> next = List.of(first);
    while (!next.isEmpty()) {
      for (Term term : next) {
        ready(queue(term)).remove(term);
        terms.add(term);
        for (Term user : release(term)) {
          if (isOf(kind, user) && user.size() == first.size()) {
            enqueue(user);
          } else {
            later.add(user);
          }
        }
      }
      next = next(kind, terms);
    }
    steps.add(new Step(List.copyOf(terms)));
    later.forEach(this::enqueue);
  }

  /** What joins a loop next, or nothing. */
  private List<Term> next(Queue kind, List<Term> loop) {
    int size = loop.get(0).size();
    for (Term candidate : ready(kind)) {
      if (candidate.size() == size && fits(List.of(candidate), loop)) {
        return List.of(candidate);
      }
    }
    if (kind == Queue.ARITHMETIC) {
      for (Term candidate : ready(Queue.LATE)) {
        List<Term> chain = candidate.size() == size ? chain(candidate, loop) : List.of();
        if (!chain.isEmpty() && fits(chain, loop)) {
          return chain;
        }
      }
    }
    return List.of();
  }

  /**
   * A late term and those that it makes ready, up to the first that uses a loop's terms or others
   * that are computed: none if there is no such one.
   */
  private List<Term> chain(Term first, List<Term> loop) {
    List<Term> chain = new ArrayList<>();
    Optional<Term> next = Optional.of(first);
    while (next.isPresent()) {
      Term term = next.get();
      chain.add(term);
      if (queue(term) != Queue.LATE || term.arguments().stream().anyMatch(loop::contains)) {
        return chain;
      }
      next =
          users(term).stream()
              .filter(user -> isOf(Queue.ARITHMETIC, user) && user.size() == first.size())
              .filter(this::waitsForOne)
              .findFirst();
    }
    return List.of();
  }

  private boolean fits(List<Term> more, List<Term> loop) {
    if (loop.size() + more.size() > MAX_OPERATIONS) {
      return false;
    }
    List<Term> all = new ArrayList<>(loop);
    all.addAll(more);
    Set<Term> arrays = new HashSet<>();
    for (Term term : all) {
      term.arguments().stream().filter(a -> !a.isNumber() && !all.contains(a)).forEach(arrays::add);
      Queue kind = queue(term) == Queue.LATE ? Queue.ARITHMETIC : queue(term);
      if (users(term).stream().anyMatch(user -> !isOf(kind, user))) {
        arrays.add(term);
      }
    }
    return arrays.size() <= MAX_ARRAYS;
  }
}
