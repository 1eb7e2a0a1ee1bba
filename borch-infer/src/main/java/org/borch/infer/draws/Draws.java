package org.borch.infer.draws;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.borch.Suggestion;
import org.borch.infer.density.Bounds;
import org.borch.infer.density.ElementNames;
import org.borch.infer.density.LogDensity;
import org.borch.infer.density.Naming;
import org.borch.infer.density.Start;
import org.borch.infer.density.Variables;
import org.borch.infer.diagnostics.Warning;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.jspecify.annotations.Nullable;

/**
 * Draws from a posterior: chains x draws x named variables of any shape, in the variables' own
 * (constrained) coordinates, in Java memory, with {@link SampleStats} and tunings where a sampler
 * made them. Immutable. They come from a run ({@link org.borch.infer.Infer#sample}), from arrays
 * ({@link #of(Map)}) or from files ({@link org.borch.infer.files.CmdStanCsv}, {@link
 * org.borch.infer.files.Npz}); {@link org.borch.infer.plot.Plots} shows them.
 *
 * <p>Java indices count from 0: {@code element("theta", 0)}. Names of elements count from 1, as in
 * Stan's tables and files: {@code scalar("theta[1]")}, {@code "x[2,3]"} (row 2, column 3); along
 * plates with labels they have these, {@code theta[Choate]}.
 *
 * <p>The draws of a run are computed from the unconstrained ones when the first variable is asked
 * for.
 */
public final class Draws {

  private final List<String> names;
  private final int chainCount;
  private final int drawCount;
  private final Once<Map<String, DrawnVariable>> variables;
  private final Once<SampleStats> stats;
  private final List<?> tunings;
  private final @Nullable UnconstrainedDraws run;

  private Draws(
      Collection<String> names,
      int chainCount,
      int drawCount,
      Once<Map<String, DrawnVariable>> variables,
      Once<SampleStats> stats,
      List<?> tunings,
      @Nullable UnconstrainedDraws run) {
    this.names = List.copyOf(names);
    this.chainCount = chainCount;
    this.drawCount = drawCount;
    this.variables = variables;
    this.stats = stats;
    this.tunings = List.copyOf(tunings);
    this.run = run;
  }

  // ---- where draws come from

  /**
   * The draws of a run: of each, its variables' values and derived quantities.
   *
   * @param run draws from the density
   * @throws IllegalArgumentException if they differ in dimension
   */
  public static Draws of(LogDensity density, UnconstrainedDraws run) {
    return of(density, run, List.of());
  }

  /**
   * The draws of a run whose algorithm was tuned.
   *
   * @param density a model's
   * @param run draws from it
   * @param tunings what warm-up found for each chain, in the algorithm's own type
   * @throws IllegalArgumentException if they differ in dimension
   */
  public static Draws of(LogDensity density, UnconstrainedDraws run, List<?> tunings) {
    if (density.dimension() != run.dimension()) {
      throw new IllegalArgumentException(
          run + " from a density of " + density.dimension() + " coordinates, expected equal");
    }
    return new Draws(
        density.variables().quantities(run.position(0, 0)).keySet(),
        run.chains(),
        run.draws(),
        new Once<>(
            () -> DrawnVariable.all(density.variables(), run.chains(), run.draws(), run::position)),
        new Once<>(() -> SampleStats.of(run)),
        tunings,
        run);
  }

  /**
   * One chain of draws at unconstrained coordinates: of each, the variables' values and derived
   * quantities.
   *
   * @param variables what stands behind the coordinates
   * @param positions [draws][dimension], at least one
   */
  public static Draws of(Variables variables, double[][] positions) {
    Map<String, DrawnVariable> all =
        DrawnVariable.all(variables, 1, positions.length, (chain, draw) -> positions[draw]);
    return new Draws(
        all.keySet(),
        1,
        positions.length,
        new Once<>(() -> all),
        new Once<>(SampleStats::none),
        List.of(),
        null);
  }

  /**
   * Draws given as arrays by name, as from {@link #arrays()}.
   *
   * @param arrays at least one; each (chains, draws) + the variable's shape
   * @throws IllegalArgumentException if the leading axes differ or are empty
   */
  public static Draws of(Map<String, NDArray> arrays) {
    return of(arrays, ElementNames::of);
  }

  /**
   * Draws given as arrays by name, whose elements have names of their own.
   *
   * @param arrays at least one; each (chains, draws) + the variable's shape
   * @param naming what their elements are called
   * @throws IllegalArgumentException if the leading axes differ or are empty
   */
  public static Draws of(Map<String, NDArray> arrays, Naming naming) {
    Shape leading = null;
    Map<String, DrawnVariable> all = new LinkedHashMap<>();
    for (Map.Entry<String, NDArray> array : arrays.entrySet()) {
      Shape shape = array.getValue().getShape();
      leading = leading == null ? DrawnVariable.leading(array.getKey(), shape) : leading;
      all.put(array.getKey(), DrawnVariable.of(array.getKey(), array.getValue(), leading, naming));
    }
    if (leading == null) {
      throw new IllegalArgumentException("draws of no variables, expected at least one");
    }
    int chains = Math.toIntExact(leading.get(0));
    int draws = Math.toIntExact(leading.get(1));
    return new Draws(
        all.keySet(),
        chains,
        draws,
        new Once<>(() -> all),
        new Once<>(SampleStats::none),
        List.of(),
        null);
  }

  /**
   * With another variable, such as a quantity computed from {@link #get}.
   *
   * @param name a new one
   * @param array (chains, draws) + the variable's shape
   */
  public Draws with(String name, NDArray array) {
    return with(name, array, ElementNames::of);
  }

  /** As the other one, whose elements have names of their own. */
  Draws with(String name, NDArray array, Naming naming) {
    if (names.contains(name)) {
      throw new IllegalArgumentException(
          "\"" + name + "\": the draws have this variable already; choose another name");
    }
    Map<String, DrawnVariable> more = new LinkedHashMap<>(variables.get());
    more.put(name, DrawnVariable.of(name, array, new Shape(chainCount, drawCount), naming));
    return new Draws(
        more.keySet(), chainCount, drawCount, new Once<>(() -> more), stats, tunings, run);
  }

  /**
   * With what a sampler noted about each draw.
   *
   * @throws IllegalArgumentException if it has not as many chains and draws
   */
  public Draws withStats(SampleStats stats) {
    for (String name : stats.names()) {
      double[][] column = stats.get(name);
      if (column.length != chainCount
          || Arrays.stream(column).anyMatch(chain -> chain.length != drawCount)) {
        throw new IllegalArgumentException(
            name + ": sample stats of other chains or draws, expected as many as " + this);
      }
    }
    return new Draws(
        names, chainCount, drawCount, variables, new Once<>(() -> stats), tunings, run);
  }

  /**
   * With what warm-up found, such as the step size and metric of each chain, for files and later
   * runs.
   *
   * @param tunings one for each chain, or none
   */
  public Draws withTunings(List<?> tunings) {
    if (!tunings.isEmpty() && tunings.size() != chainCount) {
      throw new IllegalArgumentException(
          tunings.size() + " tunings for " + chainCount + " chains, expected one each or none");
    }
    return new Draws(names, chainCount, drawCount, variables, stats, tunings, run);
  }

  // ---- what there is

  /** The names of the variables, those of a model in its order. */
  public List<String> names() {
    return names;
  }

  /** The number of chains. */
  public int chainCount() {
    return chainCount;
  }

  /** The number of draws of each chain. */
  public int drawCount() {
    return drawCount;
  }

  /** The shape of one draw of a variable. */
  public Shape shape(String name) {
    return variable(name).shape;
  }

  /**
   * All draws of a variable.
   *
   * @return FLOAT64 (chains, draws) + the variable's shape
   * @throws IllegalArgumentException if there is no such variable
   */
  public NDArray get(String name) {
    return variable(name).array();
  }

  /**
   * The numbers of a variable, or of one element by the name that the {@link #summary} gives it:
   * chain by chain, draw by draw, and within a draw row-major.
   *
   * @param name of a variable, {@code theta}, or of an element, {@code theta[1]}
   * @throws IllegalArgumentException if there is neither
   */
  public double[] values(String name) {
    return names.contains(name)
        ? variable(name).values()
        : Arrays.stream(scalar(name)).flatMapToDouble(Arrays::stream).toArray();
  }

  /**
   * One draw of all variables by name, each of its variable's shape.
   *
   * @throws IndexOutOfBoundsException if there is no such chain or draw
   */
  public Map<String, NDArray> at(int chain, int draw) {
    return at(chain, draw, names);
  }

  /** As {@link #at(int, int)}, of some variables. */
  public Map<String, NDArray> at(int chain, int draw, List<String> some) {
    Objects.checkIndex(chain, chainCount);
    Objects.checkIndex(draw, drawCount);
    Map<String, NDArray> values = new LinkedHashMap<>();
    some.forEach(name -> values.put(name, variable(name).at(chain, draw)));
    return values;
  }

  /** All draws by name, as {@link #get} gives them. */
  public Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    names.forEach(name -> arrays.put(name, get(name)));
    return Collections.unmodifiableMap(arrays);
  }

  /**
   * The draws of one element of a variable: [chains][draws], as the diagnostics want them.
   *
   * @param index one number for each axis of the variable, from 0
   * @throws IllegalArgumentException if there is no such variable or element
   */
  public double[][] element(String name, int... index) {
    DrawnVariable variable = variable(name);
    return variable.element(offset(name, variable.shape, index));
  }

  /** As {@link #element}, by the row-major offset. */
  double[][] elementAt(String name, int offset) {
    return variable(name).element(offset);
  }

  private static int offset(String name, Shape shape, int[] index) {
    long offset = 0;
    boolean within = index.length == shape.dimension();
    for (int axis = 0; within && axis < index.length; axis++) {
      within = index[axis] >= 0 && index[axis] < shape.get(axis);
      offset = offset * shape.get(axis) + index[axis];
    }
    if (!within) {
      throw new IllegalArgumentException(
          name + Arrays.toString(index) + ": no such element of shape " + shape);
    }
    return Math.toIntExact(offset);
  }

  /**
   * The draws of one number by the name that the {@link #summary} gives it: [chains][draws].
   *
   * @param name of a scalar variable, {@code mu}, or of an element, {@code theta[1]}
   * @throws IllegalArgumentException if there is no such number
   */
  public double[][] scalar(String name) {
    Place place = place(name);
    return variable(place.variable()).element(place.offset());
  }

  private record Place(String variable, int offset) {}

  private Place place(String name) {
    int bracket = name.indexOf('[');
    for (String variable : names) {
      boolean isScalar = bracket < 0 && shape(variable).size() != 1;
      int offset = isScalar ? -1 : elements(variable).indexOf(name);
      if (offset >= 0) {
        return new Place(variable, offset);
      }
    }
    String hint =
        names.contains(name)
            ? "it has the shape " + shape(name) + ", so name an element, as " + name + "[1]"
            : "there is no such element of the variables "
                + names
                + "; elements count from 1"
                + Suggestion.of(name, names);
    throw new IllegalArgumentException("\"" + name + "\" is no scalar: " + hint);
  }

  /**
   * The names of scalar variables and elements, in the order of the variables, row-major.
   *
   * @param patterns names of variables or elements, where {@code *} stands for any text and {@code
   *     ?} for one character; none: all
   * @throws IllegalArgumentException if a pattern matches nothing
   */
  public List<String> scalarNames(String... patterns) {
    Map<String, String> variables = new LinkedHashMap<>(); // by element
    for (String name : names) {
      elements(name).forEach(element -> variables.put(element, name));
    }
    List<String> all = List.copyOf(variables.keySet());
    if (patterns.length == 0) {
      return all;
    }
    return Matching.names(
        all,
        names,
        patterns,
        (glob, name) -> glob.test(name) || glob.test(variables.getOrDefault(name, name)));
  }

  /**
   * What a variable's elements are called, row-major: {@code theta[1]}, in a plate with labels
   * {@code theta[Choate]}; a scalar has its own name.
   */
  public List<String> elements(String name) {
    return variable(name).elements();
  }

  /** What a variable's elements are called. */
  public Naming naming(String name) {
    return variable(name).naming;
  }

  /**
   * With other names for a variable's elements.
   *
   * @param elements row-major, all different
   */
  public Draws withElements(String name, List<String> elements) {
    DrawnVariable variable = variable(name);
    if (elements.size() != variable.size || new HashSet<>(elements).size() != variable.size) {
      throw new IllegalArgumentException(
          name
              + ": "
              + elements.size()
              + " names for elements of shape "
              + variable.shape
              + ", expected "
              + variable.size
              + ", all different");
    }
    return replaced(Map.of(name, variable.named(List.copyOf(elements))));
  }

  /**
   * Between which numbers a variable lies, if that is known: of a model's variables, not of its
   * derived quantities.
   *
   * @param name of a variable or of an element
   * @throws IllegalArgumentException if there is no such variable or element
   */
  public Optional<Bounds> bounds(String name) {
    String variable = names.contains(name) ? name : place(name).variable();
    return Optional.ofNullable(variable(variable).bounds);
  }

  /**
   * With bounds of variables, where densities of plots end.
   *
   * @param bounds by name
   * @throws IllegalArgumentException if there is no such variable
   */
  public Draws withBounds(Map<String, Bounds> bounds) {
    Map<String, DrawnVariable> bounded = new LinkedHashMap<>();
    bounds.forEach((name, own) -> bounded.put(name, variable(name).within(own)));
    return replaced(bounded);
  }

  private Draws replaced(Map<String, DrawnVariable> some) {
    Map<String, DrawnVariable> all = new LinkedHashMap<>(variables.get());
    all.putAll(some);
    return new Draws(names, chainCount, drawCount, new Once<>(() -> all), stats, tunings, run);
  }

  private DrawnVariable variable(String name) {
    DrawnVariable variable = names.contains(name) ? variables.get().get(name) : null;
    if (variable == null) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\": the draws have only the variables "
              + names
              + Suggestion.of(name, names));
    }
    return variable;
  }

  /** How the sampler made each draw; {@link SampleStats#none()} if none did. */
  public SampleStats stats() {
    return stats.get();
  }

  /**
   * What warm-up found for each chain, with which another run can begin: {@code
   * run.withTunings(draws.tunings(Tuning.class))}.
   *
   * @param type of the algorithm
   * @return empty if not known, or of another type
   */
  public <T> List<T> tunings(Class<T> type) {
    return tunings.stream().allMatch(type::isInstance)
        ? tunings.stream().map(type::cast).toList()
        : List.of();
  }

  /** The run's unconstrained draws; null if these are not all draws of one run in this JVM. */
  @Nullable UnconstrainedDraws run() {
    return run;
  }

  /**
   * The unconstrained draws of the run, of whatever algorithm, and how each step went.
   *
   * @throws IllegalStateException if these draws are not all draws of one run in this JVM
   */
  public UnconstrainedDraws unconstrained() {
    if (run == null) {
      throw new IllegalStateException(
          this
              + ": no unconstrained draws, because they were read or given as arrays, thinned or"
              + " lost chains; stats() and tunings(type) say what is known of the run");
    }
    return run;
  }

  /**
   * These draws as places where the chains of another run start; variables that they lack are
   * uniform(-2, 2) in unconstrained coordinates. Draws of an earlier run on the same density start
   * at their very points with {@code draws.unconstrained().asStart()}.
   */
  public Start asStart() {
    Start others = Start.uniform();
    return (density, chain, key) -> {
      double[] rest = others.position(density, chain, key);
      Map<String, NDArray> values = new LinkedHashMap<>(any(key.at("draw")));
      Set<String> known = density.variables().constrain(rest).keySet();
      values.keySet().retainAll(known);
      if (values.isEmpty()) {
        throw new IllegalArgumentException(
            "starts from %s, which have none of the latent variables %s".formatted(this, known));
      }
      return density.variables().unconstrain(values, rest);
    };
  }

  private Map<String, NDArray> any(Key key) {
    NoiseReader noise = new NoiseReader(key);
    int chain = (int) (noise.uniform() * chainCount);
    return at(chain, (int) (noise.uniform() * drawCount));
  }

  // ---- files

  /**
   * Writes the draws to one file of any name: values, the names of elements, sample stats and
   * settings; not the tunings, which {@link org.borch.infer.files.Npz} keeps. Libraries for the
   * safetensors format read it, too. A file that was there before stays whole until the new one is
   * complete.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void save(Path file) {
    SavedDraws.save(this, file);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else
   */
  public static Draws load(Path file) {
    return SavedDraws.load(file);
  }

  // ---- parts

  /**
   * Some of the variables.
   *
   * @param patterns names, where {@code *} stands for any text; a module's path means all in it
   * @throws IllegalArgumentException if a pattern matches no variable
   */
  public Draws select(String... patterns) {
    List<String> kept = Matching.names(names, names, patterns, Predicate::test);
    return new Draws(kept, chainCount, drawCount, variables, stats, tunings, run);
  }

  /**
   * Every so many draws of each chain, from the first on. Judge a run before it is thinned: {@link
   * #warnings} counts divergences of the draws that are left.
   *
   * @param every at least 1
   */
  public Draws thin(int every) {
    if (every < 1) {
      throw new IllegalArgumentException("thin(" + every + "), expected at least 1");
    }
    return part(IntStream.range(0, chainCount).toArray(), every);
  }

  /**
   * Without some of the chains.
   *
   * @param dropped chains, counted from 0
   * @throws IllegalArgumentException if there is no such chain, or none would be left
   */
  public Draws withoutChains(int... dropped) {
    for (int chain : dropped) {
      if (chain < 0 || chain >= chainCount) {
        throw new IllegalArgumentException(
            "chain " + chain + ": there are chains 0 to " + (chainCount - 1));
      }
    }
    int[] kept =
        IntStream.range(0, chainCount)
            .filter(chain -> IntStream.of(dropped).noneMatch(each -> each == chain))
            .toArray();
    if (kept.length == 0) {
      throw new IllegalArgumentException(
          "without chains " + Arrays.toString(dropped) + " none is left, expected at least one");
    }
    return part(kept, 1);
  }

  private Draws part(int[] kept, int every) {
    Once<Map<String, DrawnVariable>> parts =
        new Once<>(
            () -> {
              Map<String, DrawnVariable> part = new LinkedHashMap<>();
              names.forEach(name -> part.put(name, variable(name).part(kept, every)));
              return part;
            });
    return new Draws(
        names,
        kept.length,
        (drawCount + every - 1) / every,
        parts,
        new Once<>(() -> stats().part(kept, every)),
        tunings.isEmpty() ? tunings : IntStream.of(kept).mapToObj(tunings::get).toList(),
        null);
  }

  // ---- judgement

  /** Mean, sd, Monte Carlo errors, quantiles, ESS and R-hat of every element. */
  public DrawsSummary summary() {
    return DrawsSummary.of(this);
  }

  /**
   * What is wrong with the draws and what to do about it: first the sampler's trajectories, then
   * the variables, of whose elements the worst one speaks for all. Empty if nothing is.
   */
  public List<Warning> warnings() {
    return DrawsWarnings.of(this, summary());
  }

  /** {@code Draws of [mu, tau]: 4 chains x 1000 draws}; computes nothing. */
  @Override
  public String toString() {
    return "Draws of " + names + ": " + chainCount + " chains x " + drawCount + " draws";
  }
}
