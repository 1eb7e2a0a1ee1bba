package org.borch.tensor.trace;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.borch.tensor.TorchFunction;
import org.borch.tensor.TorchFunction.Argument;
import org.borch.tensor.TorchWriter;

/**
 * A graph as one TorchScript program: straight-line text that the engine runs in one call, on the
 * device of the arguments and without autograd. Any number of threads may run it at once. Making
 * one starts the engine.
 */
public final class TorchProgram {

  private final TorchFunction function;
  private final List<Spec> inputs;
  private final List<Boolean> rows;

  private TorchProgram(TorchFunction function, List<Spec> inputs, List<Boolean> rows) {
    this.function = function;
    this.inputs = inputs;
    this.rows = rows;
  }

  /**
   * Prepares a graph.
   *
   * @throws org.borch.tensor.TracingException if an operation has no TorchScript text; the message
   *     names it
   */
  public static TorchProgram of(Graph graph) {
    TorchWriter writer = new TorchWriter();
    List<Argument> arguments = new ArrayList<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      arguments.add(new Argument(writer.input("x" + i), graph.inputs().get(i)));
    }
    List<String> names = arguments.stream().map(Argument::name).toList();
    List<String> results = graph.torch(writer, names).stream().map(writer::owned).toList();
    TorchFunction function = TorchFunction.of(writer, arguments, results);
    List<Boolean> none = graph.inputs().stream().map(spec -> false).toList();
    return new TorchProgram(function, graph.inputs(), none);
  }

  /**
   * Prepares a loop over a graph: many steps in one call of the engine. {@link #run} takes the rows
   * of all steps for each input that changes from step to step, and returns, for each output, the
   * carried value after the last step or the values of all steps along a new first axis.
   *
   * @throws IllegalArgumentException if an output does not fit the input that it is carried to
   * @throws org.borch.tensor.TracingException if an operation has no TorchScript text
   */
  public static TorchProgram loop(Graph step, Feedback feedback) {
    feedback.requireFits(step);
    List<Boolean> rows = new ArrayList<>();
    for (int i = 0; i < step.inputs().size(); i++) {
      rows.add(feedback.isRow(i));
    }
    return new TorchProgram(LoopText.of(step, feedback), step.inputs(), List.copyOf(rows));
  }

  /**
   * Computes the results: arrays of the engine that belong to the running scope and share no memory
   * with the arguments.
   *
   * @throws IllegalArgumentException if an argument has another shape or type than the graph's, or
   *     is differentiated or traced
   */
  public List<NDArray> run(List<? extends NDArray> arguments) {
    if (arguments.size() != inputs.size()) {
      throw new IllegalArgumentException(
          "program of " + inputs.size() + " arguments: got " + arguments.size());
    }
    List<BorchArray> arrays = new ArrayList<>(arguments.size());
    long steps = -1;
    for (int i = 0; i < inputs.size(); i++) {
      BorchArray array = BorchArray.wrap(arguments.get(i));
      Spec expected = inputs.get(i);
      if (rows.get(i)) {
        steps = steps >= 0 || array.getShape().dimension() == 0 ? steps : array.getShape().get(0);
        expected = Feedback.rows(steps, expected);
      }
      requireFits(i, array, expected);
      arrays.add(array);
    }
    if (steps == 0) {
      throw new IllegalArgumentException("program of a loop: got no steps, expected at least one");
    }
    return List.copyOf(function.call(arrays));
  }

  private static void requireFits(int index, BorchArray array, Spec expected) {
    if (array.lifting() != null) {
      throw new IllegalArgumentException(
          "argument "
              + index
              + " of a program is differentiated or traced; apply the graph itself to it");
    }
    if (!array.spec().equals(expected)) {
      throw new IllegalArgumentException(
          "argument " + index + " of a program: got " + array.spec() + ", expected " + expected);
    }
  }

  /** The program's text. */
  @Override
  public String toString() {
    return function.toString();
  }
}
