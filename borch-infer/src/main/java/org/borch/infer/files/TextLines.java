package org.borch.infer.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a text in UTF-8, none longer than a limit. A byte-order mark is left out. */
final class TextLines implements AutoCloseable {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Reader reader;
  private final int limit;
  private final char[] block = new char[1 << 14];
  private int from;
  private int to;
  private int number;
  private boolean isComplete = true;

  /**
   * Lines of a stream, which is closed with them.
   *
   * @param limit of characters in a line
   */
  TextLines(InputStream in, int limit) {
    // A decoder of its own reports what is no UTF-8, which a named charset replaces.
    this.reader = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
    this.limit = limit;
  }

  /**
   * The next line without its end; null after the last one.
   *
   * @throws StreamCorruptedException if it is too long
   * @throws java.nio.charset.CharacterCodingException if the bytes are no UTF-8
   */
  @Nullable String next() throws IOException {
    if (!fill()) {
      return null;
    }
    number++;
    if (number == 1 && block[from] == BYTE_ORDER_MARK) {
      from++;
    }
    StringBuilder line = new StringBuilder();
    isComplete = false;
    while (!isComplete && fill()) {
      int end = from;
      while (end < to && block[end] != '\n' && block[end] != '\r') {
        end++;
      }
      if (line.length() + (end - from) > limit) {
        throw new StreamCorruptedException(
            "line %d has more than %d characters".formatted(number, limit));
      }
      line.append(block, from, end - from);
      isComplete = end < to;
      from = isComplete ? end + 1 : end;
      if (isComplete && block[end] == '\r' && fill() && block[from] == '\n') {
        from++;
      }
    }
    return line.toString();
  }

  private boolean fill() throws IOException {
    if (from == to) {
      from = 0;
      to = Math.max(0, reader.read(block));
    }
    return from < to;
  }

  /** The number of the line that was read last, from 1. */
  int number() {
    return number;
  }

  /** Whether the line that was read last has an end: that of a cut file has none. */
  boolean isComplete() {
    return isComplete;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
