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

/** A mean-field step of a model, by borch and by hand. */
@State(Scope.Thread)
public abstract class SviComparison {

  private SviStep borch;
  private DjlSvi bare;

  /** The model with its data. */
  abstract SviStep borch();

  /** The same on bare DJL, with the same data. */
  abstract DjlSvi bare();

  /** Makes both. */
  @Setup(Level.Trial)
  public void setUp() {
    borch = borch();
    bare = bare();
  }

  /** Frees the arrays. */
  @TearDown(Level.Trial)
  public void tearDown() {
    borch.close();
    bare.close();
  }

  /** The model's whole run on the JVM; time per step. */
  @Benchmark
  public double jvm(BenchmarkParams benchmark) {
    return borch.fit(BackEnd.JVM, benchmark.getOpsPerInvocation());
  }

  /**
   * The model's whole run as TorchScript programs, which take a thousand times longer; time per
   * step.
   */
  @Benchmark
  @OperationsPerInvocation(500)
  public double torchscript(BenchmarkParams benchmark) {
    return borch.fit(BackEnd.TORCHSCRIPT, benchmark.getOpsPerInvocation());
  }

  /** The model's whole run as it comes by default; time per step. */
  @Benchmark
  public double chosen(BenchmarkParams benchmark) {
    return borch.fit(null, benchmark.getOpsPerInvocation());
  }

  /** The model, by the engine. */
  @Benchmark
  @OperationsPerInvocation(1)
  public long eager() {
    return borch.run();
  }

  /** By hand on DJL. */
  @Benchmark
  @OperationsPerInvocation(1)
  public long djl() {
    return bare.run();
  }
}
