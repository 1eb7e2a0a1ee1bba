package org.borch.infer.files;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.borch.file.FileFault;
import org.borch.file.RegularFile;

/**
 * The arrays of a zip file. A zip file says everything twice, before each entry and in a directory
 * at its end; both must say the same.
 */
final class NpzEntries {

  static final String SUFFIX = ".npy";

  private static final int MAX_ENTRIES = 100_000;

  /** The memory that any file may take. */
  private static final long LEAST_MEMORY = 1 << 26;

  /** Memory by the file's size: a byte of it becomes 8 at most, unless it is compressed. */
  private static final int EXPANSION = 32;

  /** A reader beside a writer may meet a new file each time it looks. */
  private static final int TRIES = 100;

  private NpzEntries() {}

  /**
   * Reads all arrays by name.
   *
   * @throws java.io.UncheckedIOException if the file cannot be read or is refused
   */
  static Map<String, Npy> read(Path file) {
    try {
      for (int i = 1; ; i++) {
        Object before = mark(file);
        try {
          return arrays(file);
        } catch (ZipException | EOFException | StreamCorruptedException e) {
          if (i == TRIES || before.equals(mark(file))) {
            throw e;
          }
        }
      }
    } catch (StreamCorruptedException e) {
      throw FileFault.refused(file, String.valueOf(e.getMessage()));
    } catch (ZipException | EOFException e) {
      throw FileFault.refused(file, "no .npz file, damaged or cut off (" + e.getMessage() + ")");
    } catch (IOException e) {
      throw FileFault.failed(file, "read", e);
    } catch (IllegalArgumentException e) { // of java.util.zip
      throw FileFault.refused(file, "a name in it is no text in UTF-8");
    }
  }

  /** What changes when another file takes the place. */
  private static Object mark(Path file) throws IOException {
    Map<String, Object> mark = Files.readAttributes(file, "size,lastModifiedTime,fileKey");
    return mark.toString();
  }

  private static Map<String, Npy> arrays(Path file) throws IOException {
    Map<String, ZipEntry> directory = directory(file);
    long limit = Math.max(LEAST_MEMORY, EXPANSION * Files.size(file)) / Double.BYTES;
    Map<String, Npy> arrays = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(RegularFile.open(file)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        ZipEntry said = directory.get(name);
        if (said == null) {
          throw new StreamCorruptedException(name + " in it is not in its directory");
        }
        Npy array = array(zip, name, said.getSize(), limit);
        limit -= array.values.length;
        if (entry.getCrc() != said.getCrc() || entry.getSize() != said.getSize()) {
          throw new StreamCorruptedException(name + " is damaged: it differs from the directory");
        }
        if (arrays.put(name.substring(0, name.length() - SUFFIX.length()), array) != null) {
          throw new StreamCorruptedException(name + " is in it twice");
        }
      }
    }
    if (arrays.size() != directory.size()) {
      throw new StreamCorruptedException(
          "%d arrays in it, %d in its directory".formatted(arrays.size(), directory.size()));
    }
    return arrays;
  }

  private static Map<String, ZipEntry> directory(Path file) throws IOException {
    RegularFile.open(file).close(); // says what is no file
    Map<String, ZipEntry> directory = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.size() > MAX_ENTRIES) {
        throw new StreamCorruptedException(zip.size() + " arrays, expected at most " + MAX_ENTRIES);
      }
      List<? extends ZipEntry> entries = Collections.list(zip.entries());
      for (ZipEntry entry : entries) {
        if (!entry.getName().endsWith(SUFFIX)) {
          throw new StreamCorruptedException(entry.getName() + " in it is no .npy array");
        }
        if (directory.put(entry.getName(), entry) != null) {
          throw new StreamCorruptedException(entry.getName() + " is in its directory twice");
        }
      }
    }
    return directory;
  }

  /** One array, read to its end, where its checksum is compared. */
  private static Npy array(InputStream in, String name, long size, long limit) throws IOException {
    try {
      return Npy.read(in, size, limit);
    } catch (ZipException e) {
      throw (IOException)
          new StreamCorruptedException(name + " is damaged: " + e.getMessage()).initCause(e);
    } catch (EOFException | StreamCorruptedException e) {
      throw (IOException)
          new StreamCorruptedException(name + " has " + e.getMessage()).initCause(e);
    }
  }
}
