package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.Supplier;
import org.borch.distributions.Distribution;
import org.borch.distributions.TransformedDistribution;
import org.borch.distributions.transform.AffineCoupling;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Composed;
import org.borch.distributions.transform.Permute;
import org.borch.distributions.transform.RationalQuadraticSpline;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * A bent normal over all variables, in the unconstrained coordinates of each one's support: u = μ +
 * L f(e) with e ~ Normal(0, I) and f a normalising flow, which bends each coordinate by a spline
 * and then some layers of couplings, in which one half of the coordinates scales and shifts the
 * other. It starts with f the identity, as {@link FullRankGaussian} does, and holds that family.
 *
 * <p>Rezende and Mohamed (2015), "Variational inference with normalizing flows"; {@link
 * AffineCoupling} and {@link RationalQuadraticSpline} have their own sources.
 *
 * @param layers of couplings, at least 1; there are none for one coordinate
 * @param hidden units of each coupling's network, at least 1
 * @param normal where and how wide q starts
 */
public record Flow(int layers, int hidden, FullRankGaussian normal) implements Joint {

  private static final int HIDDEN = 16;

  /** Of the splines, in standard deviations. */
  private static final double BOUND = 4;

  private static final int PIECES = 8;

  /** Checks the sizes. */
  public Flow {
    if (layers < 1 || hidden < 1) {
      throw new IllegalArgumentException(
          "Posteriors.flow("
              + layers
              + ") with "
              + hidden
              + " hidden units, expected at least 1 of both");
    }
  }

  static Flow of(int layers) {
    return new Flow(layers, HIDDEN, FullRankGaussian.defaults());
  }

  /** With another number of units in each coupling's network; 16 is usual. */
  public Flow withHidden(int other) {
    return new Flow(layers, other, normal);
  }

  /**
   * The same that starts wider or narrower.
   *
   * @param other the standard deviation in unconstrained coordinates at the start
   */
  public Flow withScale(double other) {
    return new Flow(layers, hidden, normal.withScale(other));
  }

  @Override
  public Posterior startingAround(Around start) {
    return new Flow(layers, hidden, normal.startingAround(start));
  }

  @Override
  public boolean startsAround() {
    return true;
  }

  @Override
  public Distribution of(Latents latents, Coordinates all) {
    int n = all.size();
    Bijector flow = spline(latents, n);
    for (int layer = 0; layer < layers && n > 1; layer++) {
      flow = new Composed(new Composed(flow, coupling(latents, n, layer)), Permute.reversed(n));
    }
    Distribution e = FullRankGaussian.standardNormal(n, latents.type());
    return TransformedDistribution.of(e, new Composed(flow, normal.map(latents, all)));
  }

  private static Bijector spline(Latents latents, int n) {
    Shape pieces = new Shape(n, PIECES);
    Shape knots = new Shape(n, PIECES - 1);
    return new RationalQuadraticSpline(
        BOUND,
        Operand.of(latents.parameter("spline.width", pieces)),
        Operand.of(latents.parameter("spline.height", pieces)),
        Operand.of(
            latents.parameter(
                "spline.slope",
                knots,
                () -> BorchArray.full(knots, RationalQuadraticSpline.UNIT, latents.type()))));
  }

  private Bijector coupling(Latents latents, int n, int layer) {
    String name = "coupling" + (layer + 1) + ".";
    int kept = n / 2;
    Shape in = new Shape(hidden, kept);
    Shape out = new Shape(2L * (n - kept), hidden);
    Supplier<NDArray> random =
        () -> {
          Noise noise = latents.all().get(0).noise().at(name);
          return noise.normal(in).div(Math.sqrt((double) kept));
        };
    return new AffineCoupling(
        kept,
        Operand.of(latents.parameter(name + "in", in, random)),
        Operand.of(latents.parameter(name + "in_bias", new Shape(hidden))),
        Operand.of(latents.parameter(name + "out", out)),
        Operand.of(latents.parameter(name + "out_bias", new Shape(out.get(0)))));
  }

  @Override
  public String toString() {
    return "flow("
        + layers
        + ")"
        + (hidden == HIDDEN ? "" : ".withHidden(" + hidden + ")")
        + Gaussian.text(normal.scale());
  }
}
