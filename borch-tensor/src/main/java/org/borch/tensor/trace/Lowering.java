package org.borch.tensor.trace;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.borch.tensor.Spec;
import org.borch.tensor.jvm.Formula;
import org.borch.tensor.jvm.HostKernel;
import org.borch.tensor.jvm.Layout;
import org.borch.tensor.jvm.Op;
import org.borch.tensor.jvm.Term;
import org.borch.tensor.jvm.Terms;
import org.jspecify.annotations.Nullable;

/**
 * A graph as a flat program: shapes become places in vectors, short vectors become numbers of their
 * own, and a number that is broadcast stays one number.
 */
final class Lowering {

  /** Products of fewer multiplications are unrolled if no matrix is constant. */
  private static final int UNROLLED_PRODUCT = 256;

  private final Terms terms;
  private final FlatOperations operations;
  private final Graph graph;
  private final boolean single;
  private final boolean guarded;
  private final IdentityHashMap<Node, Flat> known = new IdentityHashMap<>();

  private Lowering(Terms terms, Graph graph, boolean single, boolean guarded) {
    this.terms = terms;
    this.operations = new FlatOperations(terms);
    this.graph = graph;
    this.single = single;
    this.guarded = guarded;
  }

  /**
   * The results of a graph and more of its values: for each its elements, or one vector.
   *
   * @param more what is computed beside the results
   * @param single whether the program computes with floats
   * @param guarded whether it has the graph's guards; see {@link Guards}
   */
  static List<List<Term>> of(Graph graph, List<Node> more, boolean single, boolean guarded) {
    Terms terms = new Terms();
    Lowering lowering = new Lowering(terms, graph, single, guarded);
    graph.nodes().forEach(node -> lowering.known.put(node, lowering.flat(node)));
    List<List<Term>> results =
        Stream.concat(graph.outputNodes().stream(), more.stream()).map(lowering::result).toList();
    return terms.improved(results);
  }

  /** The results of a part of the program, from what it gets. */
  static List<Flat> of(
      Terms terms, Graph graph, List<Flat> inputs, boolean single, boolean guarded) {
    Lowering lowering = new Lowering(terms, graph, single, guarded);
    for (Node node : graph.nodes()) {
      Flat flat = node instanceof Node.Input in ? inputs.get(in.index()) : lowering.flat(node);
      lowering.known.put(node, flat);
    }
    return graph.outputNodes().stream().map(lowering::get).toList();
  }

  private List<Term> result(Node node) {
    Flat flat = get(node);
    if (!single && node.spec().type() == DataType.FLOAT32) {
      flat = operations.map(Op.TO_FLOAT, List.of(flat));
    }
    if (single && node.spec().type().isInteger() && flat.size() > 0) {
      return List.of(operations.vector(flat)); // not copied, as copies are floats
    }
    return flat.isSplit() ? flat.elements() : List.of(operations.vector(flat));
  }

  private Flat get(Node node) {
    return Objects.requireNonNull(known.get(node));
  }

  private Flat flat(Node node) {
    int size = node.spec().size();
    if (node instanceof Node.Input input) {
      return operations.split(terms.input(input.index(), size), size);
    }
    if (node instanceof Node.Constant constant) {
      return size == 0 ? Flat.of(List.of()) : operations.split(terms.data(constant.values()), size);
    }
    Node.Operation operation = (Node.Operation) node;
    if (!guarded && Guards.isGuard(operation)) {
      return get(operation.inputs().get(0));
    }
    if (operation.primitive() instanceof Loop loop) {
      List<Flat> inputs = operation.inputs().stream().map(this::get).toList();
      boolean[] read = Emissions.read(graph, operation, loop);
      return operations.split(
          new LoopLowering(terms, operations, loop, read, single, guarded).of(inputs), size);
    }
    List<Spec> specs = operation.inputs().stream().map(Node::spec).toList();
    List<double @Nullable []> constants = new ArrayList<>();
    for (Node input : operation.inputs()) {
      constants.add(input instanceof Node.Constant constant ? constant.values() : null);
    }
    Layout layout = operation.primitive().layout(specs, constants);
    if (size > 0 && layout instanceof Layout.Elementwise elementwise) {
      return elementwise(elementwise.formula(), operation);
    }
    if (single && operation.spec().type().isInteger()) {
      return kernel(operation); // in doubles: floats do not hold large whole numbers
    }
    if (size > 0 && layout instanceof Layout.Gather gather) {
      return gather(operation, gather.index());
    }
    if (size > 0 && layout instanceof Layout.Groups groups) {
      Flat source = get(operation.inputs().get(0));
      return operations.combine(groups.combination(), source, groups.targets(), size);
    }
    return size > 0 && layout instanceof Layout.Product shape
        ? product(operation, shape)
        : kernel(operation);
  }

  private Flat elementwise(Formula formula, Node.Operation operation) {
    Shape shape = operation.spec().shape();
    if (single && formula == Op.TO_FLOAT) {
      return get(operation.inputs().get(0));
    }
    List<Flat> arguments = new ArrayList<>();
    for (Node input : operation.inputs()) {
      arguments.add(operations.broadcast(get(input), input.spec().shape(), shape));
    }
    return operations.map(formula, arguments);
  }

  private Flat gather(Node.Operation operation, int[] index) {
    Flat first = get(operation.inputs().get(0));
    if (FlatOperations.isWithin(first.size(), index)) {
      return operations.gather(first, index);
    }
    List<Flat> sources = operation.inputs().stream().map(this::get).toList();
    return operations.canPack(sources, index.length)
        ? operations.pack(sources, index)
        : operations.join(sources, index);
  }

  private Flat product(Node.Operation operation, Layout.Product shape) {
    Node left = operation.inputs().get(0);
    Node right = operation.inputs().get(1);
    int size = operation.spec().size();
    int rows = shape.rows();
    int inner = shape.inner();
    int columns = shape.columns();
    int batch = shape.left().length;
    boolean few = get(left).isSplit() && get(right).isSplit() && size <= Flat.UNROLLED;
    if (few && (long) size * inner <= UNROLLED_PRODUCT) {
      return Flat.of(unrolled(get(left).elements(), get(right).elements(), shape));
    }
    if (inner == 0) {
      return operations.split(terms.full(terms.number(0), size), size);
    }
    if (batch == 1 && left instanceof Node.Constant matrix && columns == 1) {
      Term vector = operations.whole(get(right));
      return operations.split(terms.product(rows, inner, matrix.values(), vector), size);
    }
    if (batch == 1 && right instanceof Node.Constant matrix && rows == 1) {
      double[] transposed = new double[size * inner];
      for (int i = 0; i < transposed.length; i++) {
        transposed[i] = matrix.values()[i % inner * columns + i / inner];
      }
      Term vector = operations.whole(get(left));
      return operations.split(terms.product(columns, inner, transposed, vector), size);
    }
    Term a = operations.vector(get(left));
    Term b = operations.vector(get(right));
    return operations.split(
        terms.products(a, b, rows, inner, columns, shape.left(), shape.right()), size);
  }

  private List<Term> unrolled(List<Term> left, List<Term> right, Layout.Product shape) {
    List<Term> elements = new ArrayList<>();
    for (int p = 0; p < shape.left().length; p++) {
      for (int i = 0; i < shape.rows(); i++) {
        for (int j = 0; j < shape.columns(); j++) {
          Term sum = terms.number(0);
          for (int k = 0; k < shape.inner(); k++) {
            Term a = left.get((shape.left()[p] * shape.rows() + i) * shape.inner() + k);
            Term b = right.get((shape.right()[p] * shape.inner() + k) * shape.columns() + j);
            sum = terms.apply(Op.ADD, sum, terms.apply(Op.MUL, a, b));
          }
          elements.add(sum);
        }
      }
    }
    return elements;
  }

  private Flat kernel(Node.Operation operation) {
    HostKernel kernel = Interpretation.kernel(operation);
    List<Term> inputs =
        operation.inputs().stream().map(input -> operations.vector(get(input))).toList();
    int size = operation.spec().size();
    return operations.split(terms.kernel(kernel, inputs, size), size);
  }
}
