package org.borch.tensor.trace;

import ai.djl.ndarray.types.DataType;
import org.borch.tensor.Work;

/**
 * How long one run of a graph takes on one core, in nanoseconds: a fixed rule, calibrated once on a
 * Zen 5 server core with AVX-512 (OpenJDK 17, PyTorch 2.7, one thread). It never looks at the
 * machine, because the back-end decides how results are rounded, and a seed decides a run.
 */
final class Cost {

  /** Calling a program: Java buffers are filled and read. */
  private static final double JVM_CALL = 20;

  /** A loop, or the few statements of a short vector. */
  private static final double JVM_OPERATION = 3;

  private static final double JVM_ELEMENT = 0.15;
  private static final double JVM_MULTIPLY_ADD = 0.033;

  /** DJL's way into the engine and back. */
  private static final double ENGINE_CALL = 3_500;

  /** A tensor handed over. */
  private static final double ENGINE_ARGUMENT = 280;

  /** Dispatch, allocation of the result. */
  private static final double ENGINE_OPERATION = 1_000;

  private static final double ENGINE_ELEMENT = 0.45;
  private static final double ENGINE_MULTIPLY_ADD = 0.04;

  /** Past this size the allocator takes an array's memory from the system, and gives it back. */
  private static final long FRESH_BYTES = 32L << 20;

  /** The first touch of a byte of such memory. */
  private static final double ENGINE_FRESH_BYTE = 0.5;

  /** What numbers of float32 take of the time of float64. */
  private static final double JVM_FLOAT = 0.65;

  private static final double ENGINE_FLOAT = 0.55;

  private Cost() {}

  static double ofJvm(Graph graph) {
    Work work = graph.work();
    return JVM_CALL
        + JVM_OPERATION * work.operations()
        + scale(graph, JVM_FLOAT)
            * (JVM_ELEMENT * work.elements()
                + work.jvmFunctions()
                + JVM_MULTIPLY_ADD * work.multiplyAdds());
  }

  static double ofTorch(Graph graph) {
    Work work = graph.work();
    return ENGINE_CALL
        + ENGINE_ARGUMENT * (graph.nodes().size() - graph.size())
        + ENGINE_OPERATION * work.operations()
        + ENGINE_FRESH_BYTE * freshBytes(graph)
        + scale(graph, ENGINE_FLOAT)
            * (ENGINE_ELEMENT * work.elements()
                + work.engineFunctions()
                + ENGINE_MULTIPLY_ADD * work.multiplyAdds());
  }

  /** Programs on Java arrays keep theirs from run to run. */
  private static double freshBytes(Graph graph) {
    double bytes = 0;
    for (Node node : graph.nodes()) {
      double size = (double) node.spec().size() * node.spec().type().getNumOfBytes();
      bytes += node instanceof Node.Operation && size > FRESH_BYTES ? size : 0;
    }
    return bytes;
  }

  private static double scale(Graph graph, double single) {
    boolean doubles =
        graph.nodes().stream().anyMatch(node -> node.spec().type() == DataType.FLOAT64);
    return doubles ? 1 : single;
  }
}
