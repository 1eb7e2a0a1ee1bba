package org.borch.posterior;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which variables a text means: a name or a module's path ({@code encoder} matches {@code
 * encoder.fc1.weight}), with {@code *} for any characters.
 */
public final class NamePattern {

  private final String text;
  private final Pattern compiled;

  private NamePattern(String text, Pattern compiled) {
    this.text = text;
    this.compiled = compiled;
  }

  /** The pattern of a text. */
  public static NamePattern of(String text) {
    String names =
        Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return new NamePattern(text, Pattern.compile(names + "(\\..*)?"));
  }

  /** Whether it means the variable of this name. */
  public boolean matches(String name) {
    return compiled.matcher(name).matches();
  }

  /** The text. */
  @Override
  public String toString() {
    return text;
  }
}
