package org.borch.infer.posteriordb;

import static org.borch.tensor.ArrayMath.log;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.borch.tensor.BorchArray;

/**
 * From the parameters in which a folder gives densities to those that a model samples.
 *
 * @param latents the same point with the model's latent variables instead of the parameters that
 *     they replace
 * @param logJacobian log |det d latents / d parameters| = log p(parameters) - log p(latents)
 */
record Reparameterization(
    UnaryOperator<Map<String, NDArray>> latents,
    ToDoubleFunction<Map<String, NDArray>> logJacobian) {

  /** The model samples the parameters themselves. */
  static Reparameterization none() {
    return new Reparameterization(parameters -> parameters, parameters -> 0);
  }

  /**
   * A latent variable in the place of a parameter.
   *
   * @param value its value at a point
   * @param logJacobian log |det d latent / d parameter| there
   */
  static Reparameterization replacing(
      String parameter,
      String latent,
      Function<Map<String, NDArray>, NDArray> value,
      ToDoubleFunction<Map<String, NDArray>> logJacobian) {
    return new Reparameterization(
        point -> {
          Map<String, NDArray> other = new LinkedHashMap<>(point);
          other.put(latent, value.apply(point));
          other.remove(parameter);
          return other;
        },
        logJacobian);
  }

  /** The model samples the parameter itself and calls it {@code latent}. */
  static Reparameterization renamed(String name, String latent) {
    return replacing(name, latent, point -> point.get(name), point -> 0);
  }

  /** The model samples {@code latent} = (name - loc) / scale. */
  static Reparameterization standardized(String name, String latent, String loc, String scale) {
    return replacing(
        name,
        latent,
        point -> point.get(name).sub(point.get(loc)).div(point.get(scale)),
        point -> -logScales(point, name, scale));
  }

  /** The model samples {@code latent} = name / scale. */
  static Reparameterization divided(String name, String latent, String scale) {
    return replacing(
        name,
        latent,
        point -> point.get(name).div(point.get(scale)),
        point -> -logScales(point, name, scale));
  }

  /** The model samples {@code latent} = log(name) / scale. */
  static Reparameterization logDivided(String name, String latent, String scale) {
    return replacing(
        name,
        latent,
        point -> log(point.get(name)).div(point.get(scale)),
        point -> -logScales(point, name, scale) - number(log(point.get(name)).sum()));
  }

  /** The model samples other latent variables, too. */
  Reparameterization and(Reparameterization other) {
    return new Reparameterization(
        point -> other.latents.apply(latents.apply(point)),
        point -> logJacobian.applyAsDouble(point) + other.logJacobian.applyAsDouble(point));
  }

  /** log scale for each element of a parameter. */
  private static double logScales(Map<String, NDArray> point, String name, String scale) {
    return point.get(name).size() * number(log(point.get(scale)));
  }

  private static double number(NDArray scalar) {
    return BorchArray.wrap(scalar).values()[0];
  }
}
