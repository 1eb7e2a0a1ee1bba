package org.borch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Code in README.md and docs/ is a region of a Java file that the build compiles:
 *
 * <pre>
 *   &lt;!-- snippet: borch-examples/src/main/java/org/borch/examples/EightSchools.java#model --&gt;
 *   ```java                                 // region model
 *   ...                                     ...
 *   ```                                     // endregion
 * </pre>
 *
 * <p>{@code mvn test -Dborch.snippets=update} copies the regions into the pages instead of
 * comparing.
 */
class SnippetsTest {
  private static final Path ROOT = Path.of(System.getProperty("borch.root"));
  private static final boolean UPDATE = "update".equals(System.getProperty("borch.snippets"));

  /** Group 1: all up to the code, 2: the file, 3: the region, 4: the code. */
  private static final Pattern SNIPPET =
      Pattern.compile("(<!-- snippet: (\\S+)#(\\S+) -->\\n```java\\n)(.*?)(?=```)", Pattern.DOTALL);

  private static final Pattern JAVA = Pattern.compile("```java\\n");

  @TestFactory
  Stream<DynamicTest> pagesShowCodeThatRuns() throws IOException {
    return pages()
        .map(
            page -> DynamicTest.dynamicTest(ROOT.relativize(page).toString(), () -> compare(page)));
  }

  private static void compare(Path page) throws IOException {
    String written = Files.readString(page).replace("\r\n", "\n");
    String expected =
        SNIPPET.matcher(written).replaceAll(m -> Matcher.quoteReplacement(m.group(1) + region(m)));
    if (UPDATE) {
      Files.writeString(page, expected);
    } else {
      assertThat(written).as("mvn test -Dborch.snippets=update repairs it").isEqualTo(expected);
    }
    assertThat(JAVA.matcher(written).results().count())
        .as("every java block stands below a snippet comment")
        .isEqualTo(SNIPPET.matcher(written).results().count());
  }

  private static Stream<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages.stream();
  }

  private static String region(MatchResult snippet) {
    Path file = ROOT.resolve(snippet.group(2));
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    boolean found = false;
    for (String line : lines(file)) {
      if (line.strip().equals("// region " + snippet.group(3))) {
        inside = true;
        found = true;
      } else if (inside && line.strip().equals("// endregion")) {
        inside = false;
      } else if (inside) {
        lines.add(line);
      }
    }
    assertThat(found).as("%s has a region %s", snippet.group(2), snippet.group(3)).isTrue();
    assertThat(inside).as("region %s of %s ends", snippet.group(3), snippet.group(2)).isFalse();
    // stripIndent counts a blank last line as one without indentation.
    return String.join("\n", lines).stripTrailing().stripIndent() + "\n";
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
