package org.borch.tensor.trace;

import ai.djl.ndarray.types.DataType;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.borch.tensor.number.Precision;
import org.jspecify.annotations.Nullable;

/**
 * A program with buffers to run it in. One thread at a time may use a plan; it allocates nothing of
 * its own when it runs.
 *
 * <p>In a program in single precision, arguments and results of type float32 have buffers of
 * floats; all other buffers are of doubles, also those of integers and booleans.
 */
public final class Plan {

  private final List<Spec> inputSpecs;
  private final List<Spec> outputSpecs;
  private final Object[] inputs;
  private final Object[] outputs;
  private final Runnable body;
  private final Exchange exchange;

  /** Makes the plan that runs again what gave no number, or null if there is none. */
  private final @Nullable Supplier<Plan> other;

  private @Nullable Plan again;

  /** For each result the argument to which it was carried last, or -1. */
  private final int[] carriedTo;

  /** What a plan runs may take a result's buffer as an argument's. */
  @FunctionalInterface
  interface Exchange {

    /** From now on each has the other's buffer; or false, and nothing has changed. */
    boolean apply(int output, int input);
  }

  /**
   * A plan.
   *
   * @param inputs for each argument its {@code double[]} or {@code float[]}
   * @param outputs the same for each result, and for what else is watched
   */
  Plan(Graph graph, Object[] inputs, Object[] outputs, Runnable body, Exchange exchange) {
    this(graph.inputs(), graph.outputs(), inputs, outputs, body, exchange, null);
  }

  private Plan(
      List<Spec> inputSpecs,
      List<Spec> outputSpecs,
      Object[] inputs,
      Object[] outputs,
      Runnable body,
      Exchange exchange,
      @Nullable Supplier<Plan> other) {
    this.inputSpecs = inputSpecs;
    this.outputSpecs = outputSpecs;
    this.other = other;
    this.inputs = inputs;
    this.outputs = outputs;
    this.body = body;
    this.exchange = exchange;
    this.carriedTo = new int[outputs.length];
    Arrays.fill(carriedTo, -1);
  }

  /** The same plan, which lets another one run where a result, or what is watched, is no number. */
  Plan unless(Supplier<Plan> other) {
    return new Plan(inputSpecs, outputSpecs, inputs, outputs, body, exchange, other);
  }

  /** New buffers for values of these shapes and types. */
  static Object[] buffers(List<Spec> specs, boolean single) {
    return specs.stream()
        .map(
            spec ->
                single && spec.type() == DataType.FLOAT32
                    ? (Object) new float[spec.size()]
                    : new double[spec.size()])
        .toArray();
  }

  /**
   * The buffer of an argument, row-major: write it before {@link #run}.
   *
   * @throws IllegalStateException if it holds floats
   */
  public double[] input(int index) {
    return doubles(inputs[index], inputSpecs, "input", index);
  }

  /**
   * The buffer of a float32 argument of a program in single precision.
   *
   * @throws IllegalStateException if it holds doubles
   */
  public float[] floatInput(int index) {
    return floats(inputs[index], inputSpecs, "input", index);
  }

  /**
   * The buffer of a result, row-major: read it after {@link #run}, before the next one.
   *
   * @throws IllegalStateException if it holds floats
   */
  public double[] output(int index) {
    return doubles(outputs[index], outputSpecs, "output", index);
  }

  /**
   * The buffer of a float32 result of a program in single precision.
   *
   * @throws IllegalStateException if it holds doubles
   */
  public float[] floatOutput(int index) {
    return floats(outputs[index], outputSpecs, "output", index);
  }

  private static double[] doubles(Object buffer, List<Spec> specs, String what, int index) {
    if (buffer instanceof double[] doubles) {
      return doubles;
    }
    String door = what.equals("input") ? "floatInput or write" : "floatOutput or read";
    throw new IllegalStateException(
        what + " " + index + ", " + specs.get(index) + ", has a buffer of floats; use " + door);
  }

  private static float[] floats(Object buffer, List<Spec> specs, String what, int index) {
    if (buffer instanceof float[] floats) {
      return floats;
    }
    String door = what.equals("input") ? "input or write" : "output or read";
    throw new IllegalStateException(
        what + " " + index + ", " + specs.get(index) + ", has a buffer of doubles; use " + door);
  }

  /**
   * Copies numbers into the buffer of an argument, whatever it holds.
   *
   * @throws IllegalArgumentException if there are more or fewer than its elements
   */
  public void write(int index, double[] values) {
    requireSize(values.length, inputSpecs.get(index), "input", index);
    if (inputs[index] instanceof float[] floats) {
      Precision.narrow(values, floats);
    } else {
      System.arraycopy(values, 0, inputs[index], 0, values.length);
    }
  }

  /**
   * Copies an array's elements into the buffer of an argument, whatever it holds.
   *
   * @throws IllegalArgumentException if there are more or fewer than its elements
   */
  public void write(int index, BorchArray values) {
    requireSize(values.spec().size(), inputSpecs.get(index), "input", index);
    if (inputs[index] instanceof float[] floats) {
      values.copyTo(floats);
    } else {
      values.copyTo((double[]) inputs[index]);
    }
  }

  /**
   * Copies a result from its buffer, whatever that holds.
   *
   * @throws IllegalArgumentException if the array has more or fewer elements than the result
   */
  public void read(int index, double[] values) {
    requireSize(values.length, outputSpecs.get(index), "output", index);
    if (outputs[index] instanceof float[] floats) {
      Precision.widen(floats, values);
    } else {
      System.arraycopy(outputs[index], 0, values, 0, values.length);
    }
  }

  /** A result as an array of its type, with a copy of what is in its buffer. */
  public BorchArray read(int index) {
    Spec spec = outputSpecs.get(index);
    return outputs[index] instanceof float[] floats
        ? BorchArray.of(spec.shape(), floats)
        : BorchArray.of(spec, (double[]) outputs[index]);
  }

  /** Whether all numbers of a result are finite. */
  public boolean isFinite(int index) {
    if (outputs[index] instanceof float[] floats) {
      for (float number : floats) {
        if (!Float.isFinite(number)) {
          return false;
        }
      }
      return true;
    }
    return Arrays.stream((double[]) outputs[index]).allMatch(Double::isFinite);
  }

  private static void requireSize(int size, Spec spec, String what, int index) {
    if (size != spec.size()) {
      throw new IllegalArgumentException(
          size
              + " numbers for "
              + what
              + " "
              + index
              + ", expected "
              + spec.size()
              + " as in "
              + spec);
    }
  }

  /**
   * Makes a result an argument of the next run: a step that changes parameters feeds them back. The
   * two exchange buffers where the program allows it, so that nothing is copied. Until the next run
   * the result's buffer holds anything, and buffers that were asked for before may be another's.
   *
   * @throws IllegalArgumentException if their shapes or types differ
   */
  public void carry(int output, int input) {
    if (carriedTo[output] != input) {
      requireSame(output, input);
      carriedTo[output] = input;
    }
    if (exchange.apply(output, input)) {
      Object result = outputs[output];
      outputs[output] = inputs[input];
      inputs[input] = result;
    } else {
      System.arraycopy(outputs[output], 0, inputs[input], 0, inputSpecs.get(input).size());
    }
  }

  private void requireSame(int output, int input) {
    Spec from = outputSpecs.get(output);
    Spec to = inputSpecs.get(input);
    if (!from.equals(to)) {
      throw new IllegalArgumentException(
          "output "
              + output
              + " is "
              + from
              + ", expected "
              + to
              + " as input "
              + input
              + ", to which it is carried");
    }
  }

  /** Computes the results from what the input buffers hold. */
  public void run() {
    body.run();
    if (other != null && hasNaN()) {
      runAgain(other);
    }
  }

  private boolean hasNaN() {
    for (Object output : outputs) { // a stream would allocate
      if (hasNaN(output)) {
        return true;
      }
    }
    return false;
  }

  private void runAgain(Supplier<Plan> other) {
    Plan plan = again;
    if (plan == null) {
      plan = other.get();
      again = plan;
    }
    copy(inputs, plan.inputs, inputSpecs.size());
    plan.run();
    copy(plan.outputs, outputs, outputSpecs.size());
  }

  @SuppressWarnings("SuspiciousSystemArraycopy") // of floats or of doubles, on both sides
  private static void copy(Object[] from, Object[] to, int count) {
    for (int i = 0; i < count; i++) {
      System.arraycopy(from[i], 0, to[i], 0, Array.getLength(from[i]));
    }
  }

  private static boolean hasNaN(Object buffer) {
    if (buffer instanceof float[] floats) {
      for (float number : floats) {
        if (Float.isNaN(number)) {
          return true;
        }
      }
    } else {
      for (double number : (double[]) buffer) {
        if (Double.isNaN(number)) {
          return true;
        }
      }
    }
    return false;
  }
}
