package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;

/** Checks of declared parameters, and their messages. */
final class Validation {

  /** How many elements of a vector or matrix a message shows. */
  private static final int SHOWN = 8;

  private Validation() {}

  /** Checks what can be known without reading an array: numbers and dimensions. */
  static void requireFit(Distribution distribution, Parameter parameter) {
    Operand value = parameter.value();
    int eventRank = parameter.constraint().eventRank();
    if (value.isNumber() && parameter.constraint().rejects(value.number())) {
      throw invalid(distribution, parameter, Double.toString(value.number()));
    }
    if (value.shape().dimension() < eventRank) {
      throw new IllegalArgumentException(
          distribution.signature()
              + " got "
              + parameter.name()
              + " of shape "
              + value.shape()
              + ", expected at least "
              + eventRank
              + " dimension(s): "
              + parameter.constraint().description());
    }
  }

  /** The batch shape, to which the parameters' batch shapes broadcast. */
  static Shape broadcast(Distribution distribution) {
    Shape[] shapes =
        distribution.parameters().stream().map(Parameter::batchShape).toArray(Shape[]::new);
    try {
      return Shapes.broadcast(shapes);
    } catch (IllegalArgumentException e) {
      String got =
          distribution.parameters().stream()
              .map(parameter -> parameter.name() + " of shape " + parameter.value().shape())
              .collect(Collectors.joining(", "));
      throw new IllegalArgumentException(
          distribution.signature() + " got " + got + ", expected shapes that broadcast", e);
    }
  }

  /** Checks the parameter's value, reading it on the host. */
  static void requireInside(String path, Distribution distribution, Parameter parameter) {
    NDArray value = parameter.value().as(distribution.type());
    int eventRank = parameter.constraint().eventRank();
    NDArray holds = parameter.constraint().check(value);
    Shape event = Shapes.last(value.getShape(), eventRank);
    NDArray expanded = ArrayMath.broadcastTo(value, Shapes.concat(holds.getShape(), event));
    boolean[] inside = holds.toBooleanArray();
    for (int i = 0; i < inside.length; i++) {
      if (!inside[i]) {
        String got = offender(expanded, eventRank, i);
        IllegalArgumentException error = invalid(distribution, parameter, got);
        throw new IllegalArgumentException(path + ": " + error.getMessage());
      }
    }
  }

  private static IllegalArgumentException invalid(
      Distribution distribution, Parameter parameter, String got) {
    return new IllegalArgumentException(
        distribution.signature()
            + " got "
            + parameter.name()
            + " = "
            + got
            + ", expected "
            + parameter.constraint().description());
  }

  /** The i-th event of a value, for a message. */
  private static String offender(NDArray value, int eventRank, int i) {
    int size = Math.toIntExact(Shapes.last(value.getShape(), eventRank).size());
    double[] all = ArrayMath.cast(value, DataType.FLOAT64).toDoubleArray();
    double[] event = Arrays.copyOfRange(all, i * size, (i + 1) * size);
    if (eventRank == 0) {
      return Double.toString(event[0]) + (all.length > 1 ? " (element " + i + ")" : "");
    }
    String shown =
        Arrays.stream(event)
            .limit(SHOWN)
            .mapToObj(Double::toString)
            .collect(Collectors.joining(", "));
    return "[" + shown + (size > SHOWN ? ", ..." : "") + "]";
  }
}
