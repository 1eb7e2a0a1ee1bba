package org.borch.tensor.trace;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.borch.tensor.HostKernel;
import org.borch.tensor.Layout;
import org.borch.tensor.Shapes;
import org.borch.tensor.Spec;
import org.borch.tensor.trace.jvm.Term;
import org.borch.tensor.trace.jvm.Terms;
import org.jspecify.annotations.Nullable;

/**
 * A graph as a flat program: shapes become places in vectors, short vectors become numbers of their
 * own, and a number that is broadcast stays one number.
 */
final class Lowering {

  /** Loops shorter than this cost more than their elements one by one. */
  private static final int UNROLLED = 16;

  /** Vectors of no more than this are put together from single numbers. */
  private static final int PACKED = 16 * UNROLLED;

  /** Products of fewer multiplications are unrolled if no matrix is constant. */
  private static final int UNROLLED_PRODUCT = 256;

  private final Terms terms = new Terms();
  private final IdentityHashMap<Node, Flat> known = new IdentityHashMap<>();

  /**
   * The elements of an array: one term for each if they are few, else one vector, or one number
   * that is the same for all.
   */
  private record Flat(List<Term> elements, @Nullable Term whole) {

    static Flat of(List<Term> elements) {
      return new Flat(List.copyOf(elements), null);
    }

    static Flat of(Term whole) {
      return new Flat(List.of(), whole);
    }
  }

  private Lowering() {}

  /** The results of a graph: for each its elements, or one vector. */
  static List<List<Term>> of(Graph graph) {
    Lowering lowering = new Lowering();
    graph.nodes().forEach(node -> lowering.known.put(node, lowering.flat(node)));
    List<List<Term>> results = graph.outputNodes().stream().map(lowering::result).toList();
    return lowering.terms.improved(results);
  }

  private List<Term> result(Node node) {
    Flat flat = get(node);
    return flat.whole() == null
        ? flat.elements()
        : List.of(terms.full(flat.whole(), node.spec().size()));
  }

  private Flat get(Node node) {
    return Objects.requireNonNull(known.get(node));
  }

  private Flat flat(Node node) {
    int size = node.spec().size();
    if (node instanceof Node.Input input) {
      return split(terms.input(input.index(), size), size);
    }
    if (node instanceof Node.Constant constant) {
      return size == 0 ? Flat.of(List.of()) : split(terms.data(constant.values()), size);
    }
    Node.Operation operation = (Node.Operation) node;
    List<Spec> specs = operation.inputs().stream().map(Node::spec).toList();
    List<double @Nullable []> constants = new ArrayList<>();
    for (Node input : operation.inputs()) {
      constants.add(input instanceof Node.Constant constant ? constant.values() : null);
    }
    Layout layout = operation.primitive().layout(specs, constants);
    if (size > 0 && layout instanceof Layout.Elementwise elementwise) {
      return elementwise(elementwise.function(), operation);
    }
    if (size > 0 && layout instanceof Layout.Gather gather) {
      return gather(operation, gather.index());
    }
    if (size > 0 && layout instanceof Layout.Scatter scatter) {
      return scatter(operation, scatter.target());
    }
    Flat product =
        size > 0 && layout instanceof Layout.Product shape ? product(operation, shape) : null;
    return product != null ? product : kernel(operation);
  }

  private Flat split(Term whole, int size) {
    if (size > UNROLLED) {
      return Flat.of(whole);
    }
    List<Term> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      elements.add(terms.element(whole, i));
    }
    return Flat.of(elements);
  }

  /** An array as one vector in memory. */
  private Term vector(Node node) {
    Flat flat = get(node);
    return flat.whole() == null
        ? terms.pack(flat.elements())
        : terms.full(flat.whole(), node.spec().size());
  }

  private Flat elementwise(String function, Node.Operation operation) {
    Shape shape = operation.spec().shape();
    int size = operation.spec().size();
    List<Term> arguments = new ArrayList<>();
    if (size > UNROLLED) {
      for (Node input : operation.inputs()) {
        arguments.add(broadcast(input, shape));
      }
      return Flat.of(terms.apply(function, arguments));
    }
    List<int[]> places =
        operation.inputs().stream()
            .map(input -> Shapes.broadcastIndex(input.spec().shape(), shape))
            .toList();
    List<Term> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      arguments.clear();
      for (int k = 0; k < places.size(); k++) {
        arguments.add(get(operation.inputs().get(k)).elements().get(places.get(k)[i]));
      }
      elements.add(terms.apply(function, List.copyOf(arguments)));
    }
    return Flat.of(elements);
  }

  private Term broadcast(Node node, Shape shape) {
    Flat flat = get(node);
    if (node.spec().size() == 1) {
      return flat.elements().get(0);
    }
    if (flat.whole() != null && (flat.whole().isNumber() || node.spec().shape().equals(shape))) {
      return flat.whole();
    }
    return terms.gather(vector(node), Shapes.broadcastIndex(node.spec().shape(), shape));
  }

  private Flat gather(Node.Operation operation, int[] index) {
    Node first = operation.inputs().get(0);
    boolean one = Arrays.stream(index).allMatch(place -> place < first.spec().size());
    List<Node> sources = one ? List.of(first) : operation.inputs();
    boolean zeros = Arrays.stream(index).anyMatch(place -> place < 0);
    if (index.length > UNROLLED && one && !zeros && first.spec().size() == 1) {
      return Flat.of(get(first).elements().get(0));
    }
    boolean small = sources.stream().allMatch(source -> get(source).whole() == null);
    if (index.length <= UNROLLED || (small && index.length <= PACKED)) {
      List<Term> elements = new ArrayList<>();
      for (int place : index) {
        elements.add(place < 0 ? terms.number(0) : element(sources, place));
      }
      return index.length <= UNROLLED ? Flat.of(elements) : Flat.of(terms.pack(elements));
    }
    return one ? Flat.of(terms.gather(whole(first), index)) : kernel(operation);
  }

  private Term whole(Node node) {
    Term whole = get(node).whole();
    return whole != null ? whole : vector(node);
  }

  private Term element(List<Node> inputs, int place) {
    int rest = place;
    for (Node input : inputs) {
      int size = input.spec().size();
      if (rest < size) {
        Flat flat = get(input);
        return flat.whole() == null ? flat.elements().get(rest) : terms.element(flat.whole(), rest);
      }
      rest -= size;
    }
    throw new IndexOutOfBoundsException(place);
  }

  private Flat scatter(Node.Operation operation, int[] targets) {
    int size = operation.spec().size();
    Flat source = get(operation.inputs().get(0));
    if (source.whole() != null || size > UNROLLED) {
      Term sums = terms.scatter(whole(operation.inputs().get(0)), targets, size);
      return size == 1 ? Flat.of(List.of(sums)) : split(sums, size);
    }
    List<Term> sums = new ArrayList<>(Collections.nCopies(size, terms.number(0)));
    for (int i = 0; i < targets.length; i++) {
      Term sum = terms.apply("add", List.of(sums.get(targets[i]), source.elements().get(i)));
      sums.set(targets[i], sum);
    }
    return Flat.of(sums);
  }

  private @Nullable Flat product(Node.Operation operation, Layout.Product shape) {
    Node left = operation.inputs().get(0);
    Node right = operation.inputs().get(1);
    int size = operation.spec().size();
    int rows = shape.rows();
    int inner = shape.inner();
    int columns = shape.columns();
    boolean few = get(left).whole() == null && get(right).whole() == null && size <= UNROLLED;
    if (inner > 0 && few && rows * inner * columns <= UNROLLED_PRODUCT) {
      return Flat.of(unrolled(get(left).elements(), get(right).elements(), shape));
    }
    if (left instanceof Node.Constant matrix && columns == 1) {
      return split(terms.product(rows, inner, matrix.values(), whole(right)), size);
    }
    if (right instanceof Node.Constant matrix && rows == 1) {
      double[] transposed = new double[size * inner];
      for (int i = 0; i < transposed.length; i++) {
        transposed[i] = matrix.values()[i % inner * columns + i / inner];
      }
      return split(terms.product(columns, inner, transposed, whole(left)), size);
    }
    return null;
  }

  private List<Term> unrolled(List<Term> left, List<Term> right, Layout.Product shape) {
    List<Term> elements = new ArrayList<>();
    for (int i = 0; i < shape.rows(); i++) {
      for (int j = 0; j < shape.columns(); j++) {
        Term sum = terms.number(0);
        for (int k = 0; k < shape.inner(); k++) {
          Term a = left.get(i * shape.inner() + k);
          Term b = right.get(k * shape.columns() + j);
          sum = terms.apply("add", List.of(sum, terms.apply("mul", List.of(a, b))));
        }
        elements.add(sum);
      }
    }
    return elements;
  }

  private Flat kernel(Node.Operation operation) {
    HostKernel kernel = Interpretation.kernel(operation);
    List<Term> inputs = operation.inputs().stream().map(this::vector).toList();
    int size = operation.spec().size();
    return split(terms.kernel(kernel, inputs, size), size);
  }
}
