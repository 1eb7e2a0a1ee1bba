package org.borch.infer.posteriordb;

import static org.borch.tensor.ArrayMath.log;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.borch.tensor.BorchArray;

/**
 * From the parameters in which a folder gives densities to those that a model samples.
 *
 * @param latents the model's latent variables at a point; other entries may stay
 * @param logJacobian log |det d latents / d parameters| = log p(parameters) - log p(latents)
 */
record Reparameterization(
    UnaryOperator<Map<String, NDArray>> latents,
    ToDoubleFunction<Map<String, NDArray>> logJacobian) {

  /** The model samples the parameters themselves. */
  static Reparameterization none() {
    return new Reparameterization(parameters -> parameters, parameters -> 0);
  }

  /** The model samples the parameter itself and calls it {@code latent}. */
  static Reparameterization renamed(String name, String latent) {
    return new Reparameterization(
        parameters -> with(parameters, latent, parameters.get(name)), parameters -> 0);
  }

  /** The model samples {@code latent} = name / scale. */
  static Reparameterization divided(String name, String latent, String scale) {
    return new Reparameterization(
        parameters -> with(parameters, latent, parameters.get(name).div(parameters.get(scale))),
        parameters -> -logScales(parameters, name, scale));
  }

  /** The model samples {@code latent} = log(name) / scale. */
  static Reparameterization logDivided(String name, String latent, String scale) {
    return new Reparameterization(
        parameters ->
            with(parameters, latent, log(parameters.get(name)).div(parameters.get(scale))),
        parameters ->
            -logScales(parameters, name, scale)
                - BorchArray.wrap(log(parameters.get(name)).sum()).values()[0]);
  }

  /** The model samples {@code latent} = (name - loc) / scale. */
  static Reparameterization standardized(String name, String latent, String loc, String scale) {
    return new Reparameterization(
        parameters -> {
          NDArray centred = parameters.get(name).sub(parameters.get(loc));
          return with(parameters, latent, centred.div(parameters.get(scale)));
        },
        parameters -> -logScales(parameters, name, scale));
  }

  /** The model samples other latents, too. */
  Reparameterization and(Reparameterization other) {
    return new Reparameterization(
        parameters -> other.latents.apply(latents.apply(parameters)),
        parameters ->
            logJacobian.applyAsDouble(parameters) + other.logJacobian.applyAsDouble(parameters));
  }

  private static Map<String, NDArray> with(
      Map<String, NDArray> parameters, String name, NDArray value) {
    Map<String, NDArray> more = new LinkedHashMap<>(parameters);
    more.put(name, value);
    return more;
  }

  /** log scale for each element of a variable. */
  private static double logScales(Map<String, NDArray> parameters, String name, String scale) {
    double logScale = BorchArray.wrap(log(parameters.get(scale))).values()[0];
    return parameters.get(name).size() * logScale;
  }
}
