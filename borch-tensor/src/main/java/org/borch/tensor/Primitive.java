package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.jvm.HostKernel;
import org.borch.tensor.jvm.Layout;
import org.jspecify.annotations.Nullable;

/**
 * One operation, in one place: its shape rule, its call on the engine, its derivative and its
 * kernel on Java arrays. Two primitives that are equal compute the same function. Everything else
 * (densities, bijectors, layers) is composed of primitives.
 */
public interface Primitive {

  /** A name for printouts and error messages. */
  default String label() {
    return toString();
  }

  /**
   * Shape and type of the result.
   *
   * @throws IllegalArgumentException if the inputs do not fit each other
   */
  Spec output(List<Spec> inputs);

  /** The result, computed by the engine from native arrays; the first one's manager owns it. */
  NDArray eager(NDArray[] inputs);

  /**
   * The vector-Jacobian product with respect to one input, of that input's shape, or null where the
   * derivative is zero everywhere. A cotangent of zero goes out as zero whatever the slope: where
   * that can be infinite or no number, the product is one of {@link Guard}.
   *
   * @param input which input
   * @param cotangent derivative of the final result with respect to the output
   */
  @Nullable BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output);

  /** The derivatives of all inputs that are needed; the others are null. */
  default List<@Nullable BorchArray> derivatives(
      boolean[] needed, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    List<@Nullable BorchArray> result = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      result.add(needed[i] ? derivative(i, cotangent, inputs, output) : null);
    }
    return result;
  }

  /**
   * The Jacobian-vector product: the derivative of the result in a direction, of the result's
   * shape, or null where it is zero everywhere. A primitive that says nothing else gets the
   * transpose of {@link #derivative}, which is linear in the cotangent.
   *
   * @param tangents for each input its direction, of its shape, or null for zero
   */
  default @Nullable BorchArray tangent(
      List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
    BorchArray total = null;
    for (int i = 0; i < inputs.size(); i++) {
      BorchArray direction = tangents.get(i);
      if (direction == null) {
        continue;
      }
      try (Tape tape = new Tape()) {
        // At one, not at zero: there the guard of an infinite slope would end the derivative.
        BorchArray cotangent = tape.watch(output.onesLike());
        BorchArray pulled = derivative(i, cotangent, inputs, output);
        if (pulled != null) {
          BorchArray part = tape.gradient(pulled, direction, List.of(cotangent)).get(0);
          total = total == null ? part : total.add(part);
        }
      }
    }
    return total;
  }

  /**
   * The primitive for many elements of a batch at once. A primitive that says nothing else is run
   * for one element after the other.
   *
   * @param size how many
   * @param mapped which inputs hold one array for each element, along a new first axis; the others
   *     are the same for all
   * @return the results along a new first axis
   */
  default BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
    return new Batch(size, mapped, inputs).loop(this);
  }

  /**
   * Whether finite inputs give a finite result, unless it overflows. In programs of the engine the
   * derivatives of what is computed of such primitives need no {@link Guard}.
   */
  default boolean isBounded() {
    return false;
  }

  /** Whether an input that is no number makes the result none. */
  default boolean keepsNaN() {
    return true;
  }

  /**
   * The result in TorchScript.
   *
   * @param writer takes statements that come before
   * @param arguments names of the inputs, which are tensors
   * @return an expression
   * @throws TracingException if the operation cannot be written in TorchScript
   */
  default String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
    throw new TracingException("operation " + label() + " has no TorchScript text");
  }

  /**
   * How the result's elements depend on the inputs' elements, for back-ends that make code.
   *
   * @param constants for each input its values, row-major, or null if they are not known yet
   */
  default Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
    return new Layout.Opaque();
  }

  /** What there is to do for inputs of these shapes; by which a back-end is chosen. */
  default Work work(List<Spec> inputs) {
    int elements = output(inputs).size();
    for (Spec input : inputs) {
      elements = Math.max(elements, input.size());
    }
    return Work.of(elements);
  }

  /**
   * The same where some inputs are known when a program is made, and can be arranged as it likes.
   *
   * @param constant for each input whether it is known
   */
  default Work work(List<Spec> inputs, List<Boolean> constant) {
    return work(inputs);
  }

  /** The kernel on Java arrays for these shapes, if there is one. */
  default Optional<HostKernel> kernel(List<Spec> inputs) {
    return Optional.empty();
  }
}
