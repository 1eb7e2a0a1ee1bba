package org.borch.infer.mcmc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.borch.infer.density.LogDensity;
import org.borch.infer.density.Start;
import org.borch.tensor.random.Key;

/**
 * Finds a point where a chain can begin: log density and gradient are finite, and there is a step
 * size.
 */
final class FiniteStart {

  /** As in Stan. */
  private static final int TRIES = 100;

  /** A search that comes to nothing takes a thousand evaluations. */
  private static final int SEARCHES = 10;

  /**
   * A chain that must begin with shorter steps is so far out that rounding may keep it there for
   * ever. It begins there only if it is given no better place.
   */
  private static final double SHORT = 0x1p-100;

  /** Begins at a point. */
  interface Beginning {

    /** Returns the step size, or says that there is none. */
    double at(State state) throws StepSizeSearch.NoStepSize;
  }

  private FiniteStart() {}

  /**
   * The first good one of up to 100 points.
   *
   * @param chain its number, for messages
   * @throws IllegalArgumentException if a point has the wrong length, or none has a finite density
   *     and gradient; the message names the variables
   * @throws ArithmeticException if the density is flat, or none of ten points has a step size
   */
  static State find(
      LogDensity density, Kernel kernel, Start start, int chain, Key key, Beginning beginning) {
    int dimension = density.dimension();
    double[] position = {};
    double[] refused = {};
    State far = null;
    StepSizeSearch.NoStepSize why = null;
    int searches = 0;
    for (int attempt = 0; attempt < TRIES && searches < SEARCHES; attempt++) {
      position = start.position(density, chain, key.at(attempt));
      if (position.length != dimension) {
        throw new IllegalArgumentException(
            "chain %d: starting point of %d coordinates, expected %d"
                .formatted(chain, position.length, dimension));
      }
      State state = kernel.init(position);
      if (state.isFinite() && !Arrays.equals(position, refused)) {
        try {
          if (beginning.at(state) >= SHORT) {
            return state;
          }
          far = far == null ? state : far;
        } catch (StepSizeSearch.NoStepSize e) {
          if (!e.isLocal) {
            throw named(chain, 1, e);
          }
          why = e;
        }
        refused = position;
        searches++;
      }
    }
    if (far != null) {
      beginning.at(far);
      return far;
    }
    if (why != null) {
      throw named(chain, searches, why);
    }
    throw notFinite(density, kernel.init(position), chain);
  }

  private static ArithmeticException named(
      int chain, int searches, StepSizeSearch.NoStepSize failure) {
    String where = searches == 1 ? "" : ", after " + (searches - 1) + " other starting points";
    ArithmeticException named =
        new ArithmeticException("chain " + chain + where + ": " + failure.getMessage());
    named.initCause(failure);
    return named;
  }

  private static IllegalArgumentException notFinite(LogDensity density, State last, int chain) {
    return new IllegalArgumentException(
        "chain %d: no finite log density and gradient at any of %d starting points; at the last one"
                .formatted(chain, TRIES)
            + " the log density is "
            + last.logDensity()
            + sites(" and its derivative is not finite for ", latents(density, last))
            + sites("; log p is not finite for ", density.variables().faults(last.position()))
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
