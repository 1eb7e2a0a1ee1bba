package org.borch.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

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

  /** The model, by the engine. */
  @Benchmark
  public long eager() {
    return borch.run();
  }

  /** By hand on DJL. */
  @Benchmark
  public long djl() {
    return bare.run();
  }
}
