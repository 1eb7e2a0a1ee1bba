package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.borch.tensor.Scope;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The page of all distributions is what the classes say; {@code -Dborch.table=update} writes it.
 */
class DistributionTableTest {

  private static final Path PAGE = Path.of("../docs/reference/distributions.md");
  private static final Path SOURCES = Path.of("src/main/java/org/borch/distributions");
  private static final Pattern JAVADOC =
      Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+public final class", Pattern.DOTALL);

  private static final String HEAD =
      """
      # All distributions

      Written by `DistributionTableTest` from the classes and their table of cases; a tick says that
      there is a closed form. Factories are those of `Distributions`, named after the class:
      `johnsonSU(0, 1, 0, 1)`. KL is the divergence between two members of the family.

      | distribution | parameters | values | mean | variance | mode | entropy | cdf | quantiles | KL |
      |---|---|---|---|---|---|---|---|---|---|
      """;

  @Test
  void thePageSaysWhatTheClassesDo() throws IOException {
    String page = page();
    if ("update".equals(System.getProperty("borch.table"))) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE, StandardCharsets.UTF_8))
        .as("out of date: run this test with -Dborch.table=update")
        .isEqualTo(page);
  }

  private static String page() throws IOException {
    Assumptions.assumeTrue(System.getProperty("borch.rows") == null, "only of all rows");
    Map<String, Distribution> families = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    StringBuilder page = new StringBuilder(HEAD);
    try (Scope scope = Scope.open()) {
      DistributionCase.all()
          .forEach(
              row ->
                  families.putIfAbsent(
                      row.distribution().getClass().getSimpleName(), row.distribution()));
      families.put("Censored", Distributions.censored(Distributions.weibull(2, 1.3), 0.5, 3));
      families.forEach((name, d) -> page.append(line(name, d)));
    }
    page.append("\n## Densities\n\n");
    for (String name : families.keySet()) {
      page.append("- ").append(density(name)).append("\n");
    }
    return page.toString();
  }

  private static String line(String name, Distribution d) {
    String parameters =
        d.parameters().stream().map(Parameter::name).collect(Collectors.joining(", "));
    String ticks =
        List.of(
                Quantity.MEAN,
                Quantity.VARIANCE,
                Quantity.MODE,
                Quantity.ENTROPY,
                Quantity.CDF,
                Quantity.ICDF)
            .stream()
            .map(quantity -> tick(d.has(quantity)))
            .collect(Collectors.joining(" | "));
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s |%n",
        name,
        parameters,
        d.support().description().replace("|", "\\\\|"),
        ticks,
        tick(KullbackLeibler.exists(d, d)));
  }

  private static String tick(boolean has) {
    return has ? "✓" : "";
  }

  /** The first paragraph of the class's Javadoc. */
  private static String density(String name) throws IOException {
    Matcher matcher = JAVADOC.matcher(Files.readString(SOURCES.resolve(name + ".java")));
    assertThat(matcher.find()).as("Javadoc of %s", name).isTrue();
    String text =
        Arrays.stream(matcher.group(1).split("\n"))
            .map(line -> line.replaceFirst("^\\s*\\*? ?", ""))
            .collect(Collectors.joining(" "));
    return text.split("<p>", 2)[0]
        .replaceAll("\\{@(?:link|code) #?([^}]*)}", "`$1`")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replaceAll("([*_|])", "\\\\$1")
        .strip();
  }
}
