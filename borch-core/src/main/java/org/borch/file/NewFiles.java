package org.borch.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files that are written beside their places and moved there when all of them are complete.
 *
 * <pre>{@code
 * try (NewFiles files = new NewFiles()) {
 *   write(files.begin(path));   // as many as belong together
 *   files.finish();             // now they are there; without it nothing has changed
 * }
 * }</pre>
 *
 * <p>A new file has the permissions that the system gives to new files, one that takes another's
 * place has that one's. A symbolic link stays, and what it points at is written. A place that is a
 * folder, a device or write-protected is refused. Temporary files are created exclusively under
 * names that nobody can guess; those that a killed process left are removed by the next save to the
 * same place, and nothing else ever is. An interrupt does not stop a save.
 */
public final class NewFiles implements AutoCloseable {

  /** Tries to make a temporary file that nobody else takes for a left one. */
  private static final int TRIES = 100;

  /** A file that is being written. */
  private static final class Pending {

    private final Place place;
    private final Path file;
    private final OutputStream out;
    private final FileChannel lock;
    private @Nullable Path before; // another name of what the place had
    private boolean isMoved;

    Pending(Place place, Path file, OutputStream out, FileChannel lock) {
      this.place = place;
      this.file = file;
      this.out = out;
      this.lock = lock;
    }
  }

  private final List<Pending> files = new ArrayList<>();

  /** No files yet. */
  public NewFiles() {}

  /**
   * Begins a file.
   *
   * @param path of the file when it is complete
   * @return where to write its content, buffered; {@link #finish} flushes it, {@link #close} closes
   *     it
   * @throws IllegalArgumentException if no file can have this path
   * @throws UncheckedIOException if it cannot be written
   */
  public OutputStream begin(Path path) {
    try {
      Place place = Place.of(path);
      place.requireReplaceable();
      Pending pending = begin(place);
      files.add(pending);
      keepPermissions(pending);
      return pending.out;
    } catch (IOException e) {
      throw FileFault.failed(path, "written", e);
    }
  }

  private static Pending begin(Place place) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      Path file = Unfinished.next(place);
      OutputStream out;
      try {
        // Through a stream, which an interrupt does not close, unlike a channel.
        out =
            Files.newOutputStream(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
      } catch (FileAlreadyExistsException e) {
        continue;
      }
      FileChannel lock = null;
      boolean isOurs = false;
      try {
        lock = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        isOurs = Unfinished.lock(lock) != null && Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        if (isOurs) {
          return new Pending(place, file, new BufferedOutputStream(out, 1 << 16), lock);
        }
      } finally {
        if (!isOurs) {
          out.close();
          if (lock != null) {
            lock.close();
          }
          Files.deleteIfExists(file);
        }
      }
    }
    throw new IOException("no temporary file can be made and locked in " + place.folder());
  }

  private static void keepPermissions(Pending pending) throws IOException {
    PosixFileAttributeView before = posix(pending.place.target());
    PosixFileAttributeView own = posix(pending.file);
    if (before != null && own != null && Files.exists(pending.place.target())) {
      own.setPermissions(before.readAttributes().permissions());
    }
  }

  private static @Nullable PosixFileAttributeView posix(Path file) {
    return Files.getFileAttributeView(
        file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Moves all files to their places, in the order in which they were begun, and then removes what
   * killed processes left there. If one cannot be moved, all places have again what they had.
   *
   * @throws UncheckedIOException if a file cannot be completed
   */
  public void finish() {
    for (Pending pending : files) {
      attempt(pending, NewFiles::complete);
    }
    for (Pending pending : files) {
      if (files.size() > 1) {
        attempt(pending, NewFiles::keepBefore);
      }
    }
    try {
      files.forEach(pending -> attempt(pending, NewFiles::move));
    } catch (UncheckedIOException e) {
      files.forEach(pending -> moveBack(pending, e));
      throw e;
    }
    Set<Path> folders = new LinkedHashSet<>();
    files.forEach(pending -> folders.add(pending.place.folder()));
    folders.forEach(NewFiles::forceFolder);
    files.forEach(pending -> Unfinished.clean(pending.place));
  }

  private interface Action {
    void apply(Pending pending) throws IOException;
  }

  private static void attempt(Pending pending, Action action) {
    try {
      action.apply(pending);
    } catch (IOException e) {
      throw FileFault.failed(pending.place.path(), "written", e);
    }
  }

  private static void complete(Pending pending) throws IOException {
    pending.out.flush();
    force(pending.lock);
    pending.place.requireReplaceable(); // a folder may have taken the place meanwhile
  }

  private static void force(FileChannel channel) throws IOException {
    boolean isInterrupted = Thread.interrupted();
    try {
      channel.force(true);
    } catch (ClosedByInterruptException e) {
      isInterrupted = true; // the content is written, only a power failure could still lose it
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void keepBefore(Pending pending) throws IOException {
    if (Files.exists(pending.place.target())) {
      Path other = Unfinished.next(pending.place);
      try {
        pending.before = Files.createLink(other, pending.place.target());
      } catch (UnsupportedOperationException | FileSystemException e) {
        // A file system without links. A move that fails is rarer still.
        pending.before = null;
      }
    }
  }

  private static void move(Pending pending) throws IOException {
    Files.move(
        pending.file,
        pending.place.target(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    pending.isMoved = true;
  }

  private static void moveBack(Pending pending, Exception cause) {
    Path before = pending.before;
    try {
      if (pending.isMoved && before != null) {
        Files.move(before, pending.place.target(), StandardCopyOption.ATOMIC_MOVE);
      } else if (pending.isMoved) {
        Files.deleteIfExists(pending.place.target());
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** So that a power failure does not undo a move; what is there is whole without it, too. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      force(channel);
    } catch (IOException e) {
      // Windows does not open folders.
    }
  }

  /** Closes all files and removes what was not moved. */
  @Override
  public void close() {
    for (Pending pending : files) {
      attempt(pending, NewFiles::release);
    }
  }

  private static void release(Pending pending) throws IOException {
    try (FileChannel lock = pending.lock;
        OutputStream out = pending.out) {
      if (!pending.isMoved) {
        Files.deleteIfExists(pending.file);
      }
      if (pending.before != null) {
        Files.deleteIfExists(pending.before);
      }
    }
  }

  // ---- for runs and readers

  /**
   * Checks that a file can be written, by beginning and removing one: for runs that save after a
   * long time.
   *
   * @throws IllegalArgumentException if no file can have this path
   * @throws UncheckedIOException if it cannot be written; the message says why
   */
  public static void requireWritable(Path path) {
    try (NewFiles probe = new NewFiles()) {
      probe.begin(path);
    }
  }

  /**
   * The files that were begun for a place and not moved there. If another file of their save was
   * moved, they are complete.
   *
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static List<Path> unfinished(Path path) {
    try {
      return Unfinished.of(Place.of(path));
    } catch (IOException e) {
      throw FileFault.failed(path, "read", e);
    }
  }
}
