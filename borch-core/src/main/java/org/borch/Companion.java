package org.borch;

import static org.borch.tensor.ArrayMath.concat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.BorchArray;

/**
 * One number beside each element of {@link Params}: an optimiser's moment. It gets zeros for
 * parameters that are declared later, and closes with the parameters.
 */
public final class Companion {

  private static final String WHAT = "companion of parameters";

  private final Params params;
  private Memory memory;

  Companion(Params params, NDArray initial) {
    long size = initial.size();
    if (initial.getDataType() != params.type()
        || initial.getShape().dimension() != 1
        || size > params.size()) {
      throw new IllegalArgumentException(
          "values beside the parameters: got "
              + initial.getDataType()
              + initial.getShape()
              + ", expected "
              + params.type()
              + new Shape(params.size())
              + " or fewer");
    }
    this.params = params;
    this.memory = params.hold(initial, WHAT);
  }

  /** The numbers, read-only: an array like {@link Params#flat}. */
  public synchronized NDArray flat() {
    return grown().array();
  }

  /**
   * Gives them new values, in place if they are on the engine's device.
   *
   * @throws IllegalArgumentException if shape or data type differ from those of the parameters
   */
  public synchronized void update(NDArray values) {
    if (!values.getShape().equals(new Shape(params.size()))
        || values.getDataType() != params.type()) {
      throw new IllegalArgumentException(
          "new values are "
              + values.getDataType()
              + values.getShape()
              + ", expected "
              + params.type()
              + new Shape(params.size())
              + " as beside the parameters");
    }
    memory = grown().with(values);
  }

  /** With zeros for new parameters, and where the parameters are. */
  private Memory grown() {
    long missing = params.size() - memory.array().size();
    boolean moves = params.isInEngine() && !(memory instanceof Memory.Engine);
    if (missing > 0 || moves) {
      Memory known = memory;
      NDArray values = extended(BorchArray.wrap(known.array()), missing);
      memory = params.isInEngine() ? Memory.engine(values, WHAT) : params.hold(values, WHAT);
      known.close();
    }
    return memory;
  }

  private NDArray extended(BorchArray values, long missing) {
    if (missing == 0) {
      return values;
    }
    NDArray zeros = BorchArray.full(new Shape(missing), 0, params.type());
    return values.isHost()
        ? Values.concat(List.of(values, zeros), params.type())
        : concat(0, values, zeros);
  }

  synchronized void close() {
    memory.close();
  }
}
