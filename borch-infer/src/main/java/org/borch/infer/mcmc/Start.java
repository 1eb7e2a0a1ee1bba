package org.borch.infer.mcmc;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.Draws;
import org.borch.infer.LogDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;

/** Where a chain begins. */
@FunctionalInterface
public interface Start {

  /**
   * A point to try.
   *
   * @param density that the chain will sample
   * @param chain its number, from 0
   * @param key decides the point; another one for each chain and try
   * @return unconstrained coordinates, as many as the density has
   */
  double[] position(LogDensity density, int chain, Key key);

  /** Each unconstrained coordinate uniform between -radius and radius, independently. */
  static Start uniform(double radius) {
    if (!(radius >= 0) || Double.isInfinite(radius)) {
      throw new IllegalArgumentException(
          "radius of starting points = " + radius + ", expected a finite number >= 0");
    }
    return (density, chain, key) -> {
      NoiseReader noise = new NoiseReader(key);
      double[] position = new double[density.dimension()];
      for (int i = 0; i < position.length; i++) {
        position[i] = radius * (2 * noise.uniform() - 1);
      }
      return position;
    };
  }

  /**
   * Draws from the model's prior. For proper priors of about the right width; very wide ones begin
   * far away.
   */
  static Start prior() {
    return (density, chain, key) -> density.priorDraw(key);
  }

  /** The same unconstrained point for every chain. */
  static Start at(double... point) {
    double[] own = point.clone();
    return (density, chain, key) -> own.clone();
  }

  /**
   * Given values of variables in their own coordinates, the same for every chain; variables without
   * one are uniform(-2, 2) in unconstrained coordinates.
   *
   * @param values by name, each of its variable's shape or a vector of as many numbers
   */
  static Start at(Map<String, ? extends NDArray> values) {
    Map<String, ? extends NDArray> own = Map.copyOf(values);
    Start rest = uniform(Sampling.START_RADIUS);
    return (density, chain, key) -> {
      double[] position = density.unconstrain(own, rest.position(density, chain, key));
      if (!Arrays.stream(position).allMatch(Double::isFinite)) {
        throw new IllegalArgumentException(
            "starting values of %s have the unconstrained coordinates %s; expected values in the"
                    .formatted(own.keySet(), Arrays.toString(position))
                + " inside of their variables' supports");
      }
      return position;
    };
  }

  /** As {@link #at(Map)} with the value of one variable. */
  static Start at(String name, double... value) {
    return at(Map.of(name, BorchArray.of(value)));
  }

  /** Draws of an earlier run on the same density, or one of the same coordinates. */
  static Start from(Chains chains) {
    return (density, chain, key) -> {
      NoiseReader noise = new NoiseReader(key);
      int which = (int) (noise.uniform() * chains.chains());
      return chains.position(which, (int) (noise.uniform() * chains.draws()));
    };
  }

  /**
   * Draws of the same variables from elsewhere, such as a file; variables that they lack are
   * uniform(-2, 2) in unconstrained coordinates.
   */
  static Start from(Draws draws) {
    Start others = uniform(Sampling.START_RADIUS);
    return (density, chain, key) -> {
      double[] rest = others.position(density, chain, key);
      NoiseReader noise = new NoiseReader(key.at("draw"));
      int which = (int) (noise.uniform() * draws.chainCount());
      int draw = (int) (noise.uniform() * draws.drawCount());
      Map<String, NDArray> values = new LinkedHashMap<>(draws.at(which, draw));
      values.keySet().retainAll(density.constrain(rest).keySet());
      if (values.isEmpty()) {
        throw new IllegalArgumentException(
            "starts from %s, which have none of the latent variables %s"
                .formatted(draws, density.constrain(rest).keySet()));
      }
      return density.unconstrain(values, rest);
    };
  }

  /**
   * Another one for each chain.
   *
   * @param starts as many as there will be chains, or more
   */
  static Start each(List<? extends Start> starts) {
    List<Start> own = List.copyOf(starts);
    return (density, chain, key) -> {
      if (chain >= own.size()) {
        throw new IllegalArgumentException(
            "chain %d: starting points for %d chains only".formatted(chain, own.size()));
      }
      return own.get(chain).position(density, chain, key);
    };
  }
}
