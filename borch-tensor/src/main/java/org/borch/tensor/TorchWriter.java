package org.borch.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Writes the body of a TorchScript method, statement by statement. */
public final class TorchWriter {

  private final StringBuilder text = new StringBuilder();
  private int depth = 1;
  private int names;

  /** Writes a statement at the current depth. */
  public void line(String statement) {
    text.append("  ".repeat(depth)).append(statement).append('\n');
  }

  /** Gives an expression a new name, which is returned. */
  public String let(String expression) {
    String name = "t" + names++;
    line(name + " = " + expression);
    return name;
  }

  /** Statements from here on are inside the last one. */
  public void indent() {
    depth++;
  }

  /** Ends {@link #indent}. */
  public void outdent() {
    depth--;
  }

  /** A list of sizes, such as {@code [3, 4]}. */
  public static String shape(Shape shape) {
    return Arrays.stream(shape.getShape())
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** PyTorch's number of a data type, as TorchScript holds it. */
  public static String type(DataType type) {
    return switch (type) {
      case UINT8 -> "0";
      case INT8 -> "1";
      case INT32 -> "3";
      case INT64 -> "4";
      case FLOAT32 -> "6";
      case FLOAT64 -> "7";
      case BOOLEAN -> "11";
      default ->
          throw new TracingException("an array of type " + type + " has no TorchScript text");
    };
  }

  /** All statements. */
  @Override
  public String toString() {
    return text.toString();
  }
}
