package org.borch.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Differentiates in forward mode: every array of this level carries its derivative in one
 * direction. Both are arrays one level further out, so that it nests with itself and with tapes.
 */
final class Forward implements Interpreter, AutoCloseable {

  private final Nesting nesting = Nesting.current();
  private final int level = ++nesting.level;
  private boolean open = true;

  @Override
  public int level() {
    return level;
  }

  /**
   * The same array with a direction.
   *
   * @throws IllegalArgumentException if the direction is not of the array's shape and type
   */
  BorchArray along(BorchArray array, BorchArray direction) {
    if (!array.getDataType().isFloating() || !array.spec().equals(direction.spec())) {
      throw new IllegalArgumentException(
          "direction of type "
              + direction.spec()
              + " for an argument of type "
              + array.spec()
              + ", expected the argument's shape and floating type");
    }
    return array.with(new Dual(this, array, direction));
  }

  /** The array one level further out. */
  BorchArray value(BorchArray array) {
    return isMine(array) ? ((Dual) array.value()).inner : array;
  }

  /** The derivative of an array in the direction of this level. */
  BorchArray tangent(BorchArray array) {
    return isMine(array) ? ((Dual) array.value()).tangent : array.zerosLike();
  }

  private boolean isMine(BorchArray array) {
    return array.value() instanceof Dual dual && dual.forward == this;
  }

  @Override
  public BorchArray apply(Primitive primitive, List<BorchArray> inputs) {
    List<BorchArray> values = new ArrayList<>(inputs.size());
    List<@Nullable BorchArray> tangents = new ArrayList<>(inputs.size());
    for (BorchArray input : inputs) {
      values.add(value(input));
      tangents.add(isMine(input) ? ((Dual) input.value()).tangent : null);
    }
    BorchArray output = BorchArray.apply(primitive, values);
    if (!open || !output.getDataType().isFloating()) {
      return output;
    }
    BorchArray tangent = primitive.tangent(tangents, values, output);
    return tangent == null ? output : output.with(new Dual(this, output, tangent));
  }

  /** Ends differentiating. Arrays of this level may still be read, but carry nothing further. */
  @Override
  public void close() {
    open = false;
    nesting.level = level - 1;
  }

  private static final class Dual extends Lifted {

    private final Forward forward;
    private final BorchArray inner;
    private final BorchArray tangent;

    Dual(Forward forward, BorchArray inner, BorchArray tangent) {
      this.forward = forward;
      this.inner = inner;
      this.tangent = tangent;
    }

    @Override
    public Spec spec() {
      return inner.spec();
    }

    @Override
    protected Interpreter interpreter() {
      return forward;
    }

    @Override
    protected BorchArray lower() {
      return inner;
    }

    @Override
    protected List<BorchArray> held() {
      return List.of(inner, tangent);
    }
  }
}
