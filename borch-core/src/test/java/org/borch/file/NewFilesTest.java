package org.borch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewFilesTest {

  @TempDir private Path folder;

  private static void write(String content, Path... paths) throws IOException {
    try (NewFiles files = new NewFiles()) {
      for (Path path : paths) {
        files.begin(path).write(content.getBytes(StandardCharsets.UTF_8));
      }
      files.finish();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void aNewFileHasThePermissionsOfNewFilesAndAnOldOneItsOwn() throws IOException {
    assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Path usual = Files.createFile(folder.resolve("usual"));
    Path secret = Files.createFile(folder.resolve("secret"));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));

    write("x", folder.resolve("new"), secret);

    assertThat(permissions(folder.resolve("new"))).isEqualTo(permissions(usual));
    assertThat(permissions(secret)).isEqualTo("rw-r-----");
    assertThat(secret).hasContent("x");
  }

  @Test
  void aLinkStaysAndWhatItPointsAtIsWritten() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path target = Files.writeString(elsewhere.resolve("target"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("elsewhere/target"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), link);
    Path absent =
        Files.createSymbolicLink(folder.resolve("absent"), elsewhere.resolve("not-there-yet"));

    write("new", second, absent);

    assertThat(second).isSymbolicLink();
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("new");
    assertThat(absent).isSymbolicLink().hasContent("new");
    assertThat(names()).containsExactly("absent", "elsewhere", "link", "second");
  }

  @Test
  void aLinkThatLeadsNowhereIsRefused() throws IOException {
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    Path lost = Files.createSymbolicLink(folder.resolve("lost"), Path.of("no/where"));
    Path toFolder = Files.createSymbolicLink(folder.resolve("down"), Path.of("inner"));
    Files.createDirectory(folder.resolve("inner"));

    for (Path link : List.of(loop, lost, toFolder)) {
      assertThatThrownBy(() -> write("x", link))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(link + ": cannot be written, ");
      assertThat(link).isSymbolicLink();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "/", "/dev/null", "/proc", "no/where", "x\u0000"})
  void whatIsNoPlaceForAFileIsRefused(String path) {
    assertThatThrownBy(() -> write("x", folder.getFileSystem().getPath(path)))
        .isInstanceOfAny(UncheckedIOException.class, IllegalArgumentException.class)
        .hasMessageMatching("(?s).*(cannot be written, |expected the path of a file|Nul char).*");
  }

  @Test
  void aFolderThatIsMissingOrReadOnlyIsFoundBeforeARun() throws IOException {
    Path file = folder.resolve("run");
    NewFiles.requireWritable(file);
    assertThat(names()).isEmpty();
    Path kept = Files.writeString(file, "kept");
    NewFiles.requireWritable(file);
    assertThat(kept).hasContent("kept");

    assertThatThrownBy(() -> NewFiles.requireWritable(folder.resolve("no/run")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("run: cannot be written, there is no such file or folder");
    assertThatThrownBy(() -> NewFiles.requireWritable(folder))
        .hasMessageContaining("it is a folder or a device, expected a file");
    // Nobody, not even root, makes files there.
    assumeThat(Path.of("/proc/self")).isDirectory();
    assertThatThrownBy(() -> NewFiles.requireWritable(Path.of("/proc/self/run")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("/proc/self/run: cannot be written, ");
  }

  @Test
  void withoutTheLastWordNothingChanges() throws IOException {
    Path old = Files.writeString(folder.resolve("old"), "old");
    try (NewFiles files = new NewFiles()) {
      files.begin(old).write(1);
      files.begin(folder.resolve("new")).write(1);
      assertThat(names()).hasSize(3);
      assertThatThrownBy(() -> files.begin(folder.resolve("no/where")))
          .isInstanceOf(UncheckedIOException.class);
    }
    assertThat(names()).containsExactly("old");
    assertThat(old).hasContent("old");
  }

  @Test
  void allFilesComeOrNone() throws IOException {
    Path first = Files.writeString(folder.resolve("a"), "old");
    Path taken = folder.resolve("c");
    try (NewFiles files = new NewFiles()) {
      files.begin(first).write('n');
      files.begin(folder.resolve("b")).write('n');
      files.begin(taken).write('n');
      Files.createDirectories(taken.resolve("full"));
      assertThatThrownBy(files::finish)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("c: cannot be written, ");
    }
    assertThat(names()).containsExactly("a", "c");
    assertThat(first).hasContent("old");
  }

  @Test
  void leftFilesOfOtherProcessesAreRemovedAndNoOthers() throws IOException {
    Path place = folder.resolve("fit");
    Place own = Place.of(place);
    String left = ".borch-" + own.owner() + "-0123456789abcdef-0123456789abcdef.tmp";
    String other = ".borch-0123456789abcdef-0123456789abcdef-0123456789abcdef.tmp";
    Path thesis = Files.writeString(folder.resolve("thesis.tex"), "thesis");
    Files.writeString(folder.resolve(left), "left");
    Files.writeString(folder.resolve(other), "of another place");
    Path link = folder.resolve(left.replace("abcdef.", "aaaaaa."));
    Files.createSymbolicLink(link, thesis);
    try (NewFiles beside = new NewFiles()) {
      OutputStream out = beside.begin(place); // another thread's
      write("new", place);
      out.write('b');
      beside.finish();
    }
    assertThat(place).hasContent("b");
    assertThat(thesis).hasContent("thesis");
    assertThat(names()).contains(other, "thesis.tex", link.getFileName().toString());
    assertThat(names()).hasSize(4);
  }

  @Test
  void theLongestNameIsPossible() throws IOException {
    Path longest = folder.resolve("n".repeat(255));
    write("x", longest);
    assertThat(longest).hasContent("x");
  }
}
