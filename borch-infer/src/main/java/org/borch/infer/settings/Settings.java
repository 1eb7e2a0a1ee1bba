package org.borch.infer.settings;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.borch.ArrayFile;
import org.jspecify.annotations.Nullable;

/**
 * Settings by name, each with a text that stands for its value, exactly for a number: so one
 * process compares them with those that another one saved. Those of a record are its components, a
 * nested record's under its name and a dot: {@code sampling.warmup = 1000}.
 *
 * <p>Numbers, truths, texts, enum constants, durations, lists, records and what is {@link Stated}
 * have a text; functions have none. A component that is {@link MayDiffer} is left out.
 */
public final class Settings {

  private static final String NAMES = "settings";
  private static final String SETTING = "setting ";

  private final Map<String, String> values;

  private Settings(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /** No settings: for a class that states its own by {@link #with}. */
  public static Settings none() {
    return new Settings(new LinkedHashMap<>());
  }

  /**
   * The settings of a record.
   *
   * @throws IllegalArgumentException if it is none, or a component has no text; the message says
   *     which
   */
  public static Settings of(Object owner) {
    if (!owner.getClass().isRecord()) {
      throw new IllegalArgumentException(
          owner.getClass().getName()
              + ": settings of a class that is no record; let it implement Stated.stated() and"
              + " name them, Settings.none().with(\"rate\", rate)");
    }
    Settings settings = none();
    for (RecordComponent component : owner.getClass().getRecordComponents()) {
      if (!component.isAnnotationPresent(MayDiffer.class)) {
        settings = settings.with(component.getName(), value(owner, component));
      }
    }
    return settings;
  }

  private static @Nullable Object value(Object owner, RecordComponent component) {
    Method accessor = component.getAccessor();
    try {
      accessor.trySetAccessible(); // a record need not be public
      return accessor.invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          owner.getClass().getName()
              + "."
              + component.getName()
              + ": cannot be read; make the record public in an exported package, open its package"
              + " to borch, or override Stated.stated()",
          e);
    }
  }

  /**
   * With another setting.
   *
   * @param name a new one
   * @param value as the class says; null is a value, too
   * @throws IllegalArgumentException if the value has no text, or there is a setting of this name
   */
  public Settings with(String name, @Nullable Object value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    add(more, name, value);
    return new Settings(more);
  }

  private static void add(Map<String, String> to, String name, @Nullable Object value) {
    if (value instanceof Stated || value instanceof Record) {
      Class<?> type = value.getClass();
      // The class of a lambda has another name in each process.
      put(to, name, type.isHidden() ? "function" : type.getName());
      Settings nested = value instanceof Stated stated ? stated.stated() : of(value);
      nested.values.forEach((each, text) -> put(to, name + "." + each, text));
    } else if (value instanceof List<?> list) {
      put(to, name, "list of " + list.size());
      for (int i = 0; i < list.size(); i++) {
        add(to, name + "[" + i + "]", list.get(i));
      }
    } else {
      put(to, name, text(name, value));
    }
  }

  private static void put(Map<String, String> to, String name, String text) {
    if (to.putIfAbsent(name, text) != null) {
      throw new IllegalArgumentException(
          "setting " + name + " is given twice, " + to.get(name) + " and " + text);
    }
  }

  private static String text(String name, @Nullable Object value) {
    if (value == null
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof CharSequence
        || value instanceof Duration) {
      return String.valueOf(value);
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    throw new IllegalArgumentException(
        "setting "
            + name
            + ": a "
            + value.getClass().getName()
            + " has no text that another process could compare; make it a record, let it implement"
            + " Stated, or declare the component @MayDiffer if no step that was made depends on"
            + " it");
  }

  /** The texts by name. */
  public Map<String, String> values() {
    return values;
  }

  /** What a file says of them. */
  public Map<String, String> notes() {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put(NAMES, String.join("\n", values.keySet()));
    values.forEach((name, text) -> notes.put(SETTING + name, text));
    return notes;
  }

  /**
   * From the {@link #notes} of a file.
   *
   * @throws java.io.UncheckedIOException if they are not there
   */
  public static Settings of(ArrayFile content) {
    Settings settings = none();
    for (String name : content.note(NAMES).lines().toList()) {
      settings = settings.with(name, content.note(SETTING + name));
    }
    return settings;
  }

  /**
   * Refuses other settings than these, which were saved.
   *
   * @throws IllegalArgumentException if they differ; the message names the first such setting, its
   *     saved value and the one given
   */
  public void require(Settings given, String where) {
    TreeSet<String> names = new TreeSet<>(values.keySet());
    names.addAll(given.values.keySet());
    for (String name : names) {
      String before = values.get(name);
      String now = given.values.get(name);
      if (!Objects.equals(before, now)) {
        throw new IllegalArgumentException(
            "%s: checkpoint of a run with %s = %s, got %s; resume with the model and settings of the interrupted run"
                .formatted(
                    where,
                    name,
                    Objects.requireNonNullElse(before, "nothing of this name"),
                    Objects.requireNonNullElse(now, "nothing of this name")));
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Settings settings && settings.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** {@code Settings{maxDepth=10}}. */
  @Override
  public String toString() {
    return "Settings" + values;
  }
}
