package org.borch.infer.draws;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table as text for other programs: CSV as RFC 4180 has it, or Markdown. The first column names
 * the rows.
 *
 * @param head of the columns
 * @param rows each with as many cells
 */
public record TextTable(List<String> head, List<List<String>> rows) {

  /** What Markdown would read as more than itself. */
  private static final String MARKS = "\\`*_[]<>|~#";

  /** Copies both, and checks that all rows have as many cells. */
  public TextTable {
    head = List.copyOf(head);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != head.size()) {
        throw new IllegalArgumentException(
            "row " + row + ": " + row.size() + " cells, expected " + head.size());
      }
    }
  }

  /**
   * Lines that end in CR LF; cells with commas, quotes or line breaks are quoted. Numbers are
   * written as Java has them, so that they are read back exactly.
   */
  public String toCsv() {
    return lines().stream()
        .map(row -> row.stream().map(TextTable::quoted).collect(Collectors.joining(",")) + "\r\n")
        .collect(Collectors.joining());
  }

  private static String quoted(String cell) {
    boolean isPlain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  /** A table of GitHub's Markdown, numbers to the right; what would be a mark is escaped. */
  public String toMarkdown() {
    List<String> rule = new ArrayList<>();
    head.forEach(column -> rule.add(rule.isEmpty() ? "---" : "---:"));
    List<List<String>> all = new ArrayList<>(lines());
    all.replaceAll(row -> row.stream().map(TextTable::escaped).toList());
    all.add(1, rule);
    return all.stream()
        .map(row -> row.stream().collect(Collectors.joining(" | ", "| ", " |\n")))
        .collect(Collectors.joining());
  }

  private static String escaped(String cell) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (MARKS.indexOf(c) >= 0) {
        text.append('\\');
      }
      text.append(c == '\n' || c == '\r' ? ' ' : c);
    }
    return text.toString();
  }

  private List<List<String>> lines() {
    List<List<String>> all = new ArrayList<>();
    all.add(head);
    all.addAll(rows);
    return all;
  }
}
