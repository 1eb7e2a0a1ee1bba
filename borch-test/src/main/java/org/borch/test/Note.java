package org.borch.test;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a failed assertion says, as a statistician would note it: a sentence and labelled lines. */
final class Note {

  private final String sentence;
  private final Map<String, String> lines = new LinkedHashMap<>();

  private Note(String sentence) {
    this.sentence = sentence;
  }

  static Note of(String sentence) {
    return new Note(sentence);
  }

  Note expected(Object what) {
    return line("expected", what);
  }

  Note found(Object what) {
    return line("found", what);
  }

  Note cause(String likely) {
    return line("likely cause", likely);
  }

  Note lookAt(Object what) {
    return line("look at", what);
  }

  Note line(String label, Object what) {
    lines.put(
        label, what instanceof Number number ? number(number.doubleValue()) : what.toString());
    return this;
  }

  /** Four digits, which is more than Monte Carlo gives. */
  static String number(double x) {
    if (!Double.isFinite(x) || (x == Math.rint(x) && Math.abs(x) < 1e9)) {
      return String.format(Locale.ROOT, "%.0f", x);
    }
    BigDecimal rounded = new BigDecimal(x).round(new MathContext(4)).stripTrailingZeros();
    boolean isPlain = Math.abs(x) >= 1e-4 && Math.abs(x) < 1e9;
    return isPlain ? rounded.toPlainString() : rounded.toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("\n").append(sentence);
    lines.forEach(
        (label, line) -> text.append(String.format(Locale.ROOT, "%n  %-15s %s", label, line)));
    return text.toString().replace("\r\n", "\n");
  }
}
