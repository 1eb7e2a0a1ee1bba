package org.borch;

import java.util.Collection;
import java.util.Comparator;

/** What a misspelt name may have meant: the nearest one by letters, of which case counts least. */
public final class Suggestion {

  /** The cost of another letter, one more or one less. */
  private static final int EDIT = 4;

  /** The cost of a letter in the other case. */
  private static final int CASE = 1;

  private Suggestion() {}

  /**
   * The end of a message: {@code ; did you mean "theta"?}.
   *
   * @param known the names that there are
   * @return empty if none is near: more than half of the letters would have to change
   */
  public static String of(String name, Collection<String> known) {
    return known.stream()
        .filter(other -> distance(name, other) <= EDIT * most(name, other))
        .min(Comparator.comparingInt(other -> distance(name, other)))
        .map(other -> "; did you mean \"" + other + "\"?")
        .orElse("");
  }

  /** How many letters may change: half of the longer name's, at least one. */
  private static int most(String a, String b) {
    return Math.max(1, Math.max(a.length(), b.length()) / 2);
  }

  /** Levenshtein's distance with a lower cost for case. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = EDIT * j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = EDIT * i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + cost(a.charAt(i - 1), b.charAt(j - 1));
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + EDIT);
      }
    }
    return row[b.length()];
  }

  private static int cost(char a, char b) {
    if (a == b) {
      return 0;
    }
    return Character.toLowerCase(a) == Character.toLowerCase(b) ? CASE : EDIT;
  }
}
