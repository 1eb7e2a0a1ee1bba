package org.borch.infer.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.ArrayFile;
import org.borch.infer.settings.Settings;
import org.borch.infer.settings.Stated;
import org.borch.tensor.random.Seed;

/** The checkpoint of a run: its chains' memory, and what must be the same when it goes on. */
public final class SavedChains {

  private static final String KIND = "chains";
  private static final String SEED = "seed";

  private final Path file;
  private final ArrayFile content;

  private SavedChains(Path file, ArrayFile content) {
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
    return new SavedChains(file, ArrayFile.load(file, KIND));
  }

  /** The seed of the run. */
  public Seed seed() {
    return Seed.of(content.number(SEED));
  }

  static void save(Path file, Algorithm algorithm, Run run, Seed seed, List<RunningChain> chains) {
    SavedState memory = SavedState.empty();
    chains.forEach(chain -> chain.save(memory.at(part(chain))));
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put(SEED, Long.toString(seed.value()));
    notes.putAll(settings(algorithm, run, chains).notes());
    ArrayFile.of(KIND, memory.arrays(), notes).save(file);
  }

  private static String part(RunningChain chain) {
    return "chain" + chain.number();
  }

  /**
   * What must be the same.
   *
   * @throws IllegalArgumentException as {@link Stated#stated}
   */
  static Settings settings(Algorithm algorithm, Run run, List<RunningChain> chains) {
    return Settings.none()
        .with("algorithm", algorithm)
        .with("run", run)
        .with("dimension", algorithm.dimension())
        .with("columns", chains.get(0).draws().columns());
  }

  /**
   * Gives chains what they had when they were saved.
   *
   * @throws IllegalArgumentException if algorithm or run are not those of the checkpoint
   */
  void restore(Algorithm algorithm, Run run, List<RunningChain> chains) {
    Settings.of(content).require(settings(algorithm, run, chains), file.toString());
    SavedState memory = SavedState.of(content.arrays());
    for (RunningChain chain : chains) {
      try {
        chain.restore(memory.at(part(chain)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
      }
    }
  }
}
