package org.borch.infer.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.borch.file.FileFault;
import org.borch.file.NewFiles;
import org.borch.file.RegularFile;
import org.jspecify.annotations.Nullable;

/**
 * The files of one run.
 *
 * <p>Several files cannot be replaced at once, so a reader may find some of a new run and some of
 * an old one. Beside a writer it looks again. If the writer was killed, the rest of the new run
 * lies complete beside the old files, and is read from there.
 */
final class CsvSet {

  private static final int TRIES = 20;

  /** Settings that all chains of a run share. */
  private static final List<String> SHARED =
      List.of(
          "stan_version_major",
          "stan_version_minor",
          "stan_version_patch",
          "model",
          "num_warmup",
          "thin",
          "algorithm",
          "engine",
          "max_depth",
          "int_time",
          "delta");

  private CsvSet() {}

  /**
   * Reads the chains of one run, in the order of their files.
   *
   * @throws UncheckedIOException if a file cannot be read or is refused, or they are no whole run
   */
  static List<CsvChain> read(List<Path> files) {
    for (int i = 1; ; i++) {
      List<Object> before = marks(files);
      List<Optional<CsvChain>> found = found(files);
      Optional<List<CsvChain>> whole = whole(files, found);
      if (whole.isPresent()) {
        return requireOneRun(whole.get());
      }
      if (i == TRIES || before.equals(marks(files))) {
        return requireOneRun(present(files, found));
      }
    }
  }

  /** What changes when another file takes the place. */
  private static List<Object> marks(List<Path> files) {
    List<Object> marks = new ArrayList<>();
    for (Path file : files) {
      try {
        BasicFileAttributes mark = Files.readAttributes(file, BasicFileAttributes.class);
        marks.add(
            mark.size() + " " + mark.lastModifiedTime() + " " + Objects.toString(mark.fileKey()));
      } catch (IOException e) {
        marks.add("absent");
      }
    }
    return marks;
  }

  /** The chains; all files are opened first, so that there is little time to change them. */
  private static List<Optional<CsvChain>> found(List<Path> files) {
    List<@Nullable InputStream> streams = new ArrayList<>();
    try {
      for (Path file : files) {
        streams.add(Files.exists(file) ? open(file) : null);
      }
      List<Optional<CsvChain>> chains = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        InputStream in = streams.get(i);
        chains.add(in == null ? Optional.empty() : Optional.of(CsvChain.read(files.get(i), in)));
      }
      return chains;
    } finally {
      streams.forEach(CsvSet::close);
    }
  }

  private static InputStream open(Path file) {
    try {
      return RegularFile.open(file);
    } catch (IOException e) {
      throw FileFault.failed(file, "read", e);
    }
  }

  private static void close(@Nullable Closeable stream) {
    try {
      if (stream != null) {
        stream.close();
      }
    } catch (IOException e) {
      // It was only read.
    }
  }

  private static List<CsvChain> present(List<Path> files, List<Optional<CsvChain>> found) {
    return files.size() == found.stream().filter(Optional::isPresent).count()
        ? found.stream().flatMap(Optional::stream).toList()
        : files.stream().map(CsvChain::read).toList(); // says which one is absent
  }

  // ---- an interrupted save

  /**
   * The chains that were found, if they may be one run; or those of the run that was being saved.
   */
  private static Optional<List<CsvChain>> whole(List<Path> files, List<Optional<CsvChain>> found) {
    Set<Optional<String>> identities = new HashSet<>();
    found.forEach(chain -> identities.add(chain.flatMap(CsvSet::identity)));
    if (identities.size() == 1 && found.stream().allMatch(Optional::isPresent)) {
      return Optional.of(found.stream().flatMap(Optional::stream).toList());
    }
    // The files are moved in this order: the first one is of the newest run.
    for (Optional<CsvChain> chain : found) {
      Optional<List<CsvChain>> completed =
          chain.flatMap(CsvSet::identity).flatMap(run -> completed(files, found, run));
      if (completed.isPresent()) {
        return completed;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> identity(CsvChain chain) {
    return chain.comments().run().map(CsvRun::identity);
  }

  private static Optional<List<CsvChain>> completed(
      List<Path> files, List<Optional<CsvChain>> found, String identity) {
    List<CsvChain> chains = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Optional<CsvChain> own = found.get(i).filter(chain -> isOf(identity, chain));
      own = own.isPresent() ? own : left(files.get(i), identity);
      if (own.isEmpty()) {
        return Optional.empty();
      }
      chains.add(own.get());
    }
    return Optional.of(List.copyOf(chains));
  }

  private static boolean isOf(String identity, CsvChain chain) {
    return identity(chain).filter(identity::equals).isPresent();
  }

  /** The chain of a run that did not reach its place. */
  private static Optional<CsvChain> left(Path file, String identity) {
    for (Path left : NewFiles.unfinished(file)) {
      try {
        CsvChain chain = CsvChain.read(left);
        if (isOf(identity, chain)) {
          return Optional.of(chain);
        }
      } catch (UncheckedIOException cut) {
        // Of another save, which was killed while it wrote.
      }
    }
    return Optional.empty();
  }

  // ---- checks

  private static List<CsvChain> requireOneRun(List<CsvChain> chains) {
    CsvChain first = chains.get(0);
    for (int i = 0; i < chains.size(); i++) {
      CsvChain chain = chains.get(i);
      if (!identity(chain).equals(identity(first))) {
        throw FileFault.refused(chain.file(), "a chain of another run than " + first.file());
      }
      Map<String, String> settings = chain.comments().settings();
      for (String name : SHARED) {
        String expected = first.comments().settings().get(name);
        if (!Objects.equals(settings.get(name), expected)) {
          throw FileFault.refused(
              chain.file(),
              "a chain of another run: %s = %s, expected %s as in %s"
                  .formatted(name, settings.get(name), expected, first.file()));
        }
      }
      for (CsvChain other : chains.subList(0, i)) {
        if (isRepeated(chain, other)) {
          throw FileFault.refused(chain.file(), "the same chain as in " + other.file());
        }
      }
    }
    requireComplete(first, chains.size());
    return chains;
  }

  private static boolean isRepeated(CsvChain one, CsvChain other) {
    if (one.comments().run().isPresent()) {
      return one.comments().run().equals(other.comments().run());
    }
    String id = one.comments().settings().get("id");
    boolean isSameChain = Objects.equals(id, other.comments().settings().get("id"));
    return one.file().toAbsolutePath().equals(other.file().toAbsolutePath())
        || (isSameChain && one.hasDrawsOf(other));
  }

  private static void requireComplete(CsvChain first, int found) {
    int expected = first.comments().run().map(CsvRun::chains).orElse(found);
    if (found != expected) {
      throw FileFault.refused(
          first.file(),
          "a run of %d chains, got %d files; read all, withoutChains(...) drops some"
              .formatted(expected, found));
    }
  }
}
