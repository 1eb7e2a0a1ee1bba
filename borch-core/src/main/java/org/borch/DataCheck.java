package org.borch;

import java.util.Arrays;
import org.borch.distributions.Distribution;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/** Checks the values of an observed variable's data, which reads them into Java memory. */
final class DataCheck {

  /** How many elements of an event a message shows. */
  private static final int SHOWN = 8;

  private final String path;
  private final Distribution prior;
  private final Observation observation;
  private final double[] values;
  private final boolean @Nullable [] mask;

  DataCheck(String path, Distribution prior, Observation observation) {
    this.path = path;
    this.prior = prior;
    this.observation = observation;
    this.values = BorchArray.wrap(observation.data()).values();
    Missing missing = observation.missing();
    this.mask = missing == null ? null : missing.mask().toBooleanArray();
  }

  /** Refuses NaN where the data is observed. */
  void requireNumbers() {
    int event = Math.toIntExact(prior.eventShape().size());
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i]) && isObserved(i / event)) {
        throw new IllegalArgumentException(
            path
                + ": observed value NaN (element "
                + i
                + "), expected "
                + prior.support().description()
                + " as in the support of "
                + prior.name()
                + "; pass a mask for values that are missing: observe(name, data, mask)");
      }
    }
  }

  /** Refuses values that have no density. */
  void requireInSupport() {
    boolean[] inside = prior.support().check(observation.data()).toBooleanArray();
    int event = Math.toIntExact(prior.eventShape().size());
    for (int i = 0; i < inside.length; i++) {
      if (!inside[i] && isObserved(i)) {
        throw new IllegalArgumentException(
            path
                + ": observed value "
                + shown(i * event, event)
                + " (element "
                + i
                + "), expected "
                + prior.support().description()
                + ", the support of "
                + prior.name());
      }
    }
  }

  private boolean isObserved(int row) {
    boolean[] known = mask;
    return known == null || known[row];
  }

  private String shown(int from, int size) {
    if (size == 1) {
      return Double.toString(values[from]);
    }
    String some = Arrays.toString(Arrays.copyOfRange(values, from, from + Math.min(size, SHOWN)));
    return size > SHOWN ? some.replace("]", ", ...]") : some;
  }
}
