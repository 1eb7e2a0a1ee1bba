package org.borch.infer.files;

import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A variable as the comments of a file describe it, {@code layer_1 = ["layer.1",3,2]}: what the
 * names of columns cannot say. Elements with names of their own follow in a list, {@code theta =
 * ["theta",2,["theta[a]","theta[b]"]]}.
 *
 * @param identifier in the columns
 * @param name of the variable
 * @param shape of one draw
 * @param elements the names of all elements, row-major; empty for the usual ones
 */
record CsvVariable(String identifier, String name, Shape shape, List<String> elements) {

  /** Columns in a message. */
  private static final int SHOWN = 8;

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /**
   * Reads {@link #toString}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static CsvVariable parse(String text) {
    int equals = text.indexOf(" = ");
    if (equals < 1) {
      throw new IllegalArgumentException("\"" + text + "\" describes no variable");
    }
    String identifier = text.substring(0, equals);
    List<Long> shape = new ArrayList<>();
    List<String> elements = new ArrayList<>();
    try (JsonReader json = new JsonReader(new StringReader(text.substring(equals + 3)))) {
      json.setStrictness(Strictness.STRICT);
      json.beginArray();
      String name = json.nextString();
      while (json.hasNext() && json.peek() != JsonToken.BEGIN_ARRAY) {
        shape.add(json.nextLong());
      }
      if (json.hasNext()) {
        json.beginArray();
        while (json.hasNext()) {
          elements.add(json.nextString());
        }
        json.endArray();
      }
      json.endArray();
      if (json.peek() == JsonToken.END_DOCUMENT) {
        long[] axes = shape.stream().mapToLong(Long::longValue).toArray();
        return new CsvVariable(identifier, name, new Shape(axes), elements);
      }
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" describes no variable", e);
    }
    throw new IllegalArgumentException("\"" + text + "\" describes no variable");
  }

  /**
   * The variables of a file, in order.
   *
   * @param columns those of variables
   * @throws IllegalArgumentException if columns and comments do not fit together, or there are no
   *     variables
   */
  static List<CsvVariable> all(CsvComments comments, List<String> columns) {
    List<CsvVariable> variables = new ArrayList<>(comments.variables());
    if (variables.isEmpty()) {
      ColumnNames.shapes(columns)
          .forEach((name, shape) -> variables.add(new CsvVariable(name, name, shape, List.of())));
    } else {
      requireFit(variables, columns);
    }
    if (variables.isEmpty()) {
      throw new IllegalArgumentException("no variables, only the sampler's columns");
    }
    return variables;
  }

  private static void requireFit(List<CsvVariable> variables, List<String> columns) {
    Set<String> names = new HashSet<>();
    Set<String> identifiers = new HashSet<>();
    List<String> expected = new ArrayList<>();
    for (CsvVariable variable : variables) {
      if (!names.add(variable.name) || !identifiers.add(variable.identifier)) {
        throw new IllegalArgumentException("two variables are " + variable);
      }
      int left = columns.size() - expected.size();
      expected.addAll(ColumnNames.columns(variable.identifier, variable.shape, left));
    }
    if (!expected.equals(columns)) {
      throw new IllegalArgumentException(
          "its columns are not those of its variables: got %s, expected %s"
              .formatted(abbreviated(columns), abbreviated(expected)));
    }
  }

  private static String abbreviated(List<String> names) {
    return names.size() <= SHOWN ? names.toString() : names.subList(0, SHOWN) + "...";
  }

  /** One line, whatever the name is. */
  @Override
  public String toString() {
    JsonArray parts = new JsonArray();
    parts.add(name);
    Arrays.stream(shape.getShape()).forEach(parts::add);
    if (!elements.isEmpty()) {
      JsonArray names = new JsonArray();
      elements.forEach(names::add);
      parts.add(names);
    }
    return identifier + " = " + GSON.toJson(parts);
  }
}
