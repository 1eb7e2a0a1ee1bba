package org.borch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Prints how large packages, files and methods are: to look at, not a limit. */
class SizesTest {

  private static final int SHOWN = 15;

  /** The first line of a top-level type's method, in formatted sources. */
  private static final Pattern METHOD =
      Pattern.compile("^ {2}(?!.*(\\brecord\\b| = ))[A-Za-z<].*\\(.*");

  private static final Pattern PUBLIC =
      Pattern.compile("^public [a-z -]*(class|interface|record|enum|@interface) .*");

  private record Size(String what, int lines) {}

  /** What a package has. */
  private static final class Room {

    private final List<Integer> files = new ArrayList<>();
    private int publicTypes;

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%3d files, median %3d lines, %3d public types",
          files.size(),
          files.stream().sorted().skip(files.size() / 2).findFirst().orElseThrow(),
          publicTypes);
    }
  }

  @Test
  void theSizesArePrinted() throws IOException {
    Map<String, Room> rooms = new TreeMap<>();
    List<Size> files = new ArrayList<>();
    List<Size> methods = new ArrayList<>();
    for (Path file : sources()) {
      List<String> lines = Files.readAllLines(file);
      String name = file.getFileName().toString();
      Room room = rooms.computeIfAbsent(packageOf(lines), key -> new Room());
      room.files.add(lines.size());
      room.publicTypes += (int) lines.stream().filter(PUBLIC.asMatchPredicate()).count();
      files.add(new Size(name, lines.size()));
      methods.addAll(methods(name, lines));
    }
    rooms.forEach((name, room) -> System.out.printf("%-36s %s%n", name, room));
    print("files", files);
    print("methods", methods);
    assertThat(rooms).containsKey("org.borch.infer");
    assertThat(methods).hasSizeGreaterThan(files.size());
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> all = Files.walk(Path.of(System.getProperty("borch.root")), 12)) {
      return all.filter(file -> file.toString().contains("/src/main/java/"))
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .filter(file -> !file.endsWith("module-info.java"))
          .toList();
    }
  }

  private static String packageOf(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("package "))
        .map(line -> line.substring("package ".length(), line.length() - 1))
        .findFirst()
        .orElseThrow();
  }

  private static List<Size> methods(String file, List<String> lines) {
    List<Size> methods = new ArrayList<>();
    for (int begin = 0; begin < lines.size(); begin++) {
      if (METHOD.matcher(lines.get(begin)).matches()) {
        List<String> rest = lines.subList(begin, lines.size());
        String opening = rest.stream().filter(SizesTest::endsSignature).findFirst().orElse(";");
        if (opening.endsWith("{")) {
          methods.add(new Size(file + ": " + lines.get(begin).strip(), rest.indexOf("  }") + 1));
        }
      }
    }
    return methods;
  }

  private static boolean endsSignature(String line) {
    return line.endsWith("{") || line.endsWith(";");
  }

  private static void print(String what, List<Size> sizes) {
    List<Size> largest =
        sizes.stream().sorted(Comparator.comparing(Size::lines).reversed()).toList();
    System.out.printf(
        "%d %s, median %d lines%n", sizes.size(), what, largest.get(sizes.size() / 2).lines());
    largest.stream()
        .limit(SHOWN)
        .forEach(size -> System.out.printf("%6d %s%n", size.lines(), size.what()));
  }
}
