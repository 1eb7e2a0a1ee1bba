package org.borch.infer.files;

import java.util.Locale;

/** Numbers as C++ writes and reads them. */
final class CsvNumbers {

  private CsvNumbers() {}

  /** The index of the comma behind a cell, or of the line's end. */
  static int endOfCell(String line, int from) {
    int comma = line.indexOf(',', from);
    return comma < 0 ? line.length() : comma;
  }

  /**
   * A number without blanks around it.
   *
   * @throws NumberFormatException if the text is none; the message shows it
   */
  static double parse(String text) {
    if (isDecimal(text)) {
      return Double.parseDouble(text);
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "-nan", "+nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default ->
          throw new NumberFormatException("got \"" + abbreviated(text) + "\", expected a number");
    };
  }

  /** Java takes suffixes and hexadecimal digits, too. */
  private static boolean isDecimal(String text) {
    boolean isNumber = !text.isEmpty() && isDigit(text.charAt(text.length() - 1));
    for (int i = 0; isNumber && i < text.length(); i++) {
      char c = text.charAt(i);
      isNumber = isDigit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
    }
    return isNumber;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String abbreviated(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  /** The shortest text that Java knows to stand for the double, in C's spelling. */
  static String text(double x) {
    if (Double.isNaN(x)) {
      return "nan";
    }
    if (Double.isInfinite(x)) {
      return x > 0 ? "inf" : "-inf";
    }
    String text = Double.toString(x);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
