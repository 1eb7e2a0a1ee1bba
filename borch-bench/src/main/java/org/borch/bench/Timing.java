package org.borch.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The time of one call of one variant.
 *
 * @param benchmark what was computed
 * @param variant how
 * @param nanoseconds time per call
 * @param reference the variant that this benchmark's others are compared with
 */
record Timing(String benchmark, String variant, double nanoseconds, String reference) {
  static final String HEADER = "benchmark,variant,value,unit,reference,ratio";

  /** A line of the table; the ratio is empty where the reference was not among {@code all}. */
  String row(List<Timing> all) {
    String ratio = ratio(all).map(r -> String.format(Locale.ROOT, "%.4g", r)).orElse("");
    return String.format(
        Locale.ROOT, "%s,%s,%.6g,ns,%s,%s", benchmark, variant, nanoseconds, reference, ratio);
  }

  private Optional<Double> ratio(List<Timing> all) {
    return all.stream()
        .filter(other -> other.benchmark.equals(benchmark) && other.variant.equals(reference))
        .map(other -> nanoseconds / other.nanoseconds)
        .findFirst();
  }
}
