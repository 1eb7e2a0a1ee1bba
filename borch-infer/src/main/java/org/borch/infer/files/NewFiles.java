package org.borch.infer.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Files that are written beside their places and moved there when all of them are complete. */
final class NewFiles implements AutoCloseable {

  private final Map<Path, Path> temporary = new LinkedHashMap<>(); // by place

  /** Where to write the content of a file. */
  Path begin(Path place) throws IOException {
    Path folder = place.toAbsolutePath().getParent();
    if (folder == null || place.getFileName() == null) {
      throw new IllegalArgumentException(place + ": expected the path of a file");
    }
    Path file = Files.createTempFile(folder, ".borch-", ".tmp");
    temporary.put(place, file);
    return file;
  }

  /** Moves all files to their places. */
  void finish() throws IOException {
    for (Map.Entry<Path, Path> file : temporary.entrySet()) {
      Files.move(
          file.getValue(),
          file.getKey(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Removes what was not moved. */
  @Override
  public void close() throws IOException {
    for (Path file : temporary.values()) {
      Files.deleteIfExists(file);
    }
  }

  /** An error of the file system. */
  static UncheckedIOException failed(Path file, String what, IOException e) {
    boolean absent = e instanceof NoSuchFileException || e instanceof FileNotFoundException;
    String why = absent ? "there is no such file or folder" : String.valueOf(e.getMessage());
    return new UncheckedIOException(file + ": cannot be " + what + ", " + why, e);
  }

  /** An error of a file's content. */
  static UncheckedIOException refused(Path file, String why) {
    String message = file + ": refused, " + why;
    return new UncheckedIOException(message, new IOException(message));
  }
}
