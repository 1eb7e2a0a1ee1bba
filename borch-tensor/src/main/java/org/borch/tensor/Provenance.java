package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Follows which marked arrays a value was computed from, through every operation, integer and
 * boolean ones included. Values, shapes and types stay as they are.
 *
 * @param <M> the marks
 */
public final class Provenance<M> implements Interpreter, AutoCloseable {

  private final Nesting nesting = Nesting.current();
  private final int level = ++nesting.level;
  private boolean open = true;

  /** Opens on this thread; arrays that were not marked cost nothing. */
  public Provenance() {}

  /** The same array with a mark, which all that is computed from it carries, too. */
  public NDArray mark(NDArray array, M mark) {
    BorchArray given = BorchArray.wrap(array);
    Set<M> marks = new HashSet<>(of(given));
    marks.add(mark);
    return marked(plain(given), marks);
  }

  /** The marks of all arrays from which this one was computed. */
  public Set<M> of(NDArray array) {
    if (!(BorchArray.wrap(array).value() instanceof Lifted lifted)) {
      return Set.of();
    }
    if (lifted instanceof Marked<?> marked && marked.owner == this) {
      @SuppressWarnings("unchecked") // the owner is this, so that the marks are M
      Set<M> marks = (Set<M>) marked.marks;
      return marks;
    }
    Set<M> marks = new HashSet<>();
    lifted.held().forEach(held -> marks.addAll(of(held)));
    return marks;
  }

  /** The same array without marks. */
  public NDArray plain(NDArray array) {
    return plain(BorchArray.wrap(array));
  }

  private BorchArray plain(BorchArray array) {
    return array.value() instanceof Marked<?> marked && marked.owner == this ? marked.inner : array;
  }

  @Override
  public int level() {
    return level;
  }

  @Override
  public BorchArray apply(Primitive primitive, List<BorchArray> inputs) {
    Set<M> marks = new HashSet<>();
    List<BorchArray> plain = new ArrayList<>(inputs.size());
    for (BorchArray input : inputs) {
      marks.addAll(of(input));
      plain.add(plain(input));
    }
    BorchArray output = BorchArray.apply(primitive, plain);
    return open && !marks.isEmpty() ? marked(output, marks) : output;
  }

  private BorchArray marked(BorchArray inner, Set<M> marks) {
    return inner.with(new Marked<>(this, inner, Set.copyOf(marks)));
  }

  /** Ends following; arrays may still be read. */
  @Override
  public void close() {
    if (open) {
      open = false;
      nesting.level--;
    }
  }

  private static final class Marked<M> extends Lifted {

    private final Provenance<M> owner;
    private final BorchArray inner;
    private final Set<M> marks;

    Marked(Provenance<M> owner, BorchArray inner, Set<M> marks) {
      this.owner = owner;
      this.inner = inner;
      this.marks = marks;
    }

    @Override
    public Spec spec() {
      return inner.spec();
    }

    @Override
    protected Interpreter interpreter() {
      return owner;
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
