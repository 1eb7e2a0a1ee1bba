package org.borch;

import static org.borch.tensor.ArrayMath.concat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Storage;
import org.jspecify.annotations.Nullable;

/**
 * One number beside each element of {@link Params}: an optimiser's moment. It gets zeros for
 * parameters that are declared later, and closes with the parameters.
 */
public final class Companion {

  private final Params params;
  private @Nullable Storage storage;

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
    if (size > 0) {
      storage = Storage.copyOf(initial, "companion of parameters");
    }
  }

  /** The numbers, read-only: an array like {@link Params#flat}. */
  public NDArray flat() {
    return stored().array();
  }

  /**
   * Gives them new values, in place.
   *
   * @throws IllegalArgumentException if shape or data type differ from those of the parameters
   */
  public void update(NDArray values) {
    stored().set(values);
  }

  private synchronized Storage stored() {
    long size = params.size();
    Storage known = storage;
    long have = known == null ? 0 : known.array().size();
    if (known == null || have < size) {
      NDArray zeros = BorchArray.full(new Shape(size - have), 0, params.type());
      Storage grown =
          Storage.copyOf(
              known == null ? zeros : concat(0, known.array(), zeros), "companion of parameters");
      close();
      storage = grown;
      return grown;
    }
    return known;
  }

  synchronized void close() {
    Storage known = storage;
    if (known != null) {
      known.close();
    }
  }
}
