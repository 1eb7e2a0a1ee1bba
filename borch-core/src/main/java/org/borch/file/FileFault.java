package org.borch.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The one exception of everything that reads or writes files; its message begins with the file. */
public final class FileFault {

  private FileFault() {}

  /**
   * An error of the file system.
   *
   * @param what could not be done: "read" or "written"
   */
  public static UncheckedIOException failed(Path file, String what, IOException e) {
    return new UncheckedIOException(file + ": cannot be " + what + ", " + why(e), e);
  }

  private static String why(IOException e) {
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return "there is no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission is denied";
    }
    String reason = e instanceof FileSystemException system ? system.getReason() : null;
    return reason == null ? String.valueOf(e.getMessage()) : reason;
  }

  /**
   * A file whose content is damaged, or something else than was asked for.
   *
   * @param why a part of a sentence: what is wrong with the file, and what was expected
   */
  public static UncheckedIOException refused(Path file, String why) {
    String message = file + ": refused, " + why;
    return new UncheckedIOException(message, new IOException(message));
  }
}
