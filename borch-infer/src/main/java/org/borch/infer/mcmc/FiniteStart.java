package org.borch.infer.mcmc;

import java.util.ArrayList;
import java.util.List;
import org.borch.infer.LogDensity;
import org.borch.tensor.random.Key;

/** Finds a point where log density and gradient are finite. */
final class FiniteStart {

  private static final int TRIES = 100;

  private FiniteStart() {}

  /**
   * The first good one of up to 100 points.
   *
   * @throws IllegalArgumentException if a point has the wrong length, or none is good; the message
   *     names the variables
   */
  static State find(LogDensity density, Kernel kernel, Start start, int chain, Key key) {
    int dimension = density.dimension();
    double[] position = {};
    for (int attempt = 0; attempt < TRIES; attempt++) {
      position = start.position(density, chain, key.at(attempt));
      if (position.length != dimension) {
        throw new IllegalArgumentException(
            "chain %d: starting point of %d coordinates, expected %d"
                .formatted(chain, position.length, dimension));
      }
      State state = kernel.init(position);
      if (state.isFinite()) {
        return state;
      }
    }
    State last = kernel.init(position);
    throw new IllegalArgumentException(
        "chain %d: no finite log density and gradient at any of %d starting points; at the last one"
                .formatted(chain, TRIES)
            + " the log density is "
            + last.logDensity()
            + sites(" and its derivative is not finite for ", latents(density, last))
            + sites("; log p is not finite for ", density.faults(position))
            + ". Look there for data outside of the support or a parameter that overflows, or"
            + " choose another Start");
  }

  private static String sites(String before, List<String> names) {
    return names.isEmpty() ? "" : before + String.join(", ", names);
  }

  private static List<String> latents(LogDensity density, State state) {
    List<String> names = new ArrayList<>();
    double[] gradient = state.gradient();
    if (gradient.length == 0) {
      return names;
    }
    for (LogDensity.Coordinates site : density.coordinates()) {
      boolean finite = true;
      for (int i = site.offset(); i < site.offset() + site.size(); i++) {
        finite &= Double.isFinite(gradient[i]);
      }
      if (!finite) {
        names.add(site.name());
      }
    }
    return names;
  }
}
