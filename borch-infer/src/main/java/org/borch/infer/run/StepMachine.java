package org.borch.infer.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;

/**
 * One run of a {@link Transform}: its state, and how many steps were made. A block of steps that
 * has met a number that is not finite is undone and made again with a look at each step. One thread
 * at a time may use it.
 */
public final class StepMachine {

  private final Transform transform;
  private final Key root;
  private StepCode code;
  private Steps steps;
  private FlatState state;
  private long made;
  private long skipped;

  /**
   * Begins or goes on.
   *
   * @param code what runs the steps; several machines may share it
   * @param root whose child by a step's number is the step's key
   * @param state before the next step
   * @param made how many steps were made before, with those that were left out
   * @param skipped how many of them were left out
   */
  public StepMachine(StepCode code, Key root, FlatState state, long made, long skipped) {
    this.transform = code.transform();
    this.code = code;
    this.root = root;
    this.steps = code.steps(root);
    this.state = state;
    this.made = made;
    this.skipped = skipped;
  }

  /** The state after the last step. Its arrays hold until two more blocks have been made. */
  public FlatState state() {
    return state;
  }

  /** How many steps were made, with those that were left out. */
  public long made() {
    return made;
  }

  /** How many steps were left out because they were not finite. */
  public long skipped() {
    return skipped;
  }

  /** What runs the steps, and why. */
  public Execution execution() {
    return code.execution();
  }

  /** Gives the state another array, such as a number that depends on the blocks before. */
  public void set(FlatState other) {
    state = other;
  }

  /**
   * Makes steps.
   *
   * @param count how many, at least 1
   * @param wanted the numbers of the steps after which the position is kept
   * @param skipLimit how many steps of the run may be left out
   * @throws ArithmeticException if a further step is not finite, saying where that begins; the
   *     state is that before it
   */
  public Block run(int count, LongPredicate wanted, long skipLimit) {
    Optional<Block> whole = attempt(count, wanted);
    if (whole.isPresent()) {
      return whole.get();
    }
    List<Block> single = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      single.add(carefulStep(wanted, skipLimit));
    }
    return Block.joined(single);
  }

  /** One step alone, which is left out if it is not finite. */
  private Block carefulStep(LongPredicate wanted, long skipLimit) {
    Optional<Block> one = attempt(1, wanted);
    if (one.isPresent()) {
      return one.get();
    }
    if (skipped >= skipLimit) {
      throw notFinite(skipLimit);
    }
    skipped++;
    return Block.skipped(state, wanted.test(made++));
  }

  /** Makes steps, or changes nothing. */
  private Optional<Block> attempt(int count, LongPredicate wanted) {
    Optional<Block> block;
    try {
      block = steps.run(state, made, count, wanted);
    } catch (TracingException e) {
      code = code.instead(e);
      steps = code.steps(root);
      block = steps.run(state, made, count, wanted);
    }
    if (block.isPresent()) {
      state = block.get().after();
      made += count;
    }
    return block;
  }

  private ArithmeticException notFinite(long skipLimit) {
    Key key = root.at(made);
    String before = skipLimit == 0 ? "" : ", after " + skipped + " skipped steps";
    return new ArithmeticException(
        "step "
            + made
            + " of "
            + transform.name()
            + before
            + ": "
            + transform.fault(state, code.data(key), key)
            + ". "
            + transform.advice());
  }
}
