package org.borch.bench;

import static org.borch.distributions.Distributions.bernoulliLogits;
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

/** A mean-field step of logistic regression, n = 10,000, d = 100, full batch, float32. */
@State(Scope.Thread)
@OperationsPerInvocation(500)
@Reference(benchmark = "svi.logistic_10000x100", variant = "djl")
public class SviLogistic extends SviComparison {

  private static final int N = 10_000;
  private static final int D = 100;

  private final float[] x = new float[N * D];
  private final float[] y = new float[N];

  /** Makes the data, the same for both. */
  public SviLogistic() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < N; i++) {
      double logit = 0;
      for (int j = 0; j < D; j++) {
        x[i * D + j] = (float) random.nextGaussian();
        logit += x[i * D + j] * (j % 3 - 1) * 0.3;
      }
      y[i] = random.nextDouble() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    }
  }

  @Override
  SviStep borch() {
    Module<NDArray, NDArray> logistic =
        Module.of(
            (m, rows) -> {
              NDArray beta = m.plate("feature", D).rv("beta", normal(0, 1));
              return m.plate("row", N).rv("y", bernoulliLogits(rows.matMul(beta)));
            });
    return new SviStep(
        logistic
            .on(BorchArray.of(new Shape(N, D), x))
            .observe("y", BorchArray.of(new Shape(N), y)));
  }

  @Override
  DjlSvi bare() {
    NDManager manager = DjlSvi.manager();
    NDArray rows = manager.create(x, new Shape(N, D));
    NDArray labels = manager.create(y);
    return new DjlSvi(
        manager,
        q -> {
          DjlSvi.Latent beta = q.get(0);
          NDArray logits = rows.matMul(beta.value());
          NDArray likelihood = DjlDensities.bernoulliLogits(labels, logits).sum();
          return DjlDensities.divergence(beta.loc(), beta.scale(), 0, 1).sum().sub(likelihood);
        },
        new Shape(D));
  }
}
