package org.borch.posterior;

import static org.borch.distributions.Distributions.categoricalLogits;
import static org.borch.distributions.Distributions.multivariateNormalTril;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.borch.distributions.Categorical;
import org.borch.distributions.Distribution;
import org.borch.distributions.Distributions;
import org.borch.distributions.transform.Bijectors;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;

/**
 * A mixture of normals over all variables together, each of a full covariance as {@link
 * FullRankGaussian}'s, in unconstrained coordinates. log q is that of the mixture. A draw is a
 * differentiable function of its component's arguments; which component it is from is scored, so
 * that losses are unbiased: the implicit derivative by weights (Graves 2016), which needs no score,
 * is seen in the gap between components alone and has no finite variance when these lie apart.
 *
 * <p>The first component starts at the prior's mean, the others at draws from the prior: equal ones
 * would stay equal.
 *
 * @param components how many
 * @param scale the standard deviation of each coordinate of a component at the start
 */
public record GaussianMixture(int components, double scale) implements Posterior {

  /** Checks number and scale. */
  public GaussianMixture {
    if (components < 1) {
      throw new IllegalArgumentException(
          "Posteriors.mixture(" + components + "), expected at least 1 component");
    }
    Gaussian.requireScale(text(components, scale), scale);
  }

  static GaussianMixture of(int components) {
    return new GaussianMixture(components, Gaussian.SCALE);
  }

  private static String text(int components, double scale) {
    return "mixture(" + components + ")" + Gaussian.text(scale);
  }

  /**
   * The same that starts wider or narrower.
   *
   * @param other the standard deviation in unconstrained coordinates at the start
   */
  public GaussianMixture withScale(double other) {
    return new GaussianMixture(components, other);
  }

  @Override
  public Draw begin(Latents latents) {
    Coordinates all = latents.coordinates(toString());
    return all.size() == 0 ? Joint.nothing(latents, all) : begin(latents, all);
  }

  private Draw begin(Latents latents, Coordinates all) {
    int n = all.size();
    Shape shape = new Shape(components, n);
    NDArray logits = latents.parameter("logits", new Shape(components));
    NDArray loc = latents.parameter("loc", shape, () -> centres(all)); // [K, n]
    NDArray logScale =
        latents.parameter(
            "log_scale", shape, () -> BorchArray.full(shape, Math.log(scale), latents.type()));
    Shape below = new Shape(components, n * (n - 1L) / 2);
    NDArray lower = n == 1 ? null : latents.parameter("lower", below);
    NDArray scaleTril = FullRankGaussian.scaleTril(logScale, lower); // [K, n, n]
    Categorical weights = categoricalLogits(logits);
    Distribution each = multivariateNormalTril(loc, scaleTril);
    NDArray component = weights.sample(latents.noise().at("component"));
    NDArray chosen = ArrayMath.oneHot(component, components, latents.type()).expandDims(-1).gt(0);
    NDArray u = ArrayMath.where(chosen, each.rsample(latents.noise().at("value")), 0);
    NDArray drawn = u.sum(new int[] {0}); // [n]
    Distribution q = Distributions.mixture(weights, each);
    return all.unpack(drawn, q::logProbInside, weights.logProb(component));
  }

  private NDArray centres(Coordinates all) {
    List<NDArray> rows = new ArrayList<>(List.of(all.centre()));
    for (int k = 1; k < components; k++) {
      int component = k;
      rows.add(all.each((start, part) -> draw(start, component)));
    }
    return ArrayMath.stack(0, rows.toArray(NDArray[]::new));
  }

  private static NDArray draw(LatentStart start, int component) {
    NDArray x = start.prior().sample(start.noise().at("component").at(component));
    return Gaussian.finite(Bijectors.to(start.prior().support()).inverse(x)).flatten();
  }

  @Override
  public String toString() {
    return text(components, scale);
  }
}
