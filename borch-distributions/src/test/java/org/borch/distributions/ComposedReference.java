package org.borch.distributions;

import com.google.gson.JsonObject;
import java.util.List;

/** The distributions of {@link Reference} that are made of others, or have a length. */
final class ComposedReference {

  private ComposedReference() {}

  /**
   * The distribution by its name.
   *
   * @throws UnsupportedOperationException if there is no such family
   */
  static Distribution distribution(String family, Reference.Arguments p, JsonObject json) {
    return switch (family) {
      case "TruncatedGamma" ->
          Truncated.of(
              new Gamma(p.get("concentration"), p.get("rate")), p.get("low"), p.get("high"));
      case "TruncatedPoisson" ->
          Truncated.of(new Poisson(p.get("rate")), p.get("low"), p.get("high"));
      case "CensoredWeibull" ->
          Censored.of(
              new Weibull(p.get("scale"), p.get("concentration")), p.get("low"), p.get("high"));
      case "FoldedNormal" -> Folded.of(new Normal(p.get("loc"), p.get("scale")));
      case "HurdlePoisson" -> Hurdle.of(p.get("gate"), new Poisson(p.get("rate")));
      case "MixtureOfNormalAndLaplace" ->
          MixtureOf.of(
              Categorical.ofProbs(p.get("weights")),
              List.of(
                  new Normal(p.get("0.loc"), p.get("0.scale")),
                  new Laplace(p.get("1.loc"), p.get("1.scale"))));
      case "PoissonBinomial" -> new PoissonBinomial(p.get("probs"));
      case "OrderedProbit" -> new OrderedProbit(p.get("predictor"), p.get("cutpoints"));
      case "OneHotCategorical" -> OneHotCategorical.ofProbs(p.get("probs"));
      case "OneHotCategoricalLogits" -> OneHotCategorical.ofLogits(p.get("logits"));
      case "MatrixNormal" ->
          new MatrixNormal(p.get("loc"), p.get("row_tril"), p.get("column_tril"));
      case "ZeroSumNormal" -> new ZeroSumNormal(json.get("dim").getAsInt(), p.get("scale"));
      case "StickBreakingWeights" ->
          new StickBreakingWeights(json.get("size").getAsInt(), p.get("concentration"));
      case "GaussianRandomWalk" ->
          new GaussianRandomWalk(p.get("drift"), p.get("scale"), json.get("length").getAsInt());
      case "Autoregressive" ->
          new Autoregressive(p.get("coefficients"), p.get("scale"), json.get("length").getAsInt());
      default -> throw new UnsupportedOperationException("unknown family " + family);
    };
  }
}
