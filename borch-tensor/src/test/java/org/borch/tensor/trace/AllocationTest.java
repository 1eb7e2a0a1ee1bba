package org.borch.tensor.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Spec;
import org.junit.jupiter.api.Test;

/** What a plan's runs allocate. */
class AllocationTest {

  private static Spec doubles(long... shape) {
    return new Spec(new Shape(shape), DataType.FLOAT64);
  }

  private static final List<Spec> INPUTS =
      List.of(doubles(30, 7), doubles(7, 20), doubles(20), doubles(17, 17));

  /** A network, a covariance, rows chosen by an index, cumulative sums, softmax. */
  private static NDArray density(List<NDArray> in) {
    Random random = new Random(5);
    NDArray index = BorchArray.ofLongs(random.longs(40, 0, 30).toArray());
    NDArray hidden = ArrayMath.tanh(in.get(0).matMul(in.get(1)).add(in.get(2)));
    NDArray square = in.get(3);
    NDArray covariance =
        square
            .matMul(LinearAlgebra.transpose(square))
            .add(LinearAlgebra.identity(17, DataType.FLOAT64).mul(30));
    NDArray factor = LinearAlgebra.cholesky(covariance);
    NDArray vector = in.get(2).get(":17").reshape(new Shape(17, 1));
    NDArray order = hidden.argMax(1);
    return ArrayMath.logSumExp(hidden, 1)
        .sum()
        .add(LinearAlgebra.solveTriangular(factor, vector, false).square().sum())
        .add(LinearAlgebra.logDet(covariance))
        .add(ArrayMath.softmax(hidden, 1).square().sum())
        .add(hidden.cumSum(0).sin().sum())
        .add(ArrayMath.takeAlong(in.get(2), order, 0).exp().sum())
        .add(ArrayMath.takeAlong(hidden.get(":, 0"), index, 0).sum())
        .add(ArrayMath.concat(1, hidden, in.get(0)).square().sum());
  }

  private static List<NDArray> valueAndGradient(List<NDArray> in) {
    var result = Autodiff.valueAndGrad(AllocationTest::density, in);
    List<NDArray> all = new ArrayList<>(List.of(result.value()));
    all.addAll(result.gradient());
    return all;
  }

  private static void assertAllocatesNothing(Program program) {
    Plan plan = program.plan();
    Random random = new Random(1);
    for (int i = 0; i < INPUTS.size(); i++) {
      double[] values = random.doubles(INPUTS.get(i).size(), -1, 1).toArray();
      System.arraycopy(values, 0, plan.input(i), 0, values.length);
    }
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    for (int i = 0; i < 100; i++) {
      plan.run();
    }
    threads.getThreadAllocatedBytes(thread);
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < 10_000; i++) {
      plan.run();
    }
    long allocated = threads.getThreadAllocatedBytes(thread) - before;

    // The JVM itself allocates a little at times; one array a run would be 240,000 bytes and more.
    assertThat(allocated).as("bytes in 10,000 runs").isLessThan(10_000);
  }

  @Test
  void tenThousandRunsOfAMixedModelAllocateNothing() {
    Program program = Program.of(Graph.trace(AllocationTest::valueAndGradient, INPUTS));

    assertThat(program.isCompiled()).isTrue();
    assertAllocatesNothing(program);
  }

  @Test
  void neitherDoesTheInterpreter() {
    assertAllocatesNothing(
        Program.interpreted(Graph.trace(AllocationTest::valueAndGradient, INPUTS)));
  }

  /** The bytes of a run with so many results. */
  private static long bytes(int results) {
    Graph graph =
        Graph.trace(
            in -> {
              List<NDArray> all = new ArrayList<>();
              for (int i = 0; i < results; i++) {
                all.add(in.get(0).add(i).sin());
              }
              return all;
            },
            List.of(new Spec(new Shape(), DataType.FLOAT64)));
    Executable executable = Executable.of(graph, BackEndChoice.forced(graph, BackEnd.JVM));
    List<BorchArray> at = List.of(BorchArray.scalar(0.5, DataType.FLOAT64));
    executable.run(at);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    executable.run(at);
    return threads.getThreadAllocatedBytes(thread) - before;
  }

  /** Of four times as many, a cost by pairs would be sixteen times as much. */
  @Test
  void aResultCostsTheSameHoweverManyThereAre() {
    bytes(500);
    assertThat(bytes(2_000)).isLessThan(8 * bytes(500));
  }
}
