package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.borch.tensor.BorchArray;

/**
 * A categorical predictor: the level of each row of data as a number, and what the levels are
 * called. The first level is the reference.
 *
 * <pre>{@code
 * Factor county = Factor.of(names);                          // "Aitkin", "Anoka", "Aitkin", ...
 * NDArray level = plate("county", county.levels()).rv("level", normal(mu, tau));
 * NDArray eta = at(level, county.index()).add(...);          // of each row: level[Aitkin], ...
 * }</pre>
 *
 * @param levels different labels
 * @param codes for each row the place of its level, from 0
 */
public record Factor(List<String> levels, List<Integer> codes) {

  /**
   * Copies both.
   *
   * @throws IllegalArgumentException if a level is blank, has a bracket or a line break, or is
   *     there twice, or if a code is none of them
   */
  public Factor {
    levels = Labels.require("factor", levels);
    codes = List.copyOf(codes);
    for (int code : codes) {
      if (code < 0 || code >= levels.size()) {
        throw new IllegalArgumentException(
            "factor: the code " + code + ", expected 0 to " + (levels.size() - 1));
      }
    }
  }

  /** A factor whose levels are the different values in alphabetical order. */
  public static Factor of(List<String> rows) {
    return coded(List.copyOf(new TreeSet<>(rows)), rows);
  }

  /** As {@link #of(List)}. */
  public static Factor of(String... rows) {
    return of(List.of(rows));
  }

  private static Factor coded(List<String> levels, List<String> rows) {
    Map<String, Integer> places = new LinkedHashMap<>();
    levels.forEach(level -> places.put(level, places.size()));
    List<Integer> codes = new ArrayList<>(rows.size());
    for (String row : rows) {
      Integer code = places.get(row);
      if (code == null) {
        throw new IllegalArgumentException(
            "factor: the level \""
                + row
                + "\", expected one of "
                + levels
                + Suggestion.of(row, levels));
      }
      codes.add(code);
    }
    return new Factor(levels, codes);
  }

  /**
   * The same rows with another reference, which becomes the first level; the others keep their
   * order.
   *
   * @throws IllegalArgumentException if there is no such level
   */
  public Factor withReference(String level) {
    List<String> order = new ArrayList<>(levels);
    if (!order.remove(level)) {
      throw new IllegalArgumentException(
          "withReference(\""
              + level
              + "\"): expected one of the levels "
              + levels
              + Suggestion.of(level, levels));
    }
    order.add(0, level);
    return coded(order, rows());
  }

  /**
   * Other rows with the same levels in the same places, such as new data to predict for.
   *
   * @throws IllegalArgumentException if a row has another level
   */
  public Factor on(List<String> rows) {
    return coded(levels, rows);
  }

  /** The label of each row. */
  public List<String> rows() {
    return codes.stream().map(levels::get).toList();
  }

  /** The levels without the reference. */
  public List<String> others() {
    return levels.isEmpty() ? levels : levels.subList(1, levels.size());
  }

  /** The place of each row's level: INT64 [rows], for {@code at(effects, factor.index())}. */
  public NDArray index() {
    return BorchArray.ofLongs(codes.stream().mapToLong(Integer::longValue).toArray());
  }

  /**
   * Which of the {@link #others} each row has, for effects against the reference: FLOAT64 [rows,
   * levels - 1], 1 at its level and else 0, no 1 in the rows of the reference.
   */
  public NDArray indicators() {
    int columns = others().size();
    double[] values = new double[codes.size() * columns];
    for (int row = 0; row < codes.size(); row++) {
      int column = codes.get(row) - 1;
      if (column >= 0) {
        values[row * columns + column] = 1;
      }
    }
    return BorchArray.of(new Shape(codes.size(), columns), values);
  }

  /** {@code Factor of 85 levels, 919 rows}. */
  @Override
  public String toString() {
    return "Factor of " + levels.size() + " levels, " + codes.size() + " rows";
  }
}
