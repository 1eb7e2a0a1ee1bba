package org.borch.infer;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.borch.distributions.transform.Bijectors;
import org.borch.posterior.Start;
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
   * @throws IllegalArgumentException if they cannot be, naming them
   */
  static <I> Joint<I> of(Joint<I> joint, Seed seed) {
    try (HostComputation host = HostComputation.open()) {
      Joint<I> enumerated = joint;
      SplittableRandom random = new SplittableRandom(seed.key().bits());
      for (int trial = 0; trial < TRIALS; trial++) {
        try (Scope scope = Scope.open()) {
          List<NDArray> parts = point(joint, seed.at(trial).bits());
          if (trial == 0) {
            enumerated = joint.with(Dependence.of(joint, parts));
          }
          check(enumerated, parts, random);
        }
      }
      return enumerated;
    }
  }

  private static void check(Joint<?> joint, List<NDArray> parts, SplittableRandom random) {
    Enumeration enumeration = joint.enumeration();
    try {
      RowIndependence.require(joint, parts, random);
    } catch (TracingException e) {
      List<Integer> all = new ArrayList<>();
      for (int i = 0; i < enumeration.discretes().size(); i++) {
        all.add(i);
      }
      throw Enumeration.refused(
          Enumeration.named(enumeration.discretes(), all),
          "the model does with its value what cannot be done for all states at once: "
              + e.getMessage());
    }
  }

  /** Unconstrained coordinates of a draw from the prior. */
  private static List<NDArray> point(Joint<?> joint, long seed) {
    Map<String, NDArray> drawn = new LinkedHashMap<>();
    for (Start start : joint.model().latents(Seed.of(seed))) {
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
