package org.borch.bench;

import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** A mean-field step of a model on every back-end. */
@State(Scope.Thread)
public abstract class SviVariants {

  private SviStep borch;

  /** The model with its data. */
  abstract SviStep borch();

  /** Makes the model. */
  @Setup(Level.Trial)
  public void setUpBorch() {
    borch = borch();
  }

  /** Frees its arrays. */
  @TearDown(Level.Trial)
  public void tearDownBorch() {
    borch.close();
  }

  /** A whole run on a back-end, or for null on the one that is chosen. */
  double fit(@Nullable BackEnd backEnd, BenchmarkParams benchmark) {
    return borch.fit(backEnd, benchmark.getOpsPerInvocation());
  }

  /** A whole run on the JVM; time per step. */
  @Benchmark
  public double jvm(BenchmarkParams benchmark) {
    return fit(BackEnd.JVM, benchmark);
  }

  /** A whole run as it comes by default; time per step. */
  @Benchmark
  public double chosen(BenchmarkParams benchmark) {
    return fit(null, benchmark);
  }

  /** By the engine. */
  @Benchmark
  @OperationsPerInvocation(1)
  public long eager() {
    return borch.run();
  }
}
