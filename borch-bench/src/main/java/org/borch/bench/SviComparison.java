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
public abstract class SviComparison extends SviVariants {

  private DjlSvi bare;

  /** The same on bare DJL, with the same data. */
  abstract DjlSvi bare();

  /** Makes the step by hand. */
  @Setup(Level.Trial)
  public void setUpBare() {
    bare = bare();
  }

  /** Frees its arrays. */
  @TearDown(Level.Trial)
  public void tearDownBare() {
    bare.close();
  }

  /** A run as TorchScript programs, which take a thousand times longer; time per step. */
  @Benchmark
  @OperationsPerInvocation(500)
  public double torchscript(BenchmarkParams benchmark) {
    return fit(BackEnd.TORCHSCRIPT, benchmark);
  }

  /** By hand on DJL. */
  @Benchmark
  @OperationsPerInvocation(1)
  public long djl() {
    return bare.run();
  }
}
