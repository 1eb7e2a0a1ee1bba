package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.borch.file.FileFault;
import org.borch.file.NewFiles;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/**
 * Named arrays and notes in one file, which every library for the safetensors format reads:
 *
 * <pre>
 *   length of the header, 8 bytes
 *   header, JSON   __metadata__   sha256   of the whole file
 *                                 borch    version of this format: 2
 *                                 kind     of content
 *                                 note.*   the notes
 *                  names of the arrays, each with type, shape and place
 *   elements       little-endian, row-major, one array after the other
 * </pre>
 *
 * One file, so that it is copied, moved and replaced whole. A save writes it beside its place and
 * moves it there ({@link NewFiles}); a load takes it whole or refuses it. Limits: a header of 16
 * MiB, arrays of less than 2 GiB each and of 64 axes.
 */
public final class ArrayFile {

  private static final String FORMAT = "borch";
  private static final String VERSION = "2";
  private static final String KIND = "kind";
  private static final String NOTE = "note.";

  private final @Nullable Path file;
  private final String kind;
  private final Map<String, NDArray> arrays;
  private final Map<String, String> notes;

  private ArrayFile(
      @Nullable Path file, String kind, Map<String, NDArray> arrays, Map<String, String> notes) {
    this.file = file;
    this.kind = kind;
    this.arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    // Sorted, so that equal content gives equal bytes.
    this.notes = Collections.unmodifiableMap(new TreeMap<>(notes));
  }

  /**
   * Content to save.
   *
   * @param kind what this is, so that nothing else is loaded in its place
   * @param arrays of type FLOAT64, FLOAT32, INT64, INT32 or BOOLEAN, in the order of the file
   * @param notes further text
   */
  public static ArrayFile of(
      String kind, Map<String, ? extends NDArray> arrays, Map<String, String> notes) {
    return new ArrayFile(null, kind, new LinkedHashMap<>(arrays), notes);
  }

  /** The arrays by name, in Java memory after loading. */
  public Map<String, NDArray> arrays() {
    return arrays;
  }

  /**
   * An array.
   *
   * @throws UncheckedIOException if there is none of this name
   */
  public NDArray array(String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw refused("no array " + name + " in it, only " + arrays.keySet());
    }
    return array;
  }

  /**
   * A note's text.
   *
   * @throws UncheckedIOException if there is none of this name
   */
  public String note(String name) {
    String note = notes.get(name);
    if (note == null) {
      throw refused("no note " + name + " in it, only " + notes.keySet());
    }
    return note;
  }

  /**
   * A note that is a whole number.
   *
   * @throws UncheckedIOException if there is none of this name, or it is something else
   */
  public long number(String name) {
    try {
      return Long.parseLong(note(name));
    } catch (NumberFormatException e) {
      throw refused("its note " + name + " is \"" + note(name) + "\", expected a whole number");
    }
  }

  /** The arrays whose names begin with something, by the rest of their names. */
  public Map<String, NDArray> under(String prefix) {
    return under(prefix, arrays);
  }

  /** The notes whose names begin with something, by the rest of their names. */
  public Map<String, String> notesUnder(String prefix) {
    return under(prefix, notes);
  }

  private static <T> Map<String, T> under(String prefix, Map<String, T> all) {
    Map<String, T> some = new LinkedHashMap<>();
    all.forEach(
        (name, each) -> {
          if (name.startsWith(prefix)) {
            some.put(name.substring(prefix.length()), each);
          }
        });
    return some;
  }

  /**
   * The numbers of a FLOAT64 array of one axis.
   *
   * @throws UncheckedIOException if there is none of this name, or it is something else
   */
  public double[] vector(String name) {
    NDArray array = array(name);
    if (array.getDataType() != DataType.FLOAT64 || array.getShape().dimension() != 1) {
      throw refused(
          name + " of " + array.getDataType() + array.getShape() + ", expected a FLOAT64 vector");
    }
    return BorchArray.wrap(array).values();
  }

  /**
   * The exception for content that this file should not have.
   *
   * @param why a part of a sentence: what is wrong, and what was expected
   */
  public UncheckedIOException refused(String why) {
    return FileFault.refused(file == null ? Path.of(kind) : file, why);
  }

  // ---- files

  /**
   * Checks that {@link #save} can write a file: for runs that save after a long time.
   *
   * @throws IllegalArgumentException if no file can have this path
   * @throws UncheckedIOException if the folder is missing or read-only, or the file is
   *     write-protected, a folder or a device
   */
  public static void requireWritable(Path file) {
    NewFiles.requireWritable(file);
  }

  /**
   * Writes the file, whole or not at all, in place of one that was there.
   *
   * @throws IllegalArgumentException if the content could not be loaded again: arrays of other
   *     types or too large, or names that are no Unicode text
   * @throws UncheckedIOException if writing fails; what was there before is whole then
   */
  public void save(Path file) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, VERSION);
    metadata.put(KIND, text(kind));
    notes.forEach((name, note) -> metadata.put(NOTE + text(name), text(note)));
    arrays.keySet().forEach(ArrayFile::text);
    try (NewFiles files = new NewFiles()) {
      new Sealed(metadata, arrays).write(files.begin(file));
      files.finish();
    } catch (IOException e) {
      throw FileFault.failed(file, "written", e);
    }
  }

  private static String text(String text) {
    CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    if (!encoder.canEncode(text)) {
      throw new IllegalArgumentException(
          "\"" + text + "\": half a pair of surrogates in a name or note, expected Unicode text");
    }
    return text;
  }

  /**
   * Reads a file.
   *
   * @param kind what the file must be
   * @throws UncheckedIOException if the file cannot be read, is damaged, or is something else
   */
  public static ArrayFile load(Path file, String kind) {
    Sealed content = Sealed.read(file);
    String version = content.metadata().get(FORMAT);
    if (!VERSION.equals(version)) {
      throw FileFault.refused(
          file, "format version " + version + ", this borch reads version " + VERSION);
    }
    String found = content.metadata().get(KIND);
    if (!kind.equals(found)) {
      throw FileFault.refused(file, "holds \"" + found + "\", expected \"" + kind + "\"");
    }
    return new ArrayFile(file, kind, content.arrays(), under(NOTE, content.metadata()));
  }
}
