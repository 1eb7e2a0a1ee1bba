package org.borch.tensor.trace;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Primitive;
import org.borch.tensor.Spec;

/** One value of a graph. */
sealed interface Node {

  /** Shape and type of the value. */
  Spec spec();

  /** An argument of the traced function. */
  record Input(int index, Spec spec) implements Node {}

  /** A value that is known when the graph is made. */
  final class Constant implements Node {

    private final Spec spec;
    private final double[] values;

    Constant(Spec spec, double[] values) {
      this.spec = spec;
      this.values = values;
    }

    @Override
    public Spec spec() {
      return spec;
    }

    double[] values() {
      return values;
    }

    /** The value as an array in Java memory. */
    BorchArray array() {
      return BorchArray.of(spec, values);
    }

    boolean isFinite() {
      return Arrays.stream(values).allMatch(Double::isFinite);
    }

    boolean hasZero() {
      return Arrays.stream(values).anyMatch(value -> value == 0);
    }

    /** Whether every element is this number. */
    boolean isAll(double number) {
      for (double value : values) {
        if (value != number) {
          return false;
        }
      }
      return true;
    }
  }

  /** The result of a primitive. Nodes are shared, so identity is equality. */
  final class Operation implements Node {

    private final Primitive primitive;
    private final List<Node> inputs;
    private final Spec spec;

    Operation(Primitive primitive, List<Node> inputs, Spec spec) {
      this.primitive = Objects.requireNonNull(primitive);
      this.inputs = List.copyOf(inputs);
      this.spec = spec;
    }

    Primitive primitive() {
      return primitive;
    }

    List<Node> inputs() {
      return inputs;
    }

    @Override
    public Spec spec() {
      return spec;
    }
  }
}
