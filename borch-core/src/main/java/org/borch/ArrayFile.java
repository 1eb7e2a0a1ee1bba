package org.borch;

import ai.djl.ndarray.NDArray;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Named arrays and notes in a pair of files:
 *
 * <pre>
 *   fit.json                          manifest: format version, kind, notes, names, shapes, types,
 *                                     name and SHA-256 digest of the other file
 *   fit-0123456789abcdef.safetensors  the arrays; its name is the digest's beginning
 * </pre>
 *
 * The arrays are written first, and moving the manifest into place is what makes the new content
 * valid: at no moment is there a pair that does not fit together. A file is read whole or refused.
 */
public final class ArrayFile {

  private static final String FORMAT = "borch";
  private static final int VERSION = 1;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** The JSON of the manifest; a foreign file may leave any of it out. */
  private record Manifest(
      @Nullable String format,
      int version,
      @Nullable String kind,
      @Nullable Map<String, String> notes,
      @Nullable String arrayFile,
      @Nullable String sha256,
      @Nullable Map<String, SafeTensors.Entry> arrays) {}

  private final String kind;
  private final Map<String, NDArray> arrays;
  private final Map<String, String> notes;

  private ArrayFile(String kind, Map<String, NDArray> arrays, Map<String, String> notes) {
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
    return new ArrayFile(kind, new LinkedHashMap<>(arrays), notes);
  }

  /** The arrays by name, in Java memory after loading. */
  public Map<String, NDArray> arrays() {
    return arrays;
  }

  /**
   * A note's text.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public String note(String name) {
    String note = notes.get(name);
    if (note == null) {
      throw new IllegalArgumentException(
          kind + " file without the note " + name + ", it has " + notes.keySet());
    }
    return note;
  }

  /**
   * Writes both files and removes the arrays of an earlier save under the same name.
   *
   * @throws UncheckedIOException if writing fails; what was there before is whole then
   */
  public void save(Path file) {
    Path directory = directory(file);
    try {
      String before = previousArrayFile(file);
      Path temporary = Files.createTempFile(directory, ".borch-", ".tmp");
      try {
        SafeTensors.Written written = SafeTensors.write(temporary, metadata(kind, notes), arrays);
        String arrayFile = stem(file) + "-" + written.sha256().substring(0, 16) + ".safetensors";
        move(temporary, directory.resolve(arrayFile));
        Manifest manifest =
            new Manifest(
                FORMAT, VERSION, kind, notes, arrayFile, written.sha256(), written.entries());
        Files.writeString(temporary, GSON.toJson(manifest) + "\n");
        force(temporary);
        move(temporary, file);
        if (before != null && !before.equals(arrayFile)) {
          Files.deleteIfExists(directory.resolve(before));
        }
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written, " + describe(e), e);
    }
  }

  private static Path directory(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || file.getFileName() == null) {
      throw new IllegalArgumentException(file + ": expected the path of a file");
    }
    return parent;
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
  }

  /** The arrays of the manifest at this place, if it is one of ours. */
  private static @Nullable String previousArrayFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return read(file).arrayFile;
    } catch (UncheckedIOException foreign) {
      return null;
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads a pair of files.
   *
   * @param kind what the file must be
   * @throws UncheckedIOException if the file cannot be read, is damaged, or is something else
   */
  public static ArrayFile load(Path file, String kind) {
    Manifest manifest = read(file);
    if (!kind.equals(manifest.kind)) {
      throw refused(file, "holds \"" + manifest.kind + "\", expected \"" + kind + "\"");
    }
    Path arrayFile = directory(file).resolve(String.valueOf(manifest.arrayFile));
    try {
      SafeTensors content = SafeTensors.read(arrayFile);
      if (!content.sha256().equals(manifest.sha256)) {
        throw refused(
            arrayFile,
            "altered since it was written: SHA-256 "
                + content.sha256()
                + ", expected "
                + manifest.sha256
                + " as in "
                + file);
      }
      Map<String, String> notes = manifest.notes == null ? Map.of() : manifest.notes;
      if (!content.entries().equals(manifest.arrays)
          || !content.metadata().equals(metadata(kind, notes))) {
        throw refused(
            file,
            "altered since it was written: its names, shapes, types or notes are not those in "
                + arrayFile.getFileName());
      }
      return new ArrayFile(kind, content.arrays(), notes);
    } catch (IOException e) {
      throw new UncheckedIOException(
          arrayFile + " (the arrays of " + file + "): cannot be read, " + describe(e), e);
    }
  }

  /** Kind and notes go into the array file, too, where its digest covers them. */
  private static Map<String, String> metadata(String kind, Map<String, String> notes) {
    Map<String, String> metadata = new LinkedHashMap<>(notes);
    metadata.put("kind", kind);
    return metadata;
  }

  private static Manifest read(Path file) {
    Manifest manifest;
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      manifest = GSON.fromJson(text, Manifest.class);
    } catch (JsonParseException | java.nio.charset.CharacterCodingException e) {
      throw refused(file, "not the JSON manifest of a borch file, or truncated");
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read, " + describe(e), e);
    }
    if (manifest == null || !FORMAT.equals(manifest.format)) {
      throw refused(file, "not the manifest of a borch file");
    }
    if (manifest.version != VERSION) {
      throw refused(
          file, "format version " + manifest.version + ", this borch reads version " + VERSION);
    }
    String arrayFile = manifest.arrayFile;
    if (arrayFile == null || !Path.of(arrayFile).equals(Path.of(arrayFile).getFileName())) {
      throw refused(file, "names no array file beside it, got " + arrayFile);
    }
    return manifest;
  }

  private static UncheckedIOException refused(Path file, String why) {
    String message = file + ": refused, " + why;
    return new UncheckedIOException(message, new IOException(message));
  }

  private static String describe(IOException e) {
    return e instanceof NoSuchFileException || e instanceof FileNotFoundException
        ? "there is no such file"
        : String.valueOf(e.getMessage());
  }
}
