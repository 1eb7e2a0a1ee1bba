package org.borch.tensor.trace;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import org.borch.tensor.Spec;
import org.borch.tensor.jvm.HostKernel;
import org.jspecify.annotations.Nullable;

/** A loop that runs the program of its body once a step, and copies rows in and out. */
final class LoopKernel implements HostKernel {

  /** A plan of the body with a vector of doubles for each argument and result. */
  private static final class Step {

    private final Plan plan;
    private final double[][] inputs;
    private final double[][] outputs;

    Step(Program body) {
      plan = body.plan();
      inputs = new double[body.graph().inputs().size()][];
      for (int i = 0; i < inputs.length; i++) {
        Spec spec = body.graph().inputs().get(i);
        inputs[i] = isNarrow(body, spec) ? new double[spec.size()] : plan.input(i);
      }
      List<Spec> results = body.graph().outputs();
      outputs = new double[results.size()][];
      for (int i = 0; i < outputs.length; i++) {
        Spec spec = results.get(i);
        outputs[i] = isNarrow(body, spec) ? new double[spec.size()] : plan.output(i);
      }
    }

    private static boolean isNarrow(Program body, Spec spec) {
      return body.precision() == DataType.FLOAT32 && spec.type() == DataType.FLOAT32;
    }

    void write(int input, double[] from, int at) {
      System.arraycopy(from, at, inputs[input], 0, inputs[input].length);
      plan.write(input, inputs[input]);
    }

    void read(int output, double[] to, int at) {
      System.arraycopy(outputs[output], 0, to, at, outputs[output].length);
    }

    void run() {
      plan.run();
      for (int i = 0; i < outputs.length; i++) {
        plan.read(i, outputs[i]);
      }
    }
  }

  private final Loop loop;
  private final Program body;
  private final boolean[] written;
  private final @Nullable Step step;

  /** The kernel that writes everything. */
  LoopKernel(Loop loop, Program body) {
    this(loop, body, allOf(loop.emissions()), null);
  }

  /**
   * A kernel that leaves out some emissions.
   *
   * @param written which emissions are read
   */
  LoopKernel(Loop loop, Program body, boolean[] written) {
    this(loop, body, written, null);
  }

  private LoopKernel(Loop loop, Program body, boolean[] written, @Nullable Step step) {
    this.loop = loop;
    this.body = body;
    this.written = written.clone();
    this.step = step;
  }

  private static boolean[] allOf(int emissions) {
    boolean[] written = new boolean[emissions];
    Arrays.fill(written, true);
    return written;
  }

  @Override
  public HostKernel own() {
    return new LoopKernel(loop, body, written, new Step(body));
  }

  @Override
  public void run(double[][] inputs, double[] output) {
    run(step == null ? new Step(body) : step, inputs, output);
  }

  private void run(Step step, double[][] inputs, double[] output) {
    int carries = loop.carries();
    int afterRows = carries + loop.rows();
    for (int i = 0; i < inputs.length; i++) {
      if (i < carries || i >= afterRows) {
        step.write(i, inputs[i], 0);
      }
    }
    for (int t = 0; t < loop.steps(); t++) {
      int row = loop.row(t);
      for (int i = carries; i < afterRows; i++) {
        step.write(i, inputs[i], row * step.inputs[i].length);
      }
      step.run();
      int start = 0;
      for (int i = 0; i < written.length; i++) {
        int width = step.outputs[carries + i].length;
        if (written[i]) {
          step.read(carries + i, output, start + row * width);
        }
        start += loop.steps() * width;
      }
      for (int i = 0; i < carries; i++) {
        step.write(i, step.outputs[i], 0);
      }
    }
    int last = output.length;
    for (int i = carries - 1; i >= 0; i--) {
      last -= step.outputs[i].length;
      step.read(i, output, last);
    }
  }
}
