package org.borch.examples;

import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.logNormal;
import static org.borch.distributions.Distributions.multivariateNormal;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.LinearAlgebra.cholesky;
import static org.borch.tensor.LinearAlgebra.identity;
import static org.borch.tensor.LinearAlgebra.matVec;
import static org.borch.tensor.LinearAlgebra.solveTriangular;
import static org.borch.tensor.LinearAlgebra.transpose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Map;
import java.util.stream.IntStream;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Predictive;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.plot.Plots;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/** A Gaussian process with a squared exponential kernel, and its curve on a grid; simulated. */
public final class GaussianCurve extends Module<GaussianCurve.Points, NDArray> {

  // region model
  /** Where y was measured, y, and where the curve is wanted. */
  record Points(NDArray x, NDArray y, NDArray grid) {}

  private final boolean predicts;

  GaussianCurve(boolean predicts) {
    this.predicts = predicts;
  }

  private static NDArray kernel(NDArray a, NDArray b, NDArray size, NDArray length) {
    NDArray distance = a.expandDims(1).sub(b).div(length);
    return exp(square(distance).mul(-0.5)).mul(square(size));
  }

  private static NDArray jitter(int n, NDArray variance) {
    return identity(n, DataType.FLOAT64).mul(variance);
  }

  @Override
  protected NDArray forward(Points in) {
    NDArray size = rv("size", halfNormal(2));
    NDArray length = rv("length", logNormal(0, 1));
    NDArray noise = rv("noise", halfNormal(1));
    int n = (int) in.x().size();
    NDArray k = kernel(in.x(), in.x(), size, length).add(jitter(n, square(noise).add(1e-9)));
    NDArray y = rv("y", multivariateNormal(0, k));
    if (predicts) { // Rasmussen and Williams 2006, algorithm 2.1
      NDArray l = cholesky(k);
      NDArray across = solveTriangular(l, kernel(in.x(), in.grid(), size, length), false);
      NDArray whitened = solveTriangular(l, in.y().expandDims(1), false).squeeze(1);
      NDArray rest =
          kernel(in.grid(), in.grid(), size, length).sub(transpose(across).matMul(across));
      NDArray tiny = jitter((int) in.grid().size(), square(size).mul(1e-6));
      rv("curve", multivariateNormal(matVec(transpose(across), whitened), rest.add(tiny)));
    }
    return y;
  }

  // endregion

  static Analysis run(Sampler settings) {
    Simulation random = new Simulation(5);
    double[] x = random.uniforms(30, 0, 10);
    double[] y = Simulation.map(x, at -> Math.sin(at) + 0.3 * random.normal());
    double[] grid = IntStream.rangeClosed(0, 40).mapToDouble(i -> i / 4.0).toArray();
    // region run
    var points = new Points(BorchArray.of(x), BorchArray.of(y), BorchArray.of(grid));
    Model<Points, NDArray> model = new GaussianCurve(false).on(points).observe("y", y);
    Draws draws = Infer.sample(model, settings, Seed.of(1));
    Model<Points, NDArray> whole = new GaussianCurve(true).on(points).observe("y", y);
    Draws curves = Predictive.posterior(whole, draws.thin(4), Seed.of(2), "curve").draws();
    var picture = Plots.fan(curves, "curve", grid).points("data", x, y).labels("x", "y");
    // endregion
    return new Analysis(draws, Map.of("noise", 0.3), picture);
  }

  public static void main(String[] arguments) {
    run(Nuts.defaults()).report("gaussian-curve");
  }
}
