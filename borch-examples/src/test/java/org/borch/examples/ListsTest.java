package org.borch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The lists of docs/functions.md have every public static method of the classes that they name;
 * {@code -Dborch.snippets=update} writes them.
 */
class ListsTest {

  private static final Path PAGE =
      Path.of(System.getProperty("borch.root"), "docs", "functions.md");

  /** Group 1: the comment, 2: the class, 3: the list. */
  private static final Pattern LIST =
      Pattern.compile("(<!-- list: (\\S+) -->\\n)(.*?)(?=<!-- end -->)", Pattern.DOTALL);

  @Test
  void thePageNamesEveryFunction() throws IOException {
    String written = Files.readString(PAGE).replace("\r\n", "\n");
    String expected =
        LIST.matcher(written)
            .replaceAll(m -> Matcher.quoteReplacement(m.group(1) + list(m.group(2))));
    if ("update".equals(System.getProperty("borch.snippets"))) {
      Files.writeString(PAGE, expected);
    } else {
      assertThat(written).as("-Dborch.snippets=update repairs it").isEqualTo(expected);
    }
    assertThat(LIST.matcher(written).results().count()).isEqualTo(3);
  }

  private static String list(String type) {
    try {
      return Arrays.stream(Class.forName(type).getMethods())
          .filter(method -> Modifier.isStatic(method.getModifiers()))
          .map(Method::getName)
          .distinct()
          .sorted(String.CASE_INSENSITIVE_ORDER)
          .map(name -> "`" + name + "`")
          .collect(Collectors.joining(", ", "", "\n"));
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(type + " in " + PAGE + ": no such class", e);
    }
  }
}
