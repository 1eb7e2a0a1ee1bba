package org.borch.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
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
        q -> {
          DjlSvi.Latent mu = q.get(0);
          DjlSvi.Latent logTau = q.get(1);
          DjlSvi.Latent z = q.get(2);
          NDArray tau = logTau.value().exp();
          NDArray theta = mu.value().add(tau.mul(z.value()));
          NDArray likelihood = DjlDensities.normal(effects, theta, errors).sum();
          NDArray divergence =
              DjlDensities.divergence(mu.loc(), mu.scale(), 0, 5)
                  .add(logTau.logDensity().sub(logTau.value()).sub(DjlDensities.halfCauchy(tau, 5)))
                  .add(DjlDensities.divergence(z.loc(), z.scale(), 0, 1).sum());
          return divergence.sub(likelihood);
        },
        new Shape(),
        new Shape(),
        new Shape(8));
  }
}
