package org.borch.tensor.trace.jvm;

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
 * loop. Sums, calls and bit operations never share a loop with arithmetic.
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
    WHOLES
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

  private static Queue queue(Term term) {
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
      if (next == Queue.ARITHMETIC || next == Queue.CALLS) {
        loop(next);
      } else {
        Term term = Objects.requireNonNull(ready(next).pollFirst());
        steps.add(new Step(List.of(term)));
        release(term).forEach(this::enqueue);
      }
      next = next();
    }
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

  private void loop(Queue queue) {
    List<Term> terms = new ArrayList<>();
    List<Term> later = new ArrayList<>();
    NavigableSet<Term> candidates = ready(queue);
    Optional<Term> next = Optional.of(candidates.first());
    int size = candidates.first().size();
    while (next.isPresent()) {
      candidates.remove(next.get());
      terms.add(next.get());
      for (Term user : release(next.get())) {
        (queue(user) == queue && user.size() == size ? candidates : later).add(user);
      }
      next = candidates.stream().filter(t -> t.size() == size && fits(t, terms)).findFirst();
    }
    steps.add(new Step(List.copyOf(terms)));
    later.forEach(this::enqueue);
  }

  private boolean fits(Term candidate, List<Term> loop) {
    if (loop.size() >= MAX_OPERATIONS) {
      return false;
    }
    List<Term> all = new ArrayList<>(loop);
    all.add(candidate);
    Set<Term> arrays = new HashSet<>();
    for (Term term : all) {
      term.arguments().stream().filter(a -> !a.isNumber() && !all.contains(a)).forEach(arrays::add);
      boolean stored =
          users.getOrDefault(term, List.of()).stream().anyMatch(user -> queue(user) != queue(term));
      if (stored) {
        arrays.add(term);
      }
    }
    return arrays.size() <= MAX_ARRAYS;
  }
}
