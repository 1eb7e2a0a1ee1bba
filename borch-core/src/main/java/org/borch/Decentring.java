package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
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
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;

/** Which latent variables are drawn as functions of standard ones, wholly or partly. */
final class Decentring {

  /** How far a variable is decentred. */
  enum Degree {
    /** It is a function of a standard one. */
    WHOLE("decentred"),
    /** It is one of a variable between the standard one and itself, as is learned. */
    LEARNED("partlyDecentred");

    final String method;

    Degree(String method) {
      this.method = method;
    }
  }

  /** What follows a variable's name in that of its standard part. */
  static final String STANDARD = ".z";

  private Decentring() {}

  /**
   * The variables that some patterns mean. A variable's own name must be of a location-scale
   * family; of the variables that a wider pattern means, those that are count.
   *
   * @param latents of the model
   * @param binding of the model
   * @throws IllegalArgumentException if a pattern means no variable that can be decentred
   */
  static Set<String> named(
      List<LatentStart> latents, Binding binding, Degree degree, Collection<String> patterns) {
    Set<String> names = new LinkedHashSet<>();
    for (String pattern : patterns) {
      names.addAll(named(latents, binding, degree, pattern));
    }
    return names;
  }

  private static List<String> named(
      List<LatentStart> latents, Binding binding, Degree degree, String pattern) {
    NamePattern compiled = NamePattern.of(pattern);
    List<LatentStart> meant =
        latents.stream().filter(latent -> compiled.matches(own(latent, binding))).toList();
    List<String> possible =
        meant.stream()
            .filter(latent -> hasParts(latent, degree))
            .map(latent -> own(latent, binding))
            .toList();
    boolean isName = meant.stream().anyMatch(latent -> own(latent, binding).equals(pattern));
    boolean isGiven = binding.isObserved(pattern) || binding.interventions().containsKey(pattern);
    if (meant.isEmpty() && isGiven) {
      throw new IllegalArgumentException(
          degree.method
              + "(\""
              + pattern
              + "\"): the variable has data or a forced value, expected a latent one");
    } else if (meant.isEmpty()) {
      List<String> known = latents.stream().map(latent -> own(latent, binding)).toList();
      throw Names.unknown(degree.method, pattern, known);
    } else if (possible.isEmpty() || (isName && !possible.contains(pattern))) {
      LatentStart first =
          meant.stream()
              .filter(latent -> !isName || own(latent, binding).equals(pattern))
              .findFirst()
              .orElseThrow();
      throw refused(own(first, binding), first.prior());
    }
    return possible;
  }

  /** The name of the variable itself for the standard part of one that is decentred already. */
  private static String own(LatentStart latent, Binding binding) {
    String name = latent.name();
    String base =
        name.endsWith(STANDARD) ? name.substring(0, name.length() - STANDARD.length()) : name;
    return binding.decentred().containsKey(base) ? base : name;
  }

  /**
   * The variables of location-scale families whose priors depend on other latent variables, but not
   * on discrete ones: these are summed out, so that a function of them has no value at a point.
   */
  static Set<String> dependent(List<LatentStart> latents, Binding binding, Degree degree) {
    return latents.stream()
        .filter(latent -> latent.isFrom(Origin.LATENT) && !latent.isFrom(Origin.DISCRETE))
        .filter(latent -> hasParts(latent, degree))
        .map(latent -> own(latent, binding))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static boolean hasParts(LatentStart latent, Degree degree) {
    Distribution prior = latent.prior();
    return prior
        .standardized()
        .filter(
            parts ->
                degree == Degree.WHOLE
                    || parts.partly(atStart(prior, latent.noise().type())).isPresent())
        .isPresent();
  }

  /** A prior's standard part and its location and scale. */
  static Standardized parts(String path, Distribution prior) {
    return prior.standardized().orElseThrow(() -> refused(path, prior));
  }

  /**
   * A variable between the standard part and the variable itself.
   *
   * @param centring of each element: batch + event
   */
  static Standardized parts(String path, Distribution prior, NDArray centring) {
    return prior
        .standardized()
        .flatMap(parts -> parts.partly(centring))
        .orElseThrow(() -> refused(path, prior));
  }

  /** The centring of each element where nothing is learned yet. */
  static NDArray atStart(Distribution prior, DataType type) {
    return BorchArray.full(shape(prior), 0.5, type);
  }

  /** The shape of a prior's values, and of their centring. */
  static Shape shape(Distribution prior) {
    return Shapes.concat(prior.batchShape(), prior.eventShape());
  }

  private static IllegalArgumentException refused(String path, Distribution prior) {
    return new IllegalArgumentException(
        path
            + ": decentred, but "
            + prior.name()
            + " is no family of location and scale; expected a Normal, StudentT, LogNormal,"
            + " HalfNormal, HalfCauchy or MultivariateNormal, or one whose standardized() is"
            + " present, partly one with a scale for each element by itself; leave the variable as"
            + " it is");
  }
}
