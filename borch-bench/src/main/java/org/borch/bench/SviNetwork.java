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
public abstract class SviNetwork extends SviVariants {

  private DjlTraining plain;

  /** The network with plain weights. */
  abstract DjlTraining training();

  /** Makes the plain network. */
  @Setup(Level.Trial)
  public void setUpPlain() {
    plain = training();
  }

  /** Frees its arrays. */
  @TearDown(Level.Trial)
  public void tearDownPlain() {
    plain.close();
  }

  /** A run as TorchScript programs; time per step. */
  @Benchmark
  @OperationsPerInvocation(60)
  public double torchscript(BenchmarkParams benchmark) {
    return fit(BackEnd.TORCHSCRIPT, benchmark);
  }

  /** A step of plain training on DJL. */
  @Benchmark
  @OperationsPerInvocation(1)
  public long plain() {
    return plain.run();
  }
}
