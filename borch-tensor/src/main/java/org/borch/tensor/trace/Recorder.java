package org.borch.tensor.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Interpreter;
import org.borch.tensor.Lifted;
import org.borch.tensor.Primitive;
import org.borch.tensor.Spec;
import org.borch.tensor.TraceLevel;
import org.borch.tensor.TracingException;
import org.borch.tensor.jvm.HostKernel;
import org.jspecify.annotations.Nullable;

/**
 * Records what a function computes. Equal operations on equal inputs become one node, operations on
 * constants are computed at once, and what {@link Algebra} knows to be an input of the operation is
 * that input.
 */
final class Recorder implements Interpreter, AutoCloseable {

  /** Past this many nodes a loop in the function was unrolled, not a model written. */
  static final int MAX_NODES = 100_000;

  private record Call(Primitive primitive, List<Node> inputs) {}

  /** A constant by what it is, so that two of the same numbers are one node. */
  private static final class Content {

    private final Spec spec;
    private final double[] values;
    private final int hash;

    Content(Spec spec, double[] values) {
      this.spec = spec;
      this.values = values;
      this.hash = 31 * spec.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Content content
          && hash == content.hash
          && spec.equals(content.spec)
          && Arrays.equals(values, content.values);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private final Map<Call, Node> known = new HashMap<>();
  private final Map<Content, Node.Constant> constants = new HashMap<>();
  private final @Nullable Captures captures;
  private final TraceLevel level = TraceLevel.open(this);

  /**
   * A recorder of a function.
   *
   * @param captures collects the arrays from outside, which become inputs; null if there may be
   *     none
   */
  Recorder(@Nullable Captures captures) {
    this.captures = captures;
  }

  @Override
  public int level() {
    return level.number();
  }

  BorchArray lift(Node node) {
    return BorchArray.lifted(new Traced(this, node));
  }

  /** The node of an array: its own, or a constant. */
  Node node(BorchArray array) {
    if (array.lifting() instanceof Traced traced && traced.recorder == this) {
      return traced.node;
    }
    if (captures != null && Captures.isOutside(array)) {
      return captures.input(array);
    }
    if (array.lifting() != null) {
      throw new TracingException(
          "an array that is differentiated, mapped or traced outside the traced function; pass it as an"
              + " argument");
    }
    return constant(array.spec(), array.values());
  }

  private Node.Constant constant(Spec spec, double[] values) {
    return constants.computeIfAbsent(
        new Content(spec, values), each -> new Node.Constant(spec, values));
  }

  @Override
  public BorchArray apply(Primitive primitive, List<BorchArray> inputs) {
    if (captures != null
        && inputs.stream().noneMatch(this::isMine)
        && inputs.stream().anyMatch(Captures::isOutside)) {
      return captures.computed(primitive, inputs, level);
    }
    List<Node> nodes = new ArrayList<>(inputs.size());
    for (BorchArray input : inputs) {
      nodes.add(node(input));
    }
    return lift(record(primitive, nodes));
  }

  /** Whether an array is traced and known to be zero. */
  static boolean isZero(BorchArray array) {
    return array.lifting() instanceof Traced traced
        && traced.node instanceof Node.Constant constant
        && constant.isAll(0);
  }

  private boolean isMine(BorchArray array) {
    return array.lifting() instanceof Traced traced && traced.recorder == this;
  }

  Node record(Primitive primitive, List<Node> inputs) {
    List<Spec> specs = inputs.stream().map(Node::spec).toList();
    Spec spec = primitive.output(specs);
    Node same = Algebra.simplify(primitive, inputs, spec);
    if (same != null) {
      return same;
    }
    Call call = new Call(primitive, inputs);
    Node found = known.get(call);
    if (found != null) {
      return found;
    }
    if (known.size() >= MAX_NODES) {
      throw new TracingException(
          "more than "
              + MAX_NODES
              + " operations: a long Java loop is not unrolled; write it as Scan.scan(n, carry,"
              + " body), whose body is traced once");
    }
    Node made = folded(primitive, inputs, specs, spec);
    known.put(call, made);
    return made;
  }

  private Node folded(Primitive primitive, List<Node> inputs, List<Spec> specs, Spec spec) {
    boolean constant =
        !inputs.isEmpty() && inputs.stream().allMatch(Node.Constant.class::isInstance);
    if (constant) {
      HostKernel kernel = primitive.kernel(specs).orElse(null);
      if (kernel != null) {
        double[][] values = new double[inputs.size()][];
        for (int i = 0; i < values.length; i++) {
          values[i] = ((Node.Constant) inputs.get(i)).values();
        }
        double[] result = new double[spec.size()];
        kernel.run(values, result);
        return constant(spec, result);
      }
    }
    return new Node.Operation(primitive, inputs, spec);
  }

  @Override
  public void close() {
    level.close();
  }

  /** An array that stands for a node. */
  private static final class Traced extends Lifted {

    private final Recorder recorder;
    private final Node node;

    Traced(Recorder recorder, Node node) {
      this.recorder = recorder;
      this.node = node;
    }

    @Override
    public Spec spec() {
      return node.spec();
    }

    @Override
    protected Interpreter interpreter() {
      return recorder;
    }

    @Override
    protected BorchArray lower() {
      throw new TracingException(
          "the value of an array of type "
              + node.spec()
              + " was read, or met an array of the engine, while it is traced; compute with"
              + " array operations only (a choice by a value is ArrayMath.where), and pass the"
              + " engine's arrays as arguments");
    }
  }
}
