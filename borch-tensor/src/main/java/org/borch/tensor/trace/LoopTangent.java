package org.borch.tensor.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of a loop in a direction: a loop over the directions of the carry. Each step sees
 * what the loop remembered, so that nothing dear is computed twice.
 */
final class LoopTangent {

  private final Loop loop;
  private final List<@Nullable BorchArray> tangents;

  LoopTangent(Loop loop, List<@Nullable BorchArray> tangents) {
    this.loop = loop;
    this.tangents = tangents;
  }

  /** The direction of the result. */
  BorchArray of(List<BorchArray> inputs, BorchArray output) {
    int carries = loop.carries();
    int afterRows = carries + loop.rows();
    // Inputs: directions of the carry; by row what is remembered, the rows and their directions;
    // the shared arrays and their directions.
    List<BorchArray> arguments = new ArrayList<>();
    for (int i = 0; i < carries; i++) {
      BorchArray tangent = tangents.get(i);
      arguments.add(tangent == null ? inputs.get(i).zerosLike() : tangent);
    }
    for (int i = 0; i < loop.emissions(); i++) {
      arguments.add(loop.emitted(output, i));
    }
    arguments.addAll(inputs.subList(carries, afterRows));
    int[] places = new int[inputs.size()];
    addDirections(arguments, places, carries, afterRows);
    int byRow = arguments.size() - carries;
    arguments.addAll(inputs.subList(afterRows, inputs.size()));
    addDirections(arguments, places, afterRows, inputs.size());

    List<Spec> specs = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Spec spec = arguments.get(i).spec();
      boolean isRow = i >= carries && i < carries + byRow;
      specs.add(isRow ? spec.with(spec.shape().slice(1)) : spec);
    }
    int shared = carries + byRow;
    Graph body = Graph.trace(step -> step(step, places, shared), specs);
    Used used = Used.of(body, carries, byRow);
    Loop forward =
        Loop.of(loop.steps(), carries, used.rows(), body.of(used.inputs()), loop.backwards());
    BorchArray result =
        BorchArray.apply(forward, used.inputs().stream().map(arguments::get).toList());
    List<NDArray> parts = new ArrayList<>();
    for (int i = 0; i < loop.emissions(); i++) {
      parts.add(forward.emitted(result, i).reshape(new Shape(-1)));
    }
    for (int i = 0; i < carries; i++) {
      parts.add(forward.last(result, i).flatten());
    }
    return BorchArray.wrap(ArrayMath.concat(0, parts.toArray(NDArray[]::new)));
  }

  private void addDirections(List<BorchArray> arguments, int[] places, int from, int to) {
    for (int i = from; i < to; i++) {
      BorchArray tangent = tangents.get(i);
      if (tangent != null) {
        places[i] = arguments.size();
        arguments.add(tangent);
      }
    }
  }

  private List<NDArray> step(List<NDArray> step, int[] places, int shared) {
    List<BorchArray> at = step.stream().map(BorchArray::wrap).toList();
    int carries = loop.carries();
    int emissions = loop.emissions();
    Map<Node, BorchArray> known = new HashMap<>();
    List<Node> outputs = loop.body().outputNodes();
    for (int i = 0; i < emissions; i++) {
      known.put(outputs.get(carries + i), at.get(carries + i));
    }
    List<BorchArray> arguments = new ArrayList<>(at.subList(0, carries));
    int afterRemembered = carries + emissions;
    arguments.addAll(at.subList(afterRemembered, afterRemembered + loop.rows()));
    arguments.addAll(at.subList(shared, shared + places.length - carries - loop.rows()));
    List<@Nullable BorchArray> directions = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      directions.add(i < carries ? at.get(i) : places[i] > 0 ? at.get(places[i]) : null);
    }
    List<@Nullable BorchArray> moved =
        new Replay(loop.body(), arguments, known).forward(directions);
    List<NDArray> results = new ArrayList<>();
    for (int i = 0; i < moved.size(); i++) {
      BorchArray direction = moved.get(i);
      Spec spec = loop.body().outputs().get(i);
      results.add(direction == null ? BorchArray.full(spec.shape(), 0, spec.type()) : direction);
    }
    return results;
  }
}
