package org.borch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * What a reader copies out of the pages into an empty folder runs there, and prints what they say.
 */
class PagesRunTest {

  private static final Path ROOT = Path.of(System.getProperty("borch.root"));
  private static final long MINUTES = 10;

  @TempDir private Path folder;

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** The class path without the engine and what only tests need. */
  private static String smallClassPath() {
    return Arrays.stream(classPath().split(Pattern.quote(File.pathSeparator)))
        .filter(entry -> !entry.contains("pytorch"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String block(String page, String language, String after) {
    try {
      String text = Files.readString(ROOT.resolve(page)).replace("\r\n", "\n");
      int from = text.indexOf(after);
      assertThat(from).as("%s has %s", page, after).isNotNegative();
      Matcher block =
          Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL).matcher(text);
      assertThat(block.find(from)).as("a block of %s after %s", language, after).isTrue();
      return block.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String run(String input, List<String> command) throws Exception {
    Path out = folder.resolve("out.txt");
    Path in = Files.writeString(folder.resolve("in.txt"), input);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("%s ends", command.get(0)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(out).replace("\r\n", "\n");
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private static List<String> java(String... arguments) {
    return tool("java", "-Dai.djl.offline=true", arguments);
  }

  private static List<String> tool(String name, String first, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
    command.add(first);
    command.addAll(List.of(arguments));
    return command;
  }

  @Test
  void theFirstProgramOfTheReadmePrintsWhatTheReadmeSays() throws Exception {
    String program = block("README.md", "java", "LinearRegression.java#program");
    Files.writeString(folder.resolve("LinearRegression.java"), program);
    String printed = run("", java("-cp", classPath(), "LinearRegression.java"));
    assertThat(printed.strip())
        .isEqualTo(block("README.md", "text", "LinearRegression.java#program").strip());
  }

  @Test
  void theProjectFileOfTheReadmeAsksForThisVersion() throws Exception {
    Document own = parsed(Files.readString(ROOT.resolve("pom.xml")));
    Document pom = parsed(block("README.md", "xml", "pom.xml"));
    List<String> artifacts = texts(pom, "artifactId");
    assertThat(artifacts).contains("borch-bom", "borch-infer", "exec-maven-plugin");
    assertThat(texts(pom, "version")).contains(texts(own, "version").get(0));
    assertThat(texts(pom, "version")).contains(texts(own, "slf4j.version").get(0));
    assertThat(texts(pom, "exec.mainClass")).containsExactly("LinearRegression");
    assertThat(texts(pom, "maven.compiler.release"))
        .isEqualTo(texts(own, "maven.compiler.release"));
    for (String artifact : artifacts) {
      if (artifact.startsWith("borch-")) {
        assertThat(texts(own, "module")).contains(artifact);
      }
    }
  }

  private static Document parsed(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(Document document, String tag) {
    NodeList nodes = document.getElementsByTagName(tag);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  @Test
  void jshellTakesTheStartFileAndTheLinesOfThePageWithoutPyTorch() throws Exception {
    String lines = block("docs/how-to/scripts.md", "jshell", "## JShell");
    String start = ROOT.resolve("docs/borch.jsh").toString();
    String feedback =
        run(
            lines + "/exit\n",
            tool(
                "jshell",
                "--class-path",
                smallClassPath(),
                "--startup",
                "DEFAULT",
                "--startup",
                start,
                "-R-Dai.djl.offline=true"));
    assertThat(feedback)
        .contains("[slope, level, noise]", "==> true")
        .doesNotContain("Error", "Exception");
  }
}
