package org.borch.tensor.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;
import org.borch.tensor.Spec;

/** A loop for many elements of a batch at once: a loop whose body runs for all of them. */
final class LoopBatch {

  private final Loop loop;
  private final long size;
  private final boolean[] mapped;
  private final boolean[] carryIsMapped;

  /**
   * The loop for a batch.
   *
   * @param mapped which inputs differ between the elements; what is carried always does
   */
  LoopBatch(Loop loop, long size, boolean[] mapped) {
    this.loop = loop;
    this.size = size;
    this.mapped = mapped.clone();
    Arrays.fill(this.mapped, 0, loop.carries(), true);
    this.carryIsMapped = Arrays.copyOf(mapped, loop.carries());
  }

  /** The results along a new first axis. */
  BorchArray of(List<BorchArray> inputs) {
    int carries = loop.carries();
    List<BorchArray> arguments = new ArrayList<>();
    List<Spec> specs = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      BorchArray input = inputs.get(i);
      Spec one = loop.body().inputs().get(i);
      if (i < carries && !carryIsMapped[i]) {
        input = all(input);
      }
      if (i >= carries && i < carries + loop.rows() && mapped[i]) {
        input = input.swapAxes(0, 1); // [size, steps] + shape to [steps, size] + shape
      }
      arguments.add(input);
      specs.add(mapped[i] ? one.with(Shapes.concat(new Shape(size), one.shape())) : one);
    }
    Graph body = Graph.trace(this::step, specs);
    Loop batch = Loop.of(loop.steps(), carries, loop.rows(), body, loop.backwards());
    BorchArray result = BorchArray.apply(batch, arguments);
    List<NDArray> parts = new ArrayList<>();
    for (int i = 0; i < loop.emissions(); i++) {
      BorchArray rows = batch.emitted(result, i).swapAxes(0, 1); // [size, steps] + shape
      parts.add(rows.reshape(size, (long) loop.steps() * loop.emission(i).size()));
    }
    for (int i = 0; i < carries; i++) {
      parts.add(batch.last(result, i).reshape(size, loop.body().outputs().get(i).size()));
    }
    return BorchArray.wrap(ArrayMath.concat(1, parts.toArray(NDArray[]::new)));
  }

  private BorchArray all(BorchArray one) {
    return one.broadcast(Shapes.concat(new Shape(size), one.getShape()));
  }

  private List<NDArray> step(List<NDArray> arguments) {
    Map<Node, BorchArray> values = new HashMap<>();
    Map<Node, Boolean> varies = new HashMap<>();
    for (Node node : loop.body().nodes()) {
      if (node instanceof Node.Input input) {
        values.put(node, BorchArray.wrap(arguments.get(input.index())));
        varies.put(node, mapped[input.index()]);
      } else if (node instanceof Node.Constant constant) {
        values.put(node, constant.array());
        varies.put(node, false);
      } else if (node instanceof Node.Operation operation) {
        List<BorchArray> inputs = new ArrayList<>();
        boolean[] which = new boolean[operation.inputs().size()];
        boolean any = false;
        for (int i = 0; i < which.length; i++) {
          inputs.add(Objects.requireNonNull(values.get(operation.inputs().get(i))));
          which[i] = Boolean.TRUE.equals(varies.get(operation.inputs().get(i)));
          any |= which[i];
        }
        values.put(
            node,
            any
                ? operation.primitive().batched(size, which, inputs)
                : BorchArray.apply(operation.primitive(), inputs));
        varies.put(node, any);
      }
    }
    List<NDArray> results = new ArrayList<>();
    for (Node output : loop.body().outputNodes()) {
      BorchArray value = Objects.requireNonNull(values.get(output));
      results.add(Boolean.TRUE.equals(varies.get(output)) ? value : all(value));
    }
    return results;
  }
}
