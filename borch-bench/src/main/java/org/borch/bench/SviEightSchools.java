package org.borch.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A mean-field step of the non-centred eight schools, float32. */
@State(Scope.Thread)
@OperationsPerInvocation(500_000)
@Reference(benchmark = "svi.eight_schools", variant = "djl")
public class SviEightSchools extends SviComparison {

  @Override
  SviStep borch() {
    return new SviStep(EightSchools.model());
  }

  @Override
  DjlSvi bare() {
    NDManager manager = DjlSvi.manager();
    NDArray effects = manager.create(EightSchools.EFFECTS).toType(DataType.FLOAT32, false);
    NDArray errors = manager.create(EightSchools.ERRORS).toType(DataType.FLOAT32, false);
    return new DjlSvi(
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
}
