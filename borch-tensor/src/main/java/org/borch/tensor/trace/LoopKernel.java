package org.borch.tensor.trace;

import java.util.Arrays;
import org.borch.tensor.HostKernel;
import org.jspecify.annotations.Nullable;

/** A loop that runs the program of its body once a step, and copies rows in and out. */
final class LoopKernel implements HostKernel {

  private final Loop loop;
  private final Program body;
  private final boolean[] written;
  private final @Nullable Plan plan;

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

  private LoopKernel(Loop loop, Program body, boolean[] written, @Nullable Plan plan) {
    this.loop = loop;
    this.body = body;
    this.written = written.clone();
    this.plan = plan;
  }

  private static boolean[] allOf(int emissions) {
    boolean[] written = new boolean[emissions];
    Arrays.fill(written, true);
    return written;
  }

  @Override
  public HostKernel own() {
    return new LoopKernel(loop, body, written, body.plan());
  }

  @Override
  public void run(double[][] inputs, double[] output) {
    run(plan == null ? body.plan() : plan, inputs, output);
  }

  private void run(Plan plan, double[][] inputs, double[] output) {
    int carries = loop.carries();
    int afterRows = carries + loop.rows();
    for (int i = 0; i < inputs.length; i++) {
      if (i < carries || i >= afterRows) {
        System.arraycopy(inputs[i], 0, plan.input(i), 0, inputs[i].length);
      }
    }
    for (int step = 0; step < loop.steps(); step++) {
      int row = loop.row(step);
      for (int i = carries; i < afterRows; i++) {
        double[] to = plan.input(i);
        System.arraycopy(inputs[i], row * to.length, to, 0, to.length);
      }
      plan.run();
      int start = 0;
      for (int i = 0; i < written.length; i++) {
        double[] from = plan.output(carries + i);
        if (written[i]) {
          System.arraycopy(from, 0, output, start + row * from.length, from.length);
        }
        start += loop.steps() * from.length;
      }
      for (int i = 0; i < carries; i++) {
        System.arraycopy(plan.output(i), 0, plan.input(i), 0, plan.input(i).length);
      }
    }
    int from = loop.start(written.length);
    for (int i = 0; i < carries; i++) {
      double[] carry = plan.input(i);
      System.arraycopy(carry, 0, output, from, carry.length);
      from += carry.length;
    }
  }
}
