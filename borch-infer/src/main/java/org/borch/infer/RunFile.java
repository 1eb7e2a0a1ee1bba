package org.borch.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.ArrayFile;
import org.borch.tensor.BorchArray;

/**
 * Vectors and texts by name, in a file that is written whole or not at all: what an algorithm that
 * knows no model needs to go on later. See {@link ArrayFile}.
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
   * Reads a file.
   *
   * @throws UncheckedIOException if the file cannot be read, is damaged, or is of another kind
   */
  public static RunFile load(Path file, String kind) {
    return new RunFile(ArrayFile.load(file, kind));
  }

  /**
   * Checks that {@link #save} can write a file, before a run that saves after a long time.
   *
   * @throws IllegalArgumentException if no file can have this path
   * @throws UncheckedIOException if the folder is missing or read-only, or the file is
   *     write-protected, a folder or a device
   */
  public static void requireWritable(Path file) {
    ArrayFile.requireWritable(file);
  }

  /**
   * Writes the file in place of that of an earlier save.
   *
   * @throws UncheckedIOException if writing fails; what was there before is whole then
   */
  public void save(Path file) {
    content.save(file);
  }

  /**
   * The vectors by name.
   *
   * @throws UncheckedIOException if the file has arrays of other types or shapes
   */
  public Map<String, double[]> numbers() {
    Map<String, double[]> numbers = new LinkedHashMap<>();
    content
        .arrays()
        .forEach(
            (name, values) -> {
              if (values.getDataType() != DataType.FLOAT64 || values.getShape().dimension() != 1) {
                throw refused(
                    "its array %s is %s%s, expected a vector of FLOAT64"
                        .formatted(name, values.getDataType(), values.getShape()));
              }
              numbers.put(name, BorchArray.wrap(values).values());
            });
    return Collections.unmodifiableMap(numbers);
  }

  /**
   * A text.
   *
   * @throws UncheckedIOException if there is none of this name
   */
  public String note(String name) {
    return content.note(name);
  }

  /**
   * A text that is a whole number.
   *
   * @throws UncheckedIOException if there is none of this name, or it is something else
   */
  public long number(String name) {
    return content.number(name);
  }

  /**
   * The exception for content that this file should not have.
   *
   * @param why a part of a sentence: what is wrong, and what was expected
   */
  public UncheckedIOException refused(String why) {
    return content.refused(why);
  }
}
