package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Key;
import org.borch.tensor.NoiseReader;

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

  /** Each unconstrained coordinate uniform(-2, 2), independently, as in Stan. */
  static Start uniform() {
    return uniform(2);
  }

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
    return (density, chain, key) -> density.variables().priorDraw(key);
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
    Start rest = uniform();
    return (density, chain, key) -> {
      double[] position = density.variables().unconstrain(own, rest.position(density, chain, key));
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
