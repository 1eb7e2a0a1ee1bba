package org.borch.infer.run;

import java.util.List;

/**
 * One chain of an {@link Algorithm}: a state that moves by steps. Step i (the first one is 0)
 * depends on the state before it, the chain's key and i alone, and on nothing that a block of steps
 * leaves behind elsewhere: however the steps are cut into blocks, and whether the chain was saved
 * and restored between two of them, it goes through the same states bit for bit.
 *
 * <pre>
 *   start ─┬─ advance(0, n) ── advance(n, m) ── ...
 *          │        └ save            └ save
 *   restore ──────────────────────── advance(m, ...)
 * </pre>
 *
 * <p>The runner counts the steps. One thread at a time uses a chain, not always the same one.
 */
public interface Chain {

  /**
   * The names of the numbers that each kept draw comes with, in their order; the same for all
   * chains. Where one of {@link Info}'s names means the same, take it: diagnostics, plots and files
   * ask for those. All end with two underscores, by which files tell them from variables.
   */
  List<String> columns();

  /**
   * Finds the state before step 0. Called once, before the first step, and not if the chain is
   * restored.
   *
   * @throws IllegalArgumentException if there is nothing to begin with
   */
  void start();

  /**
   * Makes the steps from {@code from} to {@code to - 1}, and hands over the draws that are to be
   * kept: for each step i in order, {@code if (kept.keeps(i)) kept.add(position, columns)}.
   *
   * @param from the number of steps made before
   * @param to the number of steps made afterwards; {@code to - from} is the {@linkplain
   *     Algorithm#block block}, or less: at the end of a run, for the first step, and where steps
   *     take long
   * @param kept gets the draws
   */
  void advance(long from, long to, KeptDraws kept);

  /**
   * Keeps the whole state, as arrays by name. All that {@link #advance} depends on must be among
   * them: momenta, moments, thermostats, what was learned.
   */
  void save(SavedState memory);

  /**
   * Becomes as it was when it was saved.
   *
   * @param memory of {@link #save}, perhaps of another process
   * @param steps made before it was saved
   * @throws IllegalArgumentException if something is missing or of another size, or belongs to
   *     another density
   */
  void restore(SavedState memory, long steps);

  /** What the chain is at after so many steps, for a person; empty: nothing in particular. */
  default String phase(long steps) {
    return "";
  }
}
