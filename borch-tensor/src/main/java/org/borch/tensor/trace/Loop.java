package org.borch.tensor.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Composite;
import org.borch.tensor.Shapes;
import org.borch.tensor.Spec;
import org.borch.tensor.TorchWriter;
import org.borch.tensor.TracingException;
import org.borch.tensor.Work;
import org.borch.tensor.jvm.HostKernel;
import org.jspecify.annotations.Nullable;

/**
 * A body run many times, each time on what it returned before. Inputs: the first carry; arrays of
 * which each step sees one row; arrays that all steps share. The body has the same inputs, and
 * returns the next carry and what is emitted. The result is one vector: for each emission the rows
 * of all steps, then the last carry.
 *
 * @param steps how often the body runs
 * @param carries number of carried arrays
 * @param rows number of arrays that are given by row
 * @param body of one step; it emits all that {@link LoopDerivative} needs
 * @param backwards whether the step of the last row comes first
 */
record Loop(int steps, int carries, int rows, Graph body, boolean backwards) implements Composite {

  /**
   * A loop that also emits what its derivatives read: the carry before each step, and what is dear
   * to compute again. The emissions of the body itself come first.
   */
  static Loop of(int steps, int carries, int rows, Graph body, boolean backwards) {
    return new Loop(steps, carries, rows, Remembered.in(body, carries, carries + rows), backwards);
  }

  @Override
  public String label() {
    return "scan " + steps;
  }

  /** The type of all that is carried and emitted. */
  DataType type() {
    return body.outputs().get(0).type();
  }

  /** The number of arrays that the body emits. */
  int emissions() {
    return body.outputs().size() - carries;
  }

  /** Shape and type of an emission of one step. */
  Spec emission(int index) {
    return body.outputs().get(carries + index);
  }

  /** Where the rows of an emission begin; of the one after the last, the last carry. */
  int start(int emission) {
    int start = 0;
    for (int i = 0; i < emission; i++) {
      start += steps * emission(i).size();
    }
    return start;
  }

  /** The rows of an emission, {@code [steps] + shape}. */
  BorchArray emitted(BorchArray result, int index) {
    Shape shape = Shapes.concat(new Shape(steps), emission(index).shape());
    return part(result, start(index), start(index + 1)).reshape(shape);
  }

  /** A part of the last carry. */
  BorchArray last(BorchArray result, int index) {
    int from = start(emissions());
    for (int i = 0; i < index; i++) {
      from += body.outputs().get(i).size();
    }
    Spec spec = body.outputs().get(index);
    return part(result, from, from + spec.size()).reshape(spec.shape());
  }

  private static BorchArray part(BorchArray vector, long from, long to) {
    return BorchArray.wrap(vector.get(new NDIndex().addSliceDim(from, to)));
  }

  @Override
  public Spec output(List<Spec> inputs) {
    List<Spec> expected = new ArrayList<>(body.inputs());
    for (int i = carries; i < carries + rows; i++) {
      Spec row = expected.get(i);
      expected.set(i, row.with(Shapes.concat(new Shape(steps), row.shape())));
    }
    if (!inputs.equals(expected)) {
      throw new IllegalArgumentException("scan of " + inputs + ", expected " + expected);
    }
    int size = start(emissions());
    for (int i = 0; i < carries; i++) {
      size += body.outputs().get(i).size();
    }
    return body.outputs().get(0).with(new Shape(size));
  }

  /** The number of the row that a step reads and writes. */
  int row(int step) {
    return backwards ? steps - 1 - step : step;
  }

  @Override
  public BorchArray compute(List<BorchArray> inputs) {
    List<BorchArray> arguments = new ArrayList<>(inputs);
    BorchArray[][] emitted = new BorchArray[emissions()][steps];
    for (int step = 0; step < steps; step++) {
      int row = row(step);
      for (int i = carries; i < carries + rows; i++) {
        arguments.set(i, BorchArray.wrap(inputs.get(i).get(row)));
      }
      List<BorchArray> results = body.apply(arguments);
      for (int i = 0; i < emitted.length; i++) {
        emitted[i][row] = results.get(carries + i).flatten();
      }
      for (int i = 0; i < carries; i++) {
        arguments.set(i, results.get(i));
      }
    }
    List<NDArray> all = new ArrayList<>();
    Arrays.stream(emitted).forEach(segment -> all.addAll(Arrays.asList(segment)));
    arguments.subList(0, carries).forEach(carry -> all.add(carry.flatten()));
    return BorchArray.wrap(ArrayMath.concat(0, all.toArray(NDArray[]::new)));
  }

  @Override
  public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
    return new LoopScript(this, writer).of(arguments);
  }

  @Override
  public @Nullable BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    boolean[] needed = new boolean[inputs.size()];
    needed[input] = true;
    return derivatives(needed, cotangent, inputs, output).get(input);
  }

  @Override
  public List<@Nullable BorchArray> derivatives(
      boolean[] needed, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    return new LoopDerivative(this, needed).of(cotangent, inputs, output);
  }

  @Override
  public @Nullable BorchArray tangent(
      List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
    return new LoopTangent(this, tangents).of(inputs, output);
  }

  @Override
  public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
    return new LoopBatch(this, size, mapped).of(inputs);
  }

  @Override
  public Work work(List<Spec> inputs) {
    return body.work().times(steps);
  }

  @Override
  public Optional<HostKernel> kernel(List<Spec> inputs) {
    try {
      return Optional.of(new LoopKernel(this, Program.interpreted(body, false)));
    } catch (TracingException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "scan%s of %d steps, body:%n%s", backwards ? " back" : "", steps, body);
  }
}
