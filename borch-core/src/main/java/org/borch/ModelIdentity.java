package org.borch;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.borch.posterior.Posterior;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a model without running it, as texts by name: its modules, its posterior, and
 * what is observed and decentred. Parameters belong to models of one identity.
 *
 * @param texts by name: {@code module}, {@code module PATH}, {@code posterior}, {@code decentred
 *     NAME}, {@code data NAME}, sorted
 */
public record ModelIdentity(Map<String, String> texts) {

  private static final String MODULE = "module";
  private static final String POSTERIOR = "posterior";
  private static final String DECENTRED = "decentred ";
  private static final String DATA = "data ";

  /** Data that come with minibatches have no shape of their own. */
  private static final String ANY_ROWS = "rows";

  /** Copies the texts. */
  public ModelIdentity {
    texts = Collections.unmodifiableMap(new TreeMap<>(texts));
  }

  static ModelIdentity of(Module<?, ?> module, Posterior posterior, Binding binding) {
    Map<String, String> texts = new TreeMap<>();
    addModules(texts, MODULE, " ", module);
    texts.put(POSTERIOR, text(posterior));
    binding
        .decentred()
        .forEach(
            (name, degree) ->
                texts.put(DECENTRED + name, degree == Decentring.Degree.WHOLE ? "yes" : "partly"));
    binding.awaited().forEach(name -> texts.put(DATA + name, ANY_ROWS));
    binding
        .observations()
        .forEach(
            (name, data) ->
                texts.put(
                    DATA + name, data.isBatch() ? ANY_ROWS : data.data().getShape().toString()));
    return new ModelIdentity(texts);
  }

  private static void addModules(
      Map<String, String> texts, String path, String separator, Module<?, ?> module) {
    texts.put(path, module.toString());
    module
        .children()
        .forEach((name, child) -> addModules(texts, path + separator + name, ".", child));
  }

  /** A posterior of one's own may have no words for itself. */
  private static String text(Posterior posterior) {
    String text = posterior.toString();
    boolean isSpoken = !text.endsWith("@" + Integer.toHexString(posterior.hashCode()));
    return isSpoken
        ? text
        : posterior.getClass().isSynthetic() ? "a function" : posterior.getClass().getName();
  }

  /** The names of the variables that are observed. */
  public Set<String> observed() {
    Set<String> names = new TreeSet<>();
    for (String name : texts.keySet()) {
      if (name.startsWith(DATA)) {
        names.add(name.substring(DATA.length()));
      }
    }
    return names;
  }

  /**
   * Why a model may not take parameters of a model of this identity, and what to do: a part of a
   * sentence; empty if it may. Data may be absent, or come in one piece instead of minibatches.
   */
  public Optional<String> fault(ModelIdentity other) {
    Set<String> names = new TreeSet<>(texts.keySet());
    names.addAll(other.texts.keySet());
    for (String name : names) {
      String saved = texts.get(name);
      String given = other.texts.get(name);
      boolean isFine =
          name.startsWith(DATA)
              ? given == null || given.equals(saved) || (saved != null && isRows(saved, given))
              : saved != null && saved.equals(given);
      if (!isFine) {
        return Optional.of(
            "saved from a model with %s, but this model has %s; %s"
                .formatted(said(name, saved), said(name, given), advice(name)));
      }
    }
    return Optional.empty();
  }

  private static boolean isRows(String saved, String given) {
    return saved.equals(ANY_ROWS) || given.equals(ANY_ROWS);
  }

  private static String said(String name, @Nullable String text) {
    return text == null ? "no " + name : name + " " + text;
  }

  private static String advice(String name) {
    if (name.equals(POSTERIOR)) {
      return "load into the same: model.withPosterior(...)";
    }
    if (name.startsWith(DECENTRED)) {
      return "load into the same view: model.decentred(...) or model.partlyDecentred(...)";
    }
    if (name.startsWith(DATA)) {
      return "load into the model with the data of the fit, or without data, and predict elsewhere"
          + " with fit.predict(input, n, seed)";
    }
    return "load into the model that was fitted";
  }
}
