package org.borch.bench;

import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.borch.Module;
import org.borch.tensor.BorchArray;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A mean-field step of linear regression with unknown noise, n = 100, three latents, float32. */
@State(Scope.Thread)
@OperationsPerInvocation(200_000)
@Reference(benchmark = "svi.linear_100", variant = "djl")
public class SviLinear extends SviComparison {

  private static final int N = 100;

  private final float[] x = new float[N];
  private final float[] y = new float[N];

  /** Makes the data, the same for both. */
  public SviLinear() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < N; i++) {
      x[i] = (float) random.nextGaussian();
      y[i] = (float) (2 * x[i] + 4 + 0.5 * random.nextGaussian());
    }
  }

  @Override
  SviStep borch() {
    Module<NDArray, NDArray> linear =
        Module.of(
            (m, rows) -> {
              NDArray a = m.rv("a", normal(0, 10));
              NDArray b = m.rv("b", normal(0, 10));
              NDArray s = m.rv("s", halfNormal(1));
              return m.plate("row", N).rv("y", normal(rows.mul(a).add(b), s));
            });
    return new SviStep(
        linear.on(BorchArray.of(new Shape(N), x)).observe("y", BorchArray.of(new Shape(N), y)));
  }

  @Override
  DjlSvi bare() {
    NDManager manager = DjlSvi.manager();
    NDArray rows = manager.create(x);
    NDArray targets = manager.create(y);
    return new DjlSvi(
        manager,
        q -> {
          DjlSvi.Latent a = q.get(0);
          DjlSvi.Latent b = q.get(1);
          DjlSvi.Latent logS = q.get(2);
          NDArray s = logS.value().exp();
          NDArray mean = rows.mul(a.value()).add(b.value());
          NDArray likelihood = DjlDensities.normal(targets, mean, s).sum();
          NDArray divergence =
              DjlDensities.divergence(a.loc(), a.scale(), 0, 10)
                  .add(DjlDensities.divergence(b.loc(), b.scale(), 0, 10))
                  .add(logS.logDensity().sub(logS.value()).sub(DjlDensities.halfNormal(s, 1)));
          return divergence.sub(likelihood);
        },
        new Shape(),
        new Shape(),
        new Shape());
  }
}
