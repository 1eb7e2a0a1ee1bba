package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.distributions.Standardized;
import org.borch.distributions.transform.Bijectors;
import org.borch.infer.density.FreeVariables;
import org.borch.posterior.Choice;
import org.borch.posterior.Latent;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/** Where values of variables lie in a density's unconstrained coordinates. */
final class StartingPoints {

  private StartingPoints() {}

  /** A draw from the prior; each variable draws with {@code key.at(name)}. */
  static double[] prior(Joint<?> joint, Key key) {
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      return flat(priorParts(joint, key));
    }
  }

  /** The same as arrays of the variables, in array operations. */
  static List<NDArray> priorParts(Joint<?> joint, Key key) {
    Trace trace = joint.model().replay(latents -> latent -> Choice.given(drawn(latent, key)));
    return joint.names().stream().map(name -> coordinates(trace.get(name))).toList();
  }

  private static NDArray drawn(Latent latent, Key key) {
    if (!latent.prior().isProper()) {
      throw new IllegalStateException(
          latent.name()
              + ": "
              + latent.prior().name()
              + " is no distribution and has no draws; choose another Start");
    }
    return latent.prior().sample(Noise.of(key.at(latent.name()), DataType.FLOAT64));
  }

  /**
   * The point at which some of a model's variables have given values: the model runs once at the
   * rest's coordinates to know the values of all, and once more at those that are asked for.
   */
  static double[] at(
      Joint<?> joint, DensityGraph density, Map<String, ? extends NDArray> given, double[] rest) {
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      List<NDArray> parts = new ArrayList<>(density.parts(BorchArray.of(rest)));
      // Any state of discrete variables does: they have no coordinates.
      Trace there = joint.replay(parts).at(latent -> latent.prior().sample(latent.noise()));
      Map<String, Integer> places = places(there, joint.names());
      FreeVariables.requireNames(given.keySet(), places.keySet());
      Map<String, NDArray> values = new LinkedHashMap<>(there.latentValues());
      given.forEach((name, x) -> values.compute(name, (same, old) -> shaped(name, x, old)));
      Trace asked = joint.model().replay(values);
      for (String name : given.keySet()) {
        int place = Objects.requireNonNull(places.get(name));
        RandomVariable variable = asked.get(name);
        parts.set(
            place,
            name.equals(joint.names().get(place))
                ? coordinates(variable)
                : standard(joint, variable));
      }
      return flat(parts);
    }
  }

  /** The parts of the continuous variables, decentred ones under their own names. */
  private static Map<String, Integer> places(Trace trace, List<String> names) {
    Map<String, Integer> known = new HashMap<>();
    names.forEach(name -> known.put(name, known.size()));
    Map<String, Integer> places = new LinkedHashMap<>();
    Iterator<String> own = trace.latentValues().keySet().iterator();
    for (RandomVariable latent : trace.latents()) {
      String name = own.next();
      Integer place = known.get(latent.name());
      if (place != null) {
        places.put(name, place);
      }
    }
    return places;
  }

  private static NDArray coordinates(RandomVariable variable) {
    return variable.counted(coordinates(variable.prior(), variable.value()));
  }

  private static NDArray coordinates(Distribution prior, NDArray x) {
    return Bijectors.to(prior.support()).inverse(x);
  }

  /** Of a decentred variable: the coordinates of its standard part. */
  private static NDArray standard(Joint<?> joint, RandomVariable variable) {
    Standardized parts = joint.model().decentring(variable);
    NDArray z = parts.bijector().inverse(variable.value());
    return variable.counted(coordinates(parts.standard(), z));
  }

  private static NDArray shaped(String name, NDArray given, @Nullable NDArray old) {
    return FreeVariables.shaped(name, given, Objects.requireNonNull(old).getShape());
  }

  private static double[] flat(List<NDArray> parts) {
    return parts.stream()
        .flatMapToDouble(part -> Arrays.stream(BorchArray.wrap(part).values()))
        .toArray();
  }
}
