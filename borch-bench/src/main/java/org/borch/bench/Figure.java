package org.borch.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A number that was measured.
 *
 * @param benchmark what was computed
 * @param variant how
 * @param value the time per call, for example
 * @param unit {@code ns} per call, {@code B} allocated per call, {@code ms}, {@code 1/s}, {@code 1}
 *     for a count, or {@code x}, the speed-up by a second thread
 * @param reference the variant that this benchmark's others are compared with
 */
record Figure(String benchmark, String variant, double value, String unit, String reference) {

  static final String HEADER = "benchmark,variant,value,unit,reference,ratio";

  /** A line of the table; the ratio is empty where the reference was not among {@code all}. */
  String row(List<Figure> all) {
    String ratio = ratio(all).map(r -> String.format(Locale.ROOT, "%.4g", r)).orElse("");
    return String.format(
        Locale.ROOT, "%s,%s,%.6g,%s,%s,%s", benchmark, variant, value, unit, reference, ratio);
  }

  /** Bytes have no ratio: the aim is none. */
  private Optional<Double> ratio(List<Figure> all) {
    return unit.equals("B")
        ? Optional.empty()
        : find(all, reference).map(other -> value / other.value);
  }

  /** The same number of another variant. */
  Optional<Figure> find(List<Figure> all, String otherVariant) {
    return all.stream()
        .filter(
            other ->
                other.benchmark.equals(benchmark)
                    && other.variant.equals(otherVariant)
                    && other.unit.equals(unit))
        .findFirst();
  }

  /** How much more two threads do than one, where this is the time of a variant in one thread. */
  Optional<Figure> speedUp(List<Figure> all) {
    return !unit.equals("ns")
        ? Optional.empty()
        : find(all, variant + TwoThreads.SUFFIX)
            .map(both -> new Figure(benchmark, variant, 2 * value / both.value, "x", reference));
  }
}
