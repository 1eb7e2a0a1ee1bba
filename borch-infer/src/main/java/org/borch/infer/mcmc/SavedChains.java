package org.borch.infer.mcmc;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.borch.infer.LogDensity;
import org.borch.infer.RunFile;
import org.borch.tensor.random.Seed;

/** The checkpoint of a run: its chains' memory, and what must be the same when it goes on. */
public final class SavedChains {

  private static final String KIND = "mcmc";
  private static final String SEED = "seed";

  private final Path file;
  private final RunFile content;

  private SavedChains(Path file, RunFile content) {
    this.file = file;
    this.content = content;
  }

  /**
   * Reads a checkpoint.
   *
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else
   */
  public static SavedChains load(Path file) {
    return new SavedChains(file, RunFile.load(file, KIND));
  }

  /** The seed of the run. */
  public Seed seed() {
    return Seed.of(Long.parseLong(content.note(SEED)));
  }

  static void save(Path file, Sampler sampler, LogDensity density, Seed seed, List<Chain> chains) {
    Memory memory = Memory.empty();
    chains.forEach(chain -> chain.save(memory.at(part(chain))));
    Map<String, String> notes = notes(sampler, density);
    notes.put(SEED, Long.toString(seed.value()));
    RunFile.of(KIND, memory.numbers(), notes).save(file);
  }

  private static String part(Chain chain) {
    return "chain" + chain.number();
  }

  /** What must be the same, by the words of a message. */
  private static Map<String, String> notes(Sampler sampler, LogDensity density) {
    Sampling settings = sampler.sampling();
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("sampler", kernel(sampler));
    notes.put("chains", Integer.toString(settings.chains()));
    notes.put("warmup", Integer.toString(settings.warmup()));
    notes.put("thinning", Integer.toString(settings.thinning()));
    notes.put("targetAcceptance", Double.toString(settings.targetAcceptance()));
    notes.put("metric", settings.metric().toString());
    notes.put("variables", variables(density));
    notes.put("back-end", density.execution().backEnd().toString());
    return notes;
  }

  /** The sampler's own settings, without those of the run. */
  private static String kernel(Sampler sampler) {
    Sampling plain = Sampling.defaults();
    String runs = Pattern.quote("sampling=" + plain) + "(, )?";
    return sampler.with(run -> plain).toString().replaceFirst(runs, "");
  }

  private static String variables(LogDensity density) {
    Function<LogDensity.Coordinates, String> label = each -> each.name() + each.shape();
    return density.coordinates().stream().map(label).toList().toString();
  }

  /**
   * Gives chains what they had when they were saved.
   *
   * @throws IllegalArgumentException if sampler or density are not those of the run
   */
  void restore(Sampler sampler, LogDensity density, List<Chain> chains) {
    notes(sampler, density)
        .forEach(
            (what, now) -> {
              String before = content.note(what);
              if (!before.equals(now)) {
                throw new IllegalArgumentException(
                    file
                        + ": checkpoint of a run with "
                        + what
                        + " = "
                        + before
                        + ", got "
                        + now
                        + "; resume with the model and settings of the interrupted run");
              }
            });
    Memory memory = Memory.of(content.numbers());
    for (Chain chain : chains) {
      try {
        chain.restore(memory.at(part(chain)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
      }
    }
  }
}
