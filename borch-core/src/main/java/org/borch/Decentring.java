package org.borch;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.borch.distributions.Distribution;
import org.borch.distributions.Standardized;
import org.borch.posterior.LatentStart;
import org.borch.posterior.LatentStart.Origin;
import org.borch.posterior.NamePattern;

/** Which latent variables are drawn as functions of standard ones. */
final class Decentring {

  /** What follows a variable's name in that of its standard part. */
  static final String STANDARD = ".z";

  private Decentring() {}

  /**
   * The variables that some patterns mean. A variable's own name must be of a location-scale
   * family; of the variables that a wider pattern means, those that are count.
   *
   * @param latents of the model
   * @param given names of the variables that have data or a forced value
   * @throws IllegalArgumentException if a pattern means no variable that can be decentred
   */
  static Set<String> named(
      List<LatentStart> latents, Collection<String> given, Collection<String> patterns) {
    Set<String> names = new LinkedHashSet<>();
    for (String pattern : patterns) {
      names.addAll(named(latents, given, pattern));
    }
    return names;
  }

  private static List<String> named(
      List<LatentStart> latents, Collection<String> given, String pattern) {
    NamePattern compiled = NamePattern.of(pattern);
    List<LatentStart> meant =
        latents.stream().filter(latent -> compiled.matches(latent.name())).toList();
    List<String> possible =
        meant.stream().filter(Decentring::hasParts).map(LatentStart::name).toList();
    boolean isName = meant.stream().anyMatch(latent -> latent.name().equals(pattern));
    if (meant.isEmpty() && given.contains(pattern)) {
      throw new IllegalArgumentException(
          "decentred(\""
              + pattern
              + "\"): the variable has data or a forced value, expected a latent one");
    } else if (meant.isEmpty()) {
      throw Names.unknown("decentred", pattern, latents.stream().map(LatentStart::name).toList());
    } else if (possible.isEmpty() || (isName && !possible.contains(pattern))) {
      LatentStart first = isName ? start(meant, pattern) : meant.get(0);
      throw refused(first.name(), first.prior());
    }
    return possible;
  }

  private static LatentStart start(List<LatentStart> latents, String name) {
    return latents.stream().filter(latent -> latent.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * The variables of location-scale families whose priors depend on other latent variables, but not
   * on discrete ones: these are summed out, so that a function of them has no value at a point.
   */
  static Set<String> dependent(List<LatentStart> latents) {
    return latents.stream()
        .filter(latent -> latent.isFrom(Origin.LATENT) && !latent.isFrom(Origin.DISCRETE))
        .filter(Decentring::hasParts)
        .map(LatentStart::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static boolean hasParts(LatentStart latent) {
    return latent.prior().standardized().isPresent();
  }

  /** A prior's standard part and its location and scale. */
  static Standardized parts(String path, Distribution prior) {
    return prior.standardized().orElseThrow(() -> refused(path, prior));
  }

  private static IllegalArgumentException refused(String path, Distribution prior) {
    return new IllegalArgumentException(
        path
            + ": decentred, but "
            + prior.name()
            + " is no family of location and scale; expected a Normal, StudentT, LogNormal,"
            + " HalfNormal, HalfCauchy or MultivariateNormal, or one whose standardized() is"
            + " present; leave the variable as it is");
  }
}
