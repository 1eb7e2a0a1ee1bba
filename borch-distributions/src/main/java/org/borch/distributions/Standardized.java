package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.transform.Affine;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.distributions.transform.Composed;
import org.borch.distributions.transform.IndependentBijector;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Operand;
import org.jspecify.annotations.Nullable;

/**
 * A distribution as that of x = bijector(z), where z is from the standard member of its family:
 * Normal(μ, σ) is x = μ + σ z with z from Normal(0, 1). The arguments stand in the bijector, and
 * the standard's density does not depend on them; arguments of shape, such as StudentT's df, stay
 * with the standard.
 *
 * @param standard of the same batch and event shape
 * @param bijector from the standard's support to the distribution's; it may take a larger domain
 */
public record Standardized(Distribution standard, Bijector bijector) {

  /**
   * Partly standardized: x as a function of y from the family's member between the standard one and
   * the distribution. Normal(μ, σ) is x = μ + σ^(1-λ) (y - λ μ) with y from Normal(λ μ, σ^λ), for
   * every λ: 0 is this, and with 1 y is x.
   *
   * <p>Gorinova, Moore and Hoffman 2020, Automatic reparameterisation of probabilistic programs,
   * section 4.
   *
   * @param centring λ, from 0 to 1: batch + event, an element for each of y
   * @return y's distribution instead of the standard one, and the map from y to x; empty if x has
   *     no location and scale for each element by itself
   */
  public Optional<Standardized> partly(NDArray centring) {
    Affine affine = affine(bijector);
    boolean hasScale = standard.parameters().stream().anyMatch(p -> p.name().equals("scale"));
    if (affine == null || !hasScale) {
      return Optional.empty();
    }
    DataType type = centring.getDataType();
    NDArray loc = affine.loc().as(type);
    NDArray logScale = ArrayMath.log(affine.scale().as(type));
    Operand between = Operand.of(loc.mul(centring));
    Operand betweenScale = Operand.of(ArrayMath.exp(logScale.mul(centring)));
    List<Operand> arguments =
        standard.parameters().stream()
            .map(
                parameter ->
                    switch (parameter.name()) {
                      case "loc" -> between;
                      case "scale" -> betweenScale;
                      default -> parameter.value();
                    })
            .toList();
    NDArray rest = ArrayMath.exp(logScale.mul(ArrayMath.oneMinus(centring)));
    Affine map = new Affine(Operand.of(loc.sub(rest.mul(loc).mul(centring))), Operand.of(rest));
    return Optional.of(new Standardized(standard.withParameters(arguments), with(bijector, map)));
  }

  /** What each element is first mapped by, if that is a location and a scale. */
  private static @Nullable Affine affine(Bijector bijector) {
    if (bijector instanceof IndependentBijector elements) {
      return affine(elements.base());
    } else if (bijector instanceof Composed both) {
      return affine(both.first());
    }
    return bijector instanceof Affine affine ? affine : null;
  }

  /** The same with another first map of each element. */
  private static Bijector with(Bijector bijector, Affine other) {
    if (bijector instanceof IndependentBijector elements) {
      return Bijectors.independent(with(elements.base(), other), elements.n());
    } else if (bijector instanceof Composed both) {
      return new Composed(with(both.first(), other), both.second());
    }
    return other;
  }
}
