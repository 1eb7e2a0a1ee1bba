package org.borch.tensor.trace;

import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.Spec;
import org.borch.tensor.jvm.Repeating;
import org.borch.tensor.jvm.Term;
import org.borch.tensor.jvm.Terms;
import org.jspecify.annotations.Nullable;

/**
 * A loop in a flat program: straight-line code on numbers that is run many times, where its arrays
 * are small; else a kernel that runs a program of its own at each step.
 */
final class LoopLowering {

  private final Terms terms;
  private final FlatOperations operations;
  private final Loop loop;
  private final boolean[] read;
  private final boolean single;
  private final boolean guarded;

  /**
   * The lowering of a loop.
   *
   * @param read which emissions the program reads
   * @param single whether the program computes in single precision
   * @param guarded whether it has the body's guards
   */
  LoopLowering(
      Terms terms,
      FlatOperations operations,
      Loop loop,
      boolean[] read,
      boolean single,
      boolean guarded) {
    this.terms = terms;
    this.operations = operations;
    this.loop = loop;
    this.read = read;
    this.single = single;
    this.guarded = guarded;
  }

  /** The loop's vector. */
  Term of(List<Flat> inputs) {
    Term numbers = numbers(inputs);
    if (numbers != null) {
      return numbers;
    }
    LoopKernel kernel = new LoopKernel(loop, Program.of(loop.body(), false), read);
    List<Term> vectors = inputs.stream().map(operations::vector).toList();
    return terms.kernel(kernel, vectors, size());
  }

  private int size() {
    int size = loop.start(loop.emissions());
    for (int i = 0; i < loop.carries(); i++) {
      size += spec(i).size();
    }
    return size;
  }

  private Spec spec(int input) {
    return loop.body().inputs().get(input);
  }

  private @Nullable Term numbers(List<Flat> inputs) {
    Repeating repeating = new Repeating(terms, loop.steps(), loop.backwards());
    int carries = loop.carries();
    List<Flat> arguments = new ArrayList<>(inputs);
    for (int i = 0; i < carries + loop.rows(); i++) {
      int width = spec(i).size();
      if (width > Flat.UNROLLED) {
        return null;
      }
      List<Term> numbers = new ArrayList<>();
      Flat input = inputs.get(i);
      Term rows = i < carries ? null : operations.whole(input);
      for (int k = 0; k < width; k++) {
        numbers.add(
            rows == null
                ? repeating.carried(input.elements().get(k))
                : repeating.row(rows, k, width));
      }
      arguments.set(i, Flat.of(numbers));
    }
    List<Flat> results = Lowering.of(terms, loop.body(), arguments, single, guarded);
    List<Term> next = new ArrayList<>();
    for (Flat carry : results.subList(0, carries)) {
      next.addAll(carry.elements());
    }
    for (int i = 0; i < read.length; i++) {
      Flat emitted = results.get(carries + i);
      if (read[i] && !emitted.isSplit()) {
        return null;
      }
      for (int k = 0; read[i] && k < emitted.size(); k++) {
        repeating.emit(emitted.elements().get(k), loop.start(i) + k, emitted.size());
      }
    }
    return repeating.loop(next, loop.start(loop.emissions()), size());
  }
}
