package org.borch.bench;

import org.borch.tensor.trace.BackEnd;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** A mean-field step of a network on minibatches, and plain training of the same network. */
@State(Scope.Thread)
public abstract class SviNetwork {

  private SviStep borch;
  private DjlTraining plain;

  /** The network with random weights. */
  abstract SviStep bayesian();

  /** The network with plain weights. */
  abstract DjlTraining training();

  /** Makes both. */
  @Setup(Level.Trial)
  public void setUp() {
    borch = bayesian();
    plain = training();
  }

  /** Frees the arrays. */
  @TearDown(Level.Trial)
  public void tearDown() {
    borch.close();
    plain.close();
  }

  /** A whole run on the JVM; time per step. */
  @Benchmark
  public double jvm(BenchmarkParams benchmark) {
    return borch.fit(BackEnd.JVM, benchmark.getOpsPerInvocation());
  }

  /** A whole run as TorchScript programs; time per step. */
  @Benchmark
  @OperationsPerInvocation(60)
  public double torchscript(BenchmarkParams benchmark) {
    return borch.fit(BackEnd.TORCHSCRIPT, benchmark.getOpsPerInvocation());
  }

  /** A whole run as it comes by default; time per step. */
  @Benchmark
  public double chosen(BenchmarkParams benchmark) {
    return borch.fit(null, benchmark.getOpsPerInvocation());
  }

  /** By the engine. */
  @Benchmark
  @OperationsPerInvocation(1)
  public long eager() {
    return borch.run();
  }

  /** A step of plain training on DJL. */
  @Benchmark
  @OperationsPerInvocation(1)
  public long plain() {
    return plain.run();
  }
}
