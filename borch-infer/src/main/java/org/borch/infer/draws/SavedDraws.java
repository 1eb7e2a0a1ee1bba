package org.borch.infer.draws;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.ArrayFile;
import org.borch.infer.density.Bounds;
import org.borch.infer.density.ElementNames;
import org.borch.infer.density.Naming;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/** Draws as one file: values, names of elements, and how a sampler made them. */
final class SavedDraws {

  private static final String KIND = "draws";
  private static final String DRAWS = "draws/";
  private static final String STATS = "stats/";
  private static final String SETTING = "setting.";

  /** The names of a variable's elements, where they are not the usual ones. */
  private static final String ELEMENTS = "elements.";

  /** The bounds of a variable, where they are known. */
  private static final String BOUNDS = "bounds.";

  private static final Gson JSON = new Gson();

  private SavedDraws() {}

  static void save(Draws draws, Path file) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    Map<String, String> notes = new LinkedHashMap<>();
    for (String name : draws.names()) {
      arrays.put(DRAWS + name, draws.get(name));
      List<String> elements = draws.elements(name);
      if (!elements.equals(ElementNames.all(name, draws.shape(name)))) {
        notes.put(ELEMENTS + name, JSON.toJson(elements));
      }
      draws
          .bounds(name)
          .ifPresent(bounds -> notes.put(BOUNDS + name, bounds.low() + " " + bounds.high()));
    }
    SampleStats stats = draws.stats();
    Shape leading = new Shape(draws.chainCount(), draws.drawCount());
    for (String name : stats.names()) {
      arrays.put(STATS + name, BorchArray.of(leading, flat(stats.get(name))));
    }
    stats.settings().forEach((name, value) -> notes.put(SETTING + name, value));
    ArrayFile.of(KIND, arrays, notes).save(file);
  }

  private static double[] flat(double[][] column) {
    return Arrays.stream(column).flatMapToDouble(Arrays::stream).toArray();
  }

  static Draws load(Path file) {
    ArrayFile content = ArrayFile.load(file, KIND);
    Map<String, NDArray> arrays = content.under(DRAWS);
    arrays.forEach((name, array) -> requireDoubles(content, name, array));
    Map<String, List<String>> elements = new HashMap<>();
    content
        .notesUnder(ELEMENTS)
        .forEach((name, text) -> elements.put(name, elements(content, name, arrays, text)));
    Map<String, Bounds> bounds = new HashMap<>();
    content
        .notesUnder(BOUNDS)
        .forEach((name, text) -> bounds.put(name, bounds(content, name, text)));
    try {
      Draws draws = Draws.of(arrays, naming(elements)).withBounds(bounds);
      Map<String, double[][]> columns = new LinkedHashMap<>();
      content
          .under(STATS)
          .forEach((name, array) -> columns.put(name, column(content, name, array, draws)));
      Map<String, String> settings = content.notesUnder(SETTING);
      return columns.isEmpty() && settings.isEmpty()
          ? draws
          : draws.withStats(SampleStats.of(columns, settings));
    } catch (IllegalArgumentException e) {
      throw content.refused(String.valueOf(e.getMessage()));
    }
  }

  private static Naming naming(Map<String, List<String>> elements) {
    return (name, shape, offset) -> {
      List<String> own = elements.get(name);
      return own == null ? ElementNames.of(name, shape, offset) : own.get(offset);
    };
  }

  private static Bounds bounds(ArrayFile content, String name, String text) {
    int space = text.indexOf(' ');
    try {
      return new Bounds(
          Double.parseDouble(text.substring(0, Math.max(0, space))),
          Double.parseDouble(text.substring(space + 1)));
    } catch (IllegalArgumentException e) {
      throw content.refused(
          "the bounds of " + name + " are \"" + text + "\", expected two numbers");
    }
  }

  private static void requireDoubles(ArrayFile content, String name, NDArray array) {
    if (array.getDataType() != DataType.FLOAT64) {
      throw content.refused(
          name + " of type " + array.getDataType() + array.getShape() + ", expected FLOAT64");
    }
  }

  private static List<String> elements(
      ArrayFile content, String name, Map<String, NDArray> arrays, String text) {
    NDArray array = arrays.get(name);
    @Nullable String @Nullable [] names;
    try {
      names = JSON.fromJson(text, String[].class);
    } catch (JsonSyntaxException e) {
      names = null;
    }
    if (array == null
        || names == null
        || array.getShape().dimension() < 2
        || names.length != array.getShape().slice(2).size()
        || Arrays.asList(names).contains(null)) {
      throw content.refused("the names of the elements of " + name + " are not one for each");
    }
    return Arrays.stream(names).map(String::valueOf).toList();
  }

  private static double[][] column(ArrayFile content, String name, NDArray array, Draws draws) {
    requireDoubles(content, name, array);
    if (!array.getShape().equals(new Shape(draws.chainCount(), draws.drawCount()))) {
      throw content.refused(name + " of shape " + array.getShape() + " for " + draws);
    }
    double[] flat = BorchArray.wrap(array).values();
    double[][] column = new double[draws.chainCount()][draws.drawCount()];
    for (int chain = 0; chain < column.length; chain++) {
      System.arraycopy(flat, chain * draws.drawCount(), column[chain], 0, draws.drawCount());
    }
    return column;
  }
}
