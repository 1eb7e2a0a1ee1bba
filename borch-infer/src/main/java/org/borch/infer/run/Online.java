package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.function.UnaryOperator;
import org.borch.ArrayFile;
import org.borch.Batch;
import org.borch.infer.density.StepData;
import org.borch.infer.settings.Settings;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * A fit that goes on: an algorithm takes one batch after the other as they come, a step for each.
 * Meanwhile any thread reads the {@link #state} after the last one and predicts from it; what it
 * has read stays as it is.
 *
 * <pre>{@code
 * Online online = Online.begin(filter, filter.init(mean), seed);
 * executor.submit(() -> online.follow(queue));        // one thread takes what comes
 * Belief now = filter.belief(online.state());         // another one answers
 * }</pre>
 *
 * The steps run as a program where the algorithm can be traced, one for each size of a batch. Saved
 * and resumed, it goes on with the same bits as without a stop.
 */
public final class Online {

  private static final String KIND = "online";
  private static final String SEED = "seed";
  private static final String UPDATES = "updates";
  private static final String MADE = "made";

  private final StepAlgorithm algorithm;
  private final Seed seed;
  private final Given given;
  private final StepMachine machine;
  private volatile FlatState published;
  private volatile @Nullable Info info;

  private Online(
      StepAlgorithm algorithm,
      Seed seed,
      FlatState state,
      @Nullable Execution execution,
      long made) {
    this.algorithm = algorithm;
    this.seed = seed;
    Key root = seed.key();
    this.given = new Given(algorithm, algorithm.data(root));
    StepCode code =
        execution == null
            ? StepCode.of(given, state, root, algorithm.density().forcedBackEnd())
            : StepCode.again(given, state, root, algorithm.density().forcedBackEnd(), execution);
    this.machine = new StepMachine(code, root, state, made, 0);
    this.published = inJavaMemory(state);
  }

  /**
   * Begins.
   *
   * @param algorithm bound to a density whose own data show what batches look like
   * @param state before the first batch, such as {@code algorithm.init(mean)}
   * @param seed of what is random in the steps
   */
  public static Online begin(StepAlgorithm algorithm, FlatState state, Seed seed) {
    return new Online(algorithm, seed, state, null, 0);
  }

  /**
   * Goes on after {@link #save}.
   *
   * @param algorithm with the same settings
   * @throws IllegalArgumentException if its settings differ; the message names the first one
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else
   */
  public static Online resume(StepAlgorithm algorithm, Path file) {
    ArrayFile content = ArrayFile.load(file, KIND);
    Settings.of(content).require(stated(algorithm), file.toString());
    FlatState state = new FlatState(content.arrays(), StepNumber.of(content.number(UPDATES)));
    return new Online(
        algorithm,
        Seed.of(content.number(SEED)),
        state,
        Execution.of(content),
        content.number(MADE));
  }

  private static Settings stated(StepAlgorithm algorithm) {
    return Settings.none().with("algorithm", algorithm);
  }

  // ---- batches

  /**
   * Takes one batch.
   *
   * @return the state after it
   * @throws ArithmeticException if the step is not finite; the state is that before it, and the
   *     next batch may be taken
   */
  public synchronized FlatState take(Batch<?> batch) {
    given.now = StepData.of(batch);
    Block block = machine.run(1, step -> false, 0);
    double[] noted =
        algorithm.columns().stream().mapToDouble(name -> block.info(name, 0)).toArray();
    info = Info.of(algorithm.columns(), noted);
    return publish();
  }

  /**
   * Takes all batches that there are.
   *
   * @return how many
   */
  public long take(Iterator<? extends Batch<?>> batches) {
    long taken = 0;
    while (batches.hasNext()) {
      take(batches.next());
      taken++;
    }
    return taken;
  }

  /**
   * Takes batches from a queue and waits for more, until this thread is interrupted; it stays so.
   * What is in the queue then stays there.
   *
   * @return how many were taken
   */
  public long follow(BlockingQueue<? extends Batch<?>> queue) {
    long taken = 0;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        take(queue.take());
        taken++;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return taken;
  }

  /**
   * Changes the state between two batches, as when time has passed without data: {@code
   * online.change(state -> filter.predict(state, noise))}.
   *
   * @param change gives arrays of the same names, shapes and types
   * @return the state after it
   * @throws IllegalArgumentException if it does not
   */
  public synchronized FlatState change(UnaryOperator<FlatState> change) {
    FlatState changed = change.apply(published);
    if (!changed.specs().equals(published.specs())
        || !changed.arrays().keySet().equals(published.arrays().keySet())) {
      throw new IllegalArgumentException(
          "change to the arrays "
              + changed.arrays().keySet()
              + " of "
              + changed.specs()
              + ", expected "
              + published.arrays().keySet()
              + " of "
              + published.specs());
    }
    machine.set(inJavaMemory(changed));
    return publish();
  }

  // ---- answers

  /** The state after the last batch, in Java memory: a value, which no later batch changes. */
  public FlatState state() {
    return published;
  }

  /**
   * How the last step went.
   *
   * @throws IllegalStateException before the first batch
   */
  public Info info() {
    Info last = info;
    if (last == null) {
      throw new IllegalStateException("info before the first batch; take(batch) gives one");
    }
    return last;
  }

  /** What runs the steps, and why. */
  public synchronized Execution execution() {
    return machine.execution();
  }

  private FlatState publish() {
    FlatState own = inJavaMemory(machine.state());
    published = own;
    return own;
  }

  private static FlatState inJavaMemory(FlatState state) {
    SavedState memory = SavedState.empty();
    state.arrays().forEach(memory::put);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    memory.arrays().forEach((name, array) -> arrays.put(name, array.frozen("state " + name)));
    return new FlatState(arrays, state.step());
  }

  /**
   * Saves what is needed to go on.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public synchronized void save(Path file) {
    Map<String, String> notes = new LinkedHashMap<>(stated(algorithm).notes());
    notes.put(SEED, Long.toString(seed.value()));
    notes.put(UPDATES, Long.toString(published.step().value()));
    notes.put(MADE, Long.toString(machine.made()));
    notes.putAll(machine.execution().notes());
    Map<String, BorchArray> arrays = new LinkedHashMap<>();
    published.arrays().forEach((name, array) -> arrays.put(name, BorchArray.wrap(array)));
    ArrayFile.of(KIND, arrays, notes).save(file);
  }

  /** Steps and algorithm; reads no values. */
  @Override
  public String toString() {
    return "Online(" + published.step() + " batches, " + algorithm + ")";
  }

  /** The algorithm, with the data that came. */
  private static final class Given implements Transform {

    private final StepAlgorithm algorithm;
    private StepData now;

    Given(StepAlgorithm algorithm, StepData now) {
      this.algorithm = algorithm;
      this.now = now;
    }

    @Override
    public Record settings() {
      return algorithm.settings();
    }

    @Override
    public String name() {
      return algorithm.name();
    }

    @Override
    public DataType type() {
      return algorithm.type();
    }

    @Override
    public StepData data(Key key) {
      return now;
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      return algorithm.update(state, data, key);
    }

    @Override
    public List<Key> keys(Key key) {
      return algorithm.keys(key);
    }

    @Override
    public Update update(FlatState state, StepData data, NDArray keys) {
      return algorithm.update(state, data, keys);
    }

    @Override
    public String fault(FlatState state, StepData data, Key key) {
      return algorithm.fault(state, data, key);
    }

    @Override
    public String advice() {
      return algorithm.advice();
    }
  }
}
