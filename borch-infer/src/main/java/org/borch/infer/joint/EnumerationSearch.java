package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.borch.distributions.transform.Bijectors;
import org.borch.posterior.LatentStart;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Seed;

/** Finds a model's discrete latent variables and makes sure that they can be summed out. */
final class EnumerationSearch {

  /** A dependence between two rows with two states escapes one trial with probability 1/2. */
  private static final int TRIALS = 8;

  private EnumerationSearch() {}

  /**
   * The density with its discrete latent variables summed out.
   *
   * @param seed of the points where this looks, and of the states
   * @throws NotSummable if they cannot be, naming them
   */
  static <I> Joint<I> of(Joint<I> joint, Seed seed) {
    return joint.with(
        of(trial -> joint.replay(point(joint, seed.at(trial).bits())), name -> true, seed));
  }

  /**
   * The discrete latent variables with some names.
   *
   * @param points runs at as many points as this needs
   * @param seed of the states
   * @throws NotSummable if they cannot be summed out, naming them
   */
  static Enumeration of(LongFunction<Replay> points, Predicate<String> wanted, Seed seed) {
    try (HostComputation host = HostComputation.open()) {
      Enumeration enumeration = Enumeration.NONE;
      SplittableRandom random = new SplittableRandom(seed.key().bits());
      for (int trial = 0; trial < TRIALS; trial++) {
        try (Scope scope = Scope.open()) {
          Replay replay = points.apply(trial);
          if (trial == 0) {
            enumeration = Dependence.of(replay, wanted);
          }
          check(enumeration, replay, random);
        }
      }
      return enumeration;
    }
  }

  private static void check(Enumeration enumeration, Replay replay, SplittableRandom random) {
    try {
      Enumeration.Run all = replay.states(enumeration);
      RowIndependence.require(enumeration, all, replay, random);
      all.elimination(enumeration);
    } catch (TracingException e) {
      throw new NotSummable(
          enumeration.discretes().stream().map(Discrete::name).toList(),
          "the model does with its value what cannot be done for all states at once: "
              + e.getMessage());
    }
  }

  /** Unconstrained coordinates of a draw from the prior. */
  private static List<NDArray> point(Joint<?> joint, long seed) {
    Map<String, NDArray> drawn = new LinkedHashMap<>();
    for (LatentStart start : joint.model().latents(Seed.of(seed))) {
      if (!start.prior().isDiscrete()) {
        drawn.put(start.name(), Bijectors.to(start.prior().support()).inverse(start.draw()));
      }
    }
    return joint.names().stream().map(name -> require(drawn, name)).toList();
  }

  private static NDArray require(Map<String, NDArray> drawn, String name) {
    NDArray value = drawn.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          name
              + ": a run under the prior met this latent variable and another one only "
              + drawn.keySet()
              + "; expected the same variables in each run");
    }
    return value;
  }
}
