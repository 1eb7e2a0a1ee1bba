package org.borch.tensor.trace;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of a loop in reverse mode: a loop from the last step to the first. It carries the
 * cotangents of the carry and the sums of those of the shared arrays, sees for each step what the
 * loop remembered, and emits the cotangents of the rows.
 */
final class LoopDerivative {

  private final Loop loop;
  private final List<Integer> rows = new ArrayList<>();
  private final List<Integer> shared = new ArrayList<>();
  private final boolean[] wanted;
  private final boolean[] needed;

  /**
   * The derivative with respect to some inputs.
   *
   * @param wanted for each input whether its derivative is needed
   */
  LoopDerivative(Loop loop, boolean[] wanted) {
    this.loop = loop;
    this.wanted = wanted.clone();
    this.needed = new boolean[wanted.length];
    int carries = loop.carries();
    for (int i = 0; i < wanted.length; i++) {
      needed[i] = i < carries || (wanted[i] && spec(i).type().isFloating());
      if (needed[i] && i >= carries) {
        (i < carries + loop.rows() ? rows : shared).add(i);
      }
    }
  }

  private Spec spec(int input) {
    return loop.body().inputs().get(input);
  }

  /** For each input its derivative, or null. */
  List<@Nullable BorchArray> of(BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    int carries = loop.carries();
    int emissions = loop.emissions();
    // The inputs of the reverse loop: carried, by row, shared.
    List<BorchArray> arguments = new ArrayList<>();
    for (int i = 0; i < carries; i++) {
      arguments.add(loop.last(cotangent, i));
    }
    for (int i : shared) {
      arguments.add(BorchArray.full(spec(i).shape(), 0, loop.type()));
    }
    int carried = arguments.size();
    for (int i = 0; i < emissions; i++) {
      arguments.add(loop.emitted(output, i));
    }
    arguments.addAll(inputs.subList(carries, carries + loop.rows()));
    boolean[] isZero = new boolean[emissions];
    for (int i = 0; i < emissions; i++) {
      BorchArray arriving = loop.emitted(cotangent, i);
      isZero[i] = Recorder.isZero(arriving);
      arguments.add(arriving);
    }
    int byRow = arguments.size() - carried;
    arguments.addAll(inputs.subList(carries + loop.rows(), inputs.size()));

    List<Spec> specs = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Spec spec = arguments.get(i).spec();
      boolean isRow = i >= carried && i < carried + byRow;
      specs.add(isRow ? spec.with(spec.shape().slice(1)) : spec);
    }
    Graph body = Graph.trace(step -> step(step, carried, isZero), specs);
    Used used = Used.of(body, carried, byRow);
    Loop reverse =
        Loop.of(loop.steps(), carried, used.rows(), body.of(used.inputs()), !loop.backwards());
    BorchArray result =
        BorchArray.apply(reverse, used.inputs().stream().map(arguments::get).toList());

    List<@Nullable BorchArray> derivatives =
        new ArrayList<>(Collections.nCopies(inputs.size(), (BorchArray) null));
    for (int i = 0; i < carries; i++) {
      derivatives.set(i, wanted[i] ? reverse.last(result, i) : null);
    }
    for (int i = 0; i < shared.size(); i++) {
      derivatives.set(shared.get(i), typed(reverse.last(result, carries + i), shared.get(i)));
    }
    for (int i = 0; i < rows.size(); i++) {
      derivatives.set(rows.get(i), typed(reverse.emitted(result, i), rows.get(i)));
    }
    return derivatives;
  }

  /** One step: the next cotangents and sums, then the cotangents of the rows. */
  private List<NDArray> step(List<NDArray> step, int carried, boolean[] isZero) {
    List<BorchArray> at = step.stream().map(BorchArray::wrap).toList();
    int carries = loop.carries();
    int emissions = loop.emissions();
    Map<Node, BorchArray> known = new HashMap<>();
    List<Node> outputs = loop.body().outputNodes();
    for (int i = 0; i < emissions; i++) {
      known.put(outputs.get(carries + i), at.get(carried + i));
    }
    List<BorchArray> arguments = new ArrayList<>(at.subList(carried, carried + carries));
    int afterRemembered = carried + emissions;
    arguments.addAll(at.subList(afterRemembered, afterRemembered + loop.rows()));
    int afterRows = afterRemembered + loop.rows();
    arguments.addAll(at.subList(afterRows + emissions, at.size()));
    List<@Nullable BorchArray> cotangents = new ArrayList<>(at.subList(0, carries));
    for (int i = 0; i < emissions; i++) {
      cotangents.add(isZero[i] ? null : at.get(afterRows + i));
    }
    List<@Nullable BorchArray> passed =
        new Replay(loop.body(), arguments, known).reverse(cotangents, needed);
    List<NDArray> results = new ArrayList<>();
    for (int i = 0; i < carries; i++) {
      results.add(orZero(passed.get(i), spec(i)));
    }
    for (int i = 0; i < shared.size(); i++) {
      BorchArray sum = at.get(carries + i);
      BorchArray more = passed.get(shared.get(i));
      results.add(more == null ? sum : sum.add(more.toType(loop.type(), false)));
    }
    for (int row : rows) {
      results.add(orZero(passed.get(row), spec(row)));
    }
    return results;
  }

  private BorchArray orZero(@Nullable BorchArray array, Spec spec) {
    return array != null
        ? array.toType(loop.type(), false)
        : BorchArray.full(spec.shape(), 0, loop.type());
  }

  private BorchArray typed(BorchArray derivative, int input) {
    return derivative.toType(spec(input).type(), false);
  }
}
