package org.borch.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records what is computed from watched arrays and differentiates it in reverse. A tape belongs to
 * the thread that opened it. What it records are arrays one level further out, so that tapes nest
 * (derivatives of derivatives) and a tape inside a trace writes its derivatives into the graph.
 */
final class Tape implements Interpreter, AutoCloseable {

  private static final class Entry {

    private final Primitive primitive;
    private final List<BorchArray> inputs;
    private final int[] slots; // of the inputs; -1 for what is not on this tape
    private final BorchArray output;
    private final int slot;

    Entry(Primitive primitive, List<BorchArray> inputs, int[] slots, BorchArray output, int slot) {
      this.primitive = primitive;
      this.inputs = inputs;
      this.slots = slots;
      this.output = output;
      this.slot = slot;
    }
  }

  private final Nesting nesting = Nesting.current();
  private final int level;
  private final List<Entry> entries = new ArrayList<>();
  private int slots;
  private boolean open = true;

  Tape() {
    level = ++nesting.level;
  }

  @Override
  public int level() {
    return level;
  }

  /** The same array, with a derivative. */
  BorchArray watch(BorchArray array) {
    return array.with(new Taped(this, array, slots++));
  }

  /** Whether anything has a derivative. */
  boolean isWatching() {
    return slots > 0;
  }

  /** The array one level further out; arrays that are not on this tape stay what they are. */
  BorchArray lower(BorchArray array) {
    return array.value() instanceof Taped taped && taped.tape == this ? taped.inner : array;
  }

  @Override
  public BorchArray apply(Primitive primitive, List<BorchArray> inputs) {
    List<BorchArray> lowered = new ArrayList<>(inputs.size());
    int[] inputSlots = new int[inputs.size()];
    for (int i = 0; i < inputSlots.length; i++) {
      BorchArray input = inputs.get(i);
      boolean mine = input.value() instanceof Taped taped && taped.tape == this;
      inputSlots[i] = mine ? ((Taped) input.value()).slot : -1;
      lowered.add(mine ? ((Taped) input.value()).inner : input);
    }
    BorchArray output = BorchArray.apply(primitive, lowered);
    if (!open || !output.getDataType().isFloating()) {
      return output;
    }
    Taped result = new Taped(this, output, slots++);
    entries.add(new Entry(primitive, lowered, inputSlots, output, result.slot));
    return output.with(result);
  }

  /**
   * The derivative of {@code result} with respect to each leaf, of the leaf's shape; zeros for a
   * leaf that the result does not depend on. The arrays live one level further out.
   *
   * @param cotangent the seed, of the result's shape
   * @throws IllegalArgumentException if a leaf is not watched by this tape, or the result belongs
   *     to an interpreter inside this one, in which the leaves are constants
   */
  List<BorchArray> gradient(BorchArray result, BorchArray cotangent, List<BorchArray> leaves) {
    if (result.value() instanceof Lifted lifted && lifted.interpreter().level() > level) {
      throw new IllegalArgumentException(
          "derivative of an array "
              + result.spec()
              + " inside vmap or another derivative, with respect to arrays that are watched outside"
              + " of it; return the array from the inner function first");
    }
    @Nullable BorchArray[] cotangents = new BorchArray[slots];
    if (result.value() instanceof Taped taped && taped.tape == this) {
      cotangents[taped.slot] = cotangent;
    }
    leaves.forEach(this::requireWatched);
    boolean[] wanted = reachable(leaves);
    for (int e = entries.size() - 1; e >= 0; e--) {
      Entry entry = entries.get(e);
      BorchArray arriving = cotangents[entry.slot];
      if (arriving == null || !wanted[entry.slot]) {
        continue;
      }
      boolean[] needed = new boolean[entry.slots.length];
      for (int i = 0; i < needed.length; i++) {
        needed[i] = entry.slots[i] >= 0 && wanted[entry.slots[i]];
      }
      List<@Nullable BorchArray> passed =
          entry.primitive.derivatives(needed, arriving, entry.inputs, entry.output);
      for (int i = 0; i < needed.length; i++) {
        BorchArray part = passed.get(i);
        if (part != null) {
          BorchArray known = cotangents[entry.slots[i]];
          cotangents[entry.slots[i]] = known == null ? part : known.add(part);
        }
      }
      cotangents[entry.slot] = null;
    }
    List<BorchArray> gradients = new ArrayList<>(leaves.size());
    for (BorchArray leaf : leaves) {
      Taped taped = (Taped) leaf.value();
      BorchArray gradient = cotangents[taped.slot];
      gradients.add(gradient != null ? gradient : taped.inner.zerosLike());
    }
    return gradients;
  }

  private void requireWatched(BorchArray leaf) {
    if (!(leaf.value() instanceof Taped taped) || taped.tape != this) {
      throw new IllegalArgumentException(
          "derivative with respect to an array "
              + leaf.spec()
              + " that is not on this tape; use"
              + " the array that watch returned, and compute with it");
    }
  }

  /** The slots through which a leaf is reached; the others need no derivative. */
  private boolean[] reachable(List<BorchArray> leaves) {
    boolean[] result = new boolean[slots];
    for (BorchArray leaf : leaves) {
      result[((Taped) leaf.value()).slot] = true;
    }
    for (Entry entry : entries) {
      for (int slot : entry.slots) {
        if (slot >= 0 && result[slot]) {
          result[entry.slot] = true;
        }
      }
    }
    return result;
  }

  /** Ends recording. Arrays of this tape may still be read, but carry no derivative further. */
  @Override
  public void close() {
    if (open) {
      open = false;
      entries.clear();
      nesting.level--;
    }
  }

  private static final class Taped extends Lifted {

    private final Tape tape;
    private final BorchArray inner;
    private final int slot;

    Taped(Tape tape, BorchArray inner, int slot) {
      this.tape = tape;
      this.inner = inner;
      this.slot = slot;
    }

    @Override
    public Spec spec() {
      return inner.spec();
    }

    @Override
    protected Interpreter interpreter() {
      return tape;
    }

    @Override
    protected BorchArray lower() {
      return inner;
    }

    @Override
    protected List<BorchArray> held() {
      return List.of(inner);
    }
  }
}
