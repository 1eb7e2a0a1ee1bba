package org.borch.tensor;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes a function for many elements of a batch at once: an array of this level stands for one
 * element and holds all of them, along a first axis. What does not depend on the element is
 * computed once.
 */
final class Mapping implements Interpreter, AutoCloseable {

  private final Nesting nesting = Nesting.current();
  private final int level = ++nesting.level;
  private final long size;
  private boolean open = true;

  /**
   * @param size how many elements
   */
  Mapping(long size) {
    this.size = size;
  }

  @Override
  public int level() {
    return level;
  }

  /** One element of an array, which holds them along an axis. */
  BorchArray element(BorchArray array, int axis) {
    return BorchArray.lifted(new Mapped(this, array.moveAxis(axis, 0)));
  }

  /** The array for all elements, along a first axis; repeated if it is the same for all. */
  BorchArray collect(BorchArray array) {
    return isMine(array)
        ? ((Mapped) array.value()).all
        : array.broadcast(new Shape(size).addAll(array.getShape()));
  }

  private boolean isMine(BorchArray array) {
    return array.value() instanceof Mapped mapped && mapped.mapping == this;
  }

  @Override
  public BorchArray apply(Primitive primitive, List<BorchArray> inputs) {
    if (!open) {
      throw new IllegalStateException(
          primitive.label()
              + " of an element that vmap has mapped, after vmap has returned; return what is"
              + " needed from the mapped function");
    }
    boolean[] mapped = new boolean[inputs.size()];
    List<BorchArray> lowered = new ArrayList<>(mapped.length);
    for (int i = 0; i < mapped.length; i++) {
      BorchArray input = inputs.get(i);
      mapped[i] = isMine(input);
      lowered.add(mapped[i] ? ((Mapped) input.value()).all : input);
    }
    BorchArray result = primitive.batched(size, mapped, lowered);
    Shape shape = result.getShape();
    if (shape.dimension() == 0 || shape.get(0) != size) {
      throw new IllegalStateException(
          "batching rule of "
              + primitive.label()
              + " made an array of shape "
              + shape
              + ", expected a first axis of size "
              + size);
    }
    return BorchArray.lifted(new Mapped(this, result));
  }

  /** Ends the mapping: its elements cannot be computed with any more. */
  @Override
  public void close() {
    open = false;
    nesting.level = level - 1;
  }

  private static final class Mapped extends Lifted {

    private final Mapping mapping;
    private final BorchArray all;
    private final Spec spec;

    Mapped(Mapping mapping, BorchArray all) {
      this.mapping = mapping;
      this.all = all;
      this.spec = all.spec().with(all.getShape().slice(1));
    }

    @Override
    public Spec spec() {
      return spec;
    }

    @Override
    protected Interpreter interpreter() {
      return mapping;
    }

    @Override
    protected BorchArray lower() {
      throw new TracingException(
          "the value of an array of type "
              + spec
              + " was read, or met an array of the engine, inside vmap, where it stands for "
              + mapping.size
              + " values at once; compute with array operations only, or run a loop");
    }

    @Override
    protected List<BorchArray> held() {
      return List.of(all);
    }
  }
}
