package org.borch.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A mean-field step of the non-centred eight schools, float32. */
@State(Scope.Thread)
@Reference(benchmark = "svi.eight_schools", variant = "djl")
public class SviEightSchools {

  private SviStep borch;
  private DjlSvi bare;

  /** Makes both. */
  @Setup(Level.Trial)
  public void setUp() {
    borch = new SviStep(EightSchools.model());
    NDManager manager = DjlSvi.manager();
    NDArray effects =
        manager.create(EightSchools.EFFECTS).toType(ai.djl.ndarray.types.DataType.FLOAT32, false);
    NDArray errors =
        manager.create(EightSchools.ERRORS).toType(ai.djl.ndarray.types.DataType.FLOAT32, false);
    bare =
        new DjlSvi(
            manager,
            10,
            q -> {
              NDArray mu = q.get(0);
              NDArray logTau = q.get(1);
              NDArray z = q.get("2:");
              NDArray tau = logTau.exp();
              NDArray residual = effects.sub(mu.add(tau.mul(z))).div(errors);
              return mu.square()
                  .div(-50)
                  .sub(tau.square().div(25).add(1).log())
                  .add(logTau)
                  .sub(z.square().sum().div(2))
                  .sub(residual.square().sum().div(2));
            });
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
