package org.borch.tensor.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Primitive;
import org.borch.tensor.Spec;
import org.borch.tensor.TorchWriter;
import org.borch.tensor.TracingException;
import org.borch.tensor.Work;
import org.jspecify.annotations.Nullable;

/**
 * A function of arrays as a list of primitives with static shapes. It holds what the results need
 * and nothing else, in an order in which it can be run.
 */
public final class Graph {

  private final List<Spec> inputs;
  private final List<Node> nodes;
  private final List<Node> outputs;
  private final List<Spec> outputSpecs;

  /** What computes these outputs from the inputs. */
  Graph(List<Spec> inputs, List<Node> outputs) {
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.outputSpecs = this.outputs.stream().map(Node::spec).toList();
    this.nodes = inOrder(this.outputs);
  }

  /**
   * Runs a function once on arrays that record instead of computing.
   *
   * @param function its array operations become the graph; everything else it does, it does once
   * @param inputs shape and type of each argument
   * @throws TracingException if the function reads a value, draws from the engine's generator or
   *     uses an operation that only the engine has; the message says which
   */
  public static Graph trace(Function<List<NDArray>, List<NDArray>> function, List<Spec> inputs) {
    return trace(function, inputs, null);
  }

  /**
   * Records a function that may use arrays from outside.
   *
   * @param captures collects them: they are further inputs
   */
  static Graph trace(
      Function<List<NDArray>, List<NDArray>> function,
      List<Spec> inputs,
      @Nullable Captures captures) {
    return trace(
        arguments -> function.apply(inputs.stream().map(arguments::add).toList()), captures);
  }

  /** Hands out the arguments of a function that is being traced. */
  @FunctionalInterface
  public interface Arguments {

    /** One more argument, after those before. */
    NDArray add(Spec spec);
  }

  /**
   * As {@link #trace(Function, List)}, for a function that asks for its arguments while it runs.
   *
   * @param function adds arguments and returns the results
   * @throws TracingException as above
   */
  public static Graph trace(Function<Arguments, List<NDArray>> function) {
    return trace(function, (Captures) null);
  }

  private static Graph trace(
      Function<Arguments, List<NDArray>> function, @Nullable Captures captures) {
    try (Recorder recorder = new Recorder(captures)) {
      List<Spec> inputs = new ArrayList<>();
      Arguments arguments =
          spec -> {
            inputs.add(spec);
            return recorder.lift(new Node.Input(inputs.size() - 1, spec));
          };
      List<Node> outputs = new ArrayList<>();
      for (NDArray result : function.apply(arguments)) {
        outputs.add(recorder.node(BorchArray.wrap(result)));
      }
      List<Spec> all = new ArrayList<>(inputs);
      if (captures != null) {
        captures.arrays().forEach(array -> all.add(array.spec()));
      }
      return new Graph(all, outputs);
    }
  }

  /** What the outputs need, inputs before users. */
  private static List<Node> inOrder(List<Node> outputs) {
    List<Node> order = new ArrayList<>();
    Set<Node> seen = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    // An explicit stack: a chain of operations may be longer than Java's own stack is deep.
    List<Node> pending = new ArrayList<>(outputs);
    java.util.Collections.reverse(pending);
    Set<Node> expanded = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    while (!pending.isEmpty()) {
      Node node = pending.get(pending.size() - 1);
      if (seen.contains(node)) {
        pending.remove(pending.size() - 1);
      } else if (node instanceof Node.Operation operation && expanded.add(node)) {
        for (int i = operation.inputs().size() - 1; i >= 0; i--) {
          pending.add(operation.inputs().get(i));
        }
      } else {
        pending.remove(pending.size() - 1);
        seen.add(node);
        order.add(node);
      }
    }
    return List.copyOf(order);
  }

  /**
   * Computes the results for some arguments: eagerly, or on the tape, in the trace or in the batch
   * to which they belong.
   *
   * @param arguments of the specs of {@link #inputs}
   */
  public List<BorchArray> apply(List<BorchArray> arguments) {
    IdentityHashMap<Node, BorchArray> values = new IdentityHashMap<>();
    for (Node node : nodes) {
      if (node instanceof Node.Input input) {
        values.put(node, arguments.get(input.index()));
      } else if (node instanceof Node.Constant constant) {
        values.put(node, constant.array());
      } else if (node instanceof Node.Operation operation) {
        List<BorchArray> inputs = new ArrayList<>();
        operation.inputs().forEach(i -> inputs.add(Objects.requireNonNull(values.get(i))));
        values.put(node, BorchArray.apply(operation.primitive(), inputs));
      }
    }
    List<BorchArray> results = new ArrayList<>();
    outputs.forEach(output -> results.add(Objects.requireNonNull(values.get(output))));
    return results;
  }

  /**
   * Writes the graph in TorchScript.
   *
   * @param arguments names of tensors of the specs of {@link #inputs}
   * @return names of the results, which may share memory with arguments and with each other
   * @throws TracingException if an operation has no TorchScript text; the message names it
   */
  public List<String> torch(TorchWriter writer, List<String> arguments) {
    IdentityHashMap<Node, String> names = new IdentityHashMap<>();
    IdentityHashMap<Node, Node> needless = Guards.needless(this);
    for (Node node : Guards.needed(this, needless)) {
      if (needless.containsKey(node)) {
        names.put(node, Objects.requireNonNull(names.get(needless.get(node))));
      } else if (node instanceof Node.Input input) {
        names.put(node, arguments.get(input.index()));
      } else if (node instanceof Node.Constant constant) {
        names.put(node, writer.constant(node.spec(), constant.values()));
      } else if (node instanceof Node.Operation operation) {
        List<Spec> specs = operation.inputs().stream().map(Node::spec).toList();
        List<String> inputs = new ArrayList<>();
        operation.inputs().forEach(i -> inputs.add(Objects.requireNonNull(names.get(i))));
        String result = operation.primitive().torch(writer, inputs, specs);
        names.put(node, TorchWriter.isName(result) ? result : writer.let(result));
      }
    }
    return outputs.stream().map(output -> Objects.requireNonNull(names.get(output))).toList();
  }

  /** The same function of some of its inputs only; no result needs the others. */
  Graph of(List<Integer> chosen) {
    IdentityHashMap<Node, Node> renumbered = new IdentityHashMap<>();
    for (Node node : nodes) {
      if (node instanceof Node.Input input) {
        renumbered.put(node, new Node.Input(chosen.indexOf(input.index()), input.spec()));
      } else if (node instanceof Node.Operation operation) {
        List<Node> arguments = new ArrayList<>();
        operation.inputs().forEach(i -> arguments.add(renumbered.getOrDefault(i, i)));
        renumbered.put(node, new Node.Operation(operation.primitive(), arguments, node.spec()));
      }
    }
    return new Graph(
        chosen.stream().map(inputs::get).toList(),
        outputs.stream().map(output -> renumbered.getOrDefault(output, output)).toList());
  }

  /** Shape and type of each argument. */
  public List<Spec> inputs() {
    return inputs;
  }

  /** Shape and type of each result. */
  public List<Spec> outputs() {
    return outputSpecs;
  }

  /** What there is to do in one run. */
  public Work work() {
    Work work = Work.NONE;
    for (Node node : nodes) {
      if (node instanceof Node.Operation operation) {
        List<Spec> specs = operation.inputs().stream().map(Node::spec).toList();
        List<Boolean> constant =
            operation.inputs().stream().map(Node.Constant.class::isInstance).toList();
        work = work.plus(operation.primitive().work(specs, constant));
      }
    }
    return work;
  }

  /** The number of primitives. */
  public int size() {
    return (int) nodes.stream().filter(Node.Operation.class::isInstance).count();
  }

  /** Whether all its numbers that are not whole are of type float32. */
  boolean isSinglePrecision() {
    List<DataType> types =
        nodes.stream().map(node -> node.spec().type()).filter(DataType::isFloating).toList();
    return !types.isEmpty() && types.stream().allMatch(type -> type == DataType.FLOAT32);
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Node> outputNodes() {
    return outputs;
  }

  /** One line for each node, and one for the results. */
  @Override
  public String toString() {
    IdentityHashMap<Node, String> names = new IdentityHashMap<>();
    StringBuilder text = new StringBuilder();
    int operations = 0;
    for (Node node : nodes) {
      if (node instanceof Node.Input input) {
        names.put(node, "in" + input.index());
        text.append("in").append(input.index()).append(": ").append(node.spec()).append('\n');
      } else if (node instanceof Node.Constant constant) {
        names.put(
            node,
            constant.values().length == 1
                ? Double.toString(constant.values()[0])
                : "constant" + node.spec().shape());
      } else if (node instanceof Node.Operation operation) {
        String name = "%" + operations++;
        names.put(node, name);
        Primitive primitive = operation.primitive();
        text.append(name).append(": ").append(node.spec()).append(" = ").append(primitive.label());
        text.append(operation.inputs().stream().map(names::get).toList()).append('\n');
      }
    }
    return text.append("return ").append(outputs.stream().map(names::get).toList()).toString();
  }
}
