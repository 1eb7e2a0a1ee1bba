package org.borch.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The temporary files of a place. A writer holds a lock on its own as long as it works, so that
 * those of killed processes can be told.
 *
 * <pre>
 *   .borch-OWNER-PROCESS-NUMBER.tmp     16 hexadecimal digits each
 *          │     │       └ random
 *          │     └ random, the same for all files of a process
 *          └ of the place's name, so that no other place touches them
 * </pre>
 */
final class Unfinished {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String PREFIX = ".borch-";
  private static final String SUFFIX = ".tmp";

  /** This process. */
  private static final String PROCESS = random();

  private Unfinished() {}

  private static String random() {
    return HexFormat.of().toHexDigits(RANDOM.nextLong());
  }

  /** A path for a new temporary file. */
  static Path next(Place place) {
    return place.folder().resolve(PREFIX + place.owner() + "-" + PROCESS + "-" + random() + SUFFIX);
  }

  /** The temporary files of a place. */
  static List<Path> of(Place place) throws IOException {
    String pattern = PREFIX + place.owner() + "-*" + SUFFIX;
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(place.folder(), pattern)) {
      for (Path file : stream) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          files.add(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return files;
  }

  /** Removes the temporary files of processes that are gone, as far as the system lets us. */
  static void clean(Place place) {
    String own = PREFIX + place.owner() + "-" + PROCESS + "-";
    try {
      for (Path file : of(place)) {
        if (!file.getFileName().toString().startsWith(own)) {
          removeIfLeft(file);
        }
      }
    } catch (IOException e) {
      // A folder that cannot be listed: what is left in it harms nobody.
    }
  }

  private static void removeIfLeft(Path file) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      FileLock lock = lock(channel);
      if (lock != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Another process was faster, or it is another user's: it harms nobody.
    }
  }

  /** A lock on a file; null if another one has it. */
  static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
