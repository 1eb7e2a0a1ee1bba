package org.borch.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the body of a TorchScript method, statement by statement. Nothing in the text fixes a
 * device: constants are inputs of the method, and what is made in it is made where an operand is.
 */
public final class TorchWriter {

  private record Scalar(long bits, DataType type) {}

  private final StringBuilder text = new StringBuilder();
  private final List<BorchArray> constants = new ArrayList<>();
  private final Map<Scalar, String> scalars = new HashMap<>();
  private final Map<String, Double> numbers = new HashMap<>();
  private final IdentityHashMap<Object, String> arrays = new IdentityHashMap<>();
  private final Set<String> shared = new HashSet<>();
  private int depth = 1;

  /** A method without statements. */
  public TorchWriter() {}

  private int names;
  private boolean needsDevice;

  /** Writes a statement at the current depth. */
  public void line(String statement) {
    text.append("  ".repeat(depth)).append(statement).append('\n');
  }

  /** A name that nothing has yet. */
  public String name() {
    return "t" + names++;
  }

  /** Gives an expression a new name, which is returned. */
  public String let(String expression) {
    String name = name();
    line(name + " = " + expression);
    return name;
  }

  /**
   * As {@link #let}, for an expression that may share the memory of a tensor: where that is one of
   * the method's inputs, a result gets a copy.
   */
  public String view(String of, String expression) {
    String name = let(expression);
    if (shared.contains(of)) {
      shared.add(name);
    }
    return name;
  }

  /** The name of an input of the method, whose memory no result may share. */
  public String input(String name) {
    shared.add(name);
    return name;
  }

  /** A tensor with memory of its own: this one, or a copy of it. */
  public String owned(String tensor) {
    return shared.contains(tensor) ? let("torch.clone(" + tensor + ")") : tensor;
  }

  /** The device of the method's arguments, for what is made of none of them. */
  public String device() {
    needsDevice = true;
    return "device";
  }

  /** Whether {@link #device} has been asked for. */
  boolean needsDevice() {
    return needsDevice;
  }

  /** Statements from here on are inside the last one. */
  public void indent() {
    depth++;
  }

  /** Ends {@link #indent}. */
  public void outdent() {
    depth--;
  }

  /** The name of a scalar tensor that never changes. */
  public String constant(double value, DataType type) {
    return constant(value, type, new double[] {value}, new Spec(new Shape(), type));
  }

  /**
   * The name of a tensor that never changes; the same array has one name.
   *
   * @param values row-major, not changed afterwards
   */
  public String constant(Spec spec, double[] values) {
    return spec.shape().dimension() == 0
        ? constant(values[0], spec.type(), values, spec)
        : arrays.computeIfAbsent(values, v -> added(spec, values));
  }

  private String constant(double value, DataType type, double[] values, Spec spec) {
    Scalar scalar = new Scalar(Double.doubleToRawLongBits(value), type);
    String name = scalars.computeIfAbsent(scalar, s -> added(spec, values));
    numbers.put(name, value);
    return name;
  }

  private String added(Spec spec, double[] values) {
    String name = input("c" + constants.size());
    constants.add(BorchArray.unscoped(spec, values));
    return name;
  }

  /** The number that a tensor is, or null if it is no scalar constant. */
  public @Nullable Double number(String tensor) {
    return numbers.get(tensor);
  }

  /** What the names {@code c0}, {@code c1}, ... stand for. */
  List<BorchArray> constants() {
    return List.copyOf(constants);
  }

  /** Whether an expression is a name already. */
  public static boolean isName(String expression) {
    return expression.matches("\\w+");
  }

  /** A number in the text. */
  public static String literal(double number) {
    return Double.isFinite(number)
        ? Double.toString(number)
        : "float(\"" + (Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf") + "\")";
  }

  /** A list of integers, such as {@code [0, 2]}. */
  public static String ints(List<? extends Number> numbers) {
    return numbers.stream().map(Number::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  /** A truth value. */
  public static String truth(boolean value) {
    return value ? "True" : "False";
  }

  /** A list of sizes, such as {@code [3, 4]}. */
  public static String shape(Shape shape) {
    return ints(Arrays.stream(shape.getShape()).boxed().toList());
  }

  /** A tensor in another shape; itself if it has that shape. */
  public static String reshaped(String tensor, Spec spec, long... shape) {
    return Arrays.equals(spec.shape().getShape(), shape)
        ? tensor
        : "torch.reshape(" + tensor + ", " + shape(new Shape(shape)) + ")";
  }

  /**
   * A tensor of zeros.
   *
   * @param device an expression such as {@code x.device}
   */
  public static String zeros(Shape shape, DataType type, String device) {
    return "torch.zeros(" + shape(shape) + ", dtype=" + type(type) + ", device=" + device + ")";
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
