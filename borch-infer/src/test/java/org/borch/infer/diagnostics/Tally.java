package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.List;

/** Counts values and collects the wrong ones, so that one failure does not hide the next. */
final class Tally {

  private final String title;
  private final List<String> wrong = new ArrayList<>();
  private int checked;
  private double worst;

  Tally(String title) {
    this.title = title;
  }

  /** Relative to the expected value; undefined equals undefined. */
  void check(String what, double actual, double expected, double tolerance) {
    checked++;
    if (Double.compare(actual, expected) == 0 || actual == expected) {
      return;
    }
    double error = Math.abs(actual - expected) / Math.abs(expected);
    worst = Math.max(worst, error);
    if (!(error <= tolerance)) {
      wrong.add(what + ": got " + actual + ", expected " + expected);
    }
  }

  void check(String what, double[] actual, JsonElement expected, double tolerance) {
    assertThat(actual).as(what).hasSize(expected.getAsJsonArray().size());
    for (int i = 0; i < actual.length; i++) {
      double value = expected.getAsJsonArray().get(i).getAsDouble();
      check(what + "[" + i + "]", actual[i], value, tolerance);
    }
  }

  void finish() {
    System.out.printf(
        "%s: %d values checked, %d wrong, largest relative error %.1e%n",
        title, checked, wrong.size(), worst);
    assertThat(checked).isPositive();
    assertThat(wrong).isEmpty();
  }
}
