package org.borch.tensor.trace;

import java.util.List;
import org.borch.tensor.HostKernel;

/**
 * A program with buffers to run it in. One thread at a time may use a plan; it allocates nothing of
 * its own when it runs.
 */
public final class Plan {

  private final double[][] inputs;
  private final double[][] outputs;
  private final HostKernel[] kernels;
  private final double[][][] arguments;
  private final double[][] results;

  Plan(Program program) {
    Graph graph = program.graph();
    double[][] buffers = new double[graph.nodes().size()][];
    inputs = new double[graph.inputs().size()][];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = new double[graph.inputs().get(i).size()];
    }
    for (Node node : graph.nodes()) {
      buffers[program.buffer(node)] =
          node instanceof Node.Input input
              ? inputs[input.index()]
              : node instanceof Node.Constant constant
                  ? constant.values()
                  : new double[node.spec().size()];
    }
    List<Program.Step> steps = program.steps();
    kernels = new HostKernel[steps.size()];
    arguments = new double[kernels.length][][];
    results = new double[kernels.length][];
    for (int i = 0; i < kernels.length; i++) {
      Program.Step step = steps.get(i);
      kernels[i] = step.kernel();
      arguments[i] = step.inputs().stream().map(b -> buffers[b]).toArray(double[][]::new);
      results[i] = buffers[step.output()];
    }
    outputs =
        graph.outputNodes().stream()
            .map(node -> buffers[program.buffer(node)])
            .toArray(double[][]::new);
  }

  /** The buffer of an argument, row-major: write it before {@link #run}. */
  public double[] input(int index) {
    return inputs[index];
  }

  /** The buffer of a result, row-major: read it after {@link #run}, before the next one. */
  public double[] output(int index) {
    return outputs[index];
  }

  /** Computes the results from what the input buffers hold. */
  public void run() {
    for (int i = 0; i < kernels.length; i++) {
      kernels[i].run(arguments[i], results[i]);
    }
  }
}
