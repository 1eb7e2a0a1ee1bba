package org.borch.infer.vi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.borch.Model;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.laplace.NormalApproximation;
import org.borch.infer.laplace.Pathfinder;
import org.borch.posterior.Around;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;

/** Where the parameters of a q start that can be any normal distribution: near the posterior. */
final class FirstGuess {

  /** A matrix of more coordinates costs more than the steps that it saves. */
  private static final int LARGEST = 500;

  private FirstGuess() {}

  /**
   * The model whose posterior starts there. The same model, if its posterior starts elsewhere, if
   * there are minibatches, too many coordinates, or nothing is found.
   */
  static Model<?, ?> of(Model<?, ?> model, @Nullable Pathfinder search, Seed seed) {
    if (search == null
        || !model.posterior().startsAround()
        || model.batch(seed.key()).isPresent()) {
      return model;
    }
    return found(model, search, seed)
        .map(normal -> model.withPosterior(model.posterior().startingAround(around(normal))))
        .<Model<?, ?>>map(own -> own)
        .orElse(model);
  }

  private static Optional<NormalApproximation> found(
      Model<?, ?> model, Pathfinder search, Seed seed) {
    JointDensity density;
    try {
      density = JointDensity.of(model, seed);
    } catch (IllegalArgumentException | TracingException e) {
      return Optional.empty(); // no density of the continuous variables alone: the prior will do
    }
    return density.dimension() == 0 || density.dimension() > LARGEST
        ? Optional.empty()
        : search.approximate(density, seed);
  }

  private static Around around(NormalApproximation normal) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    normal.coordinates().forEach(each -> sizes.put(each.name(), each.size()));
    return Around.of(sizes, normal.centre(), normal.lower());
  }
}
