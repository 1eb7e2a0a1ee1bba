package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.ArrayFile;
import org.borch.tensor.BorchArray;

/**
 * Vectors and texts by name, in a pair of files that is written whole or not at all: what an
 * algorithm that knows no model needs to go on later. See {@link ArrayFile}.
 */
public final class RunFile {

  private final ArrayFile content;

  private RunFile(ArrayFile content) {
    this.content = content;
  }

  /**
   * Content to save.
   *
   * @param kind of algorithm, so that nothing else is loaded in its place
   * @param numbers by name; not copied, so they must not change until they are saved
   * @param notes further text
   */
  public static RunFile of(String kind, Map<String, double[]> numbers, Map<String, String> notes) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    numbers.forEach(
        (name, values) -> arrays.put(name, BorchArray.of(new Shape(values.length), values)));
    return new RunFile(ArrayFile.of(kind, arrays, notes));
  }

  /**
   * Reads a pair of files.
   *
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or is of another
   *     kind
   */
  public static RunFile load(Path file, String kind) {
    return new RunFile(ArrayFile.load(file, kind));
  }

  /**
   * Writes both files in place of those of an earlier save.
   *
   * @throws java.io.UncheckedIOException if writing fails; what was there before is whole then
   */
  public void save(Path file) {
    content.save(file);
  }

  /** The vectors by name. */
  public Map<String, double[]> numbers() {
    Map<String, double[]> numbers = new LinkedHashMap<>();
    content.arrays().forEach((name, values) -> numbers.put(name, BorchArray.wrap(values).values()));
    return Collections.unmodifiableMap(numbers);
  }

  /**
   * A text.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public String note(String name) {
    return content.note(name);
  }
}
