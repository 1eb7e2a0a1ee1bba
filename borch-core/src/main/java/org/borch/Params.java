package org.borch;

import static org.borch.tensor.ArrayMath.concat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * All learnable numbers of a model, by name: the one owner of their memory. They are the parts of
 * one flat array, in the order in which they were declared, so that an optimiser's step is a few
 * operations.
 *
 * <pre>
 *   names   mu|loc   mu|log_scale   weight|loc ...
 *   shapes  ()       ()             (10, 3)
 *   flat    [ 0    |  1           |  2 ... 31 | ...            size)
 * </pre>
 *
 * <p>Names are {@code PATH|ARGUMENT} for the arguments of approximations and plain paths for a
 * user's own parameters. Any number of threads may read and declare at once; {@link #update} is for
 * one thread while no other differentiates.
 *
 * <p>Values stay in Java memory until the engine computes others ({@link #gradient}, or an {@link
 * #update} with an array of the engine); from then on they live on its device and nothing here
 * reads them back.
 */
public final class Params implements AutoCloseable {

  private static final String KIND = "params";
  private static final String WHAT = "parameters";
  private static final String TYPE = "type";
  private static final String SEED = "seed";

  /** A parameter's place; {@code fresh} is its value until the flat array includes it. */
  private record Slot(String name, Shape shape, long offset, @Nullable NDArray fresh) {}

  /** What readers see at once; replaced, never changed. */
  private record State(
      GrowingMap<String, Slot> slots, long size, @Nullable Memory memory, int revision) {

    boolean hasFresh() {
      return memory == null || memory.array().size() < size;
    }
  }

  private final DataType type;
  private final Seed seed;
  private final List<Companion> companions = new ArrayList<>();
  private volatile @Nullable State state = new State(GrowingMap.empty(), 0, null, 0);
  private volatile long updates;
  private volatile boolean sealed;

  private final @Nullable Params origin;
  private final Set<String> held;

  private Params(DataType type, Seed seed, @Nullable Params origin) {
    this.type = type;
    this.seed = seed;
    this.origin = origin;
    this.held = origin == null ? ConcurrentHashMap.newKeySet() : origin.held;
  }

  /**
   * No parameters yet.
   *
   * @param type FLOAT32 or FLOAT64, of all parameters
   * @param seed decides, with a parameter's name, where one starts that a model adds
   */
  public static Params empty(DataType type, Seed seed) {
    if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
      throw new IllegalArgumentException(
          "parameters of type " + type + ", expected FLOAT32 or FLOAT64");
    }
    return new Params(type, seed, null);
  }

  /**
   * Parameters with these names and values, in the map's order.
   *
   * @param type FLOAT32 or FLOAT64, to which the values are cast
   * @param seed decides, with a parameter's name, where one starts that a model adds
   */
  public static Params of(DataType type, Seed seed, Map<String, ? extends NDArray> values) {
    Params params = empty(type, seed);
    values.forEach((name, value) -> params.extend(name, value.getShape(), () -> value));
    return params;
  }

  /**
   * These names and shapes over other values, such as an argument of a function that is traced or
   * batched. Updates replace the view's values and leave these parameters alone; a new name is
   * declared here first, and refused where the values are an argument.
   *
   * @param flat an array like {@link #flat}
   * @throws IllegalArgumentException if its shape or data type differ
   */
  public Params over(NDArray flat) {
    requireLikeFlat(flat, "other values");
    State now = open();
    Params view = new Params(type, seed, origin());
    view.state = new State(joined(now.slots), now.size, Memory.borrowed(flat, WHAT), now.revision);
    return view;
  }

  /** The parameters whose names and shapes these are: these, unless they are a view. */
  Params origin() {
    return origin == null ? this : origin;
  }

  // ---- what there is

  /** The data type of all parameters. */
  public DataType type() {
    return type;
  }

  /** What decides, with a parameter's name, where one starts that a model adds. */
  public Seed seed() {
    return seed;
  }

  /** Where the flat array lies: the CPU until training starts. */
  public Device device() {
    Memory memory = open().memory;
    return memory == null ? Device.cpu() : memory.array().getDevice();
  }

  /** Whether the engine has the values. */
  boolean isInEngine() {
    return open().memory instanceof Memory.Engine;
  }

  /** The number of elements of all parameters together. */
  public long size() {
    return open().size;
  }

  /** The names in the order of the flat array. */
  public Set<String> names() {
    return Collections.unmodifiableSet(open().slots.keySet());
  }

  /** Whether a parameter has this name. */
  public boolean contains(String name) {
    return open().slots.containsKey(name);
  }

  /** The names of buffers, such as running statistics: kept and saved, but no optimiser's. */
  public Set<String> held() {
    return Collections.unmodifiableSet(held);
  }

  /** From now on this name is a buffer's. */
  void hold(String name) {
    held.add(name);
  }

  /** The shape of a parameter. */
  public Shape shape(String name) {
    return slot(name).shape;
  }

  /** The index of a parameter's first element in the flat array. */
  public long offset(String name) {
    return slot(name).offset;
  }

  /**
   * From now on these names are all: asking for another parameter is an error, because nothing
   * would ever fit it. Values may still be updated. A finished fit's parameters and loaded ones are
   * sealed; {@link #unsealed} gives a copy that takes more.
   *
   * @return these parameters
   */
  public synchronized Params seal() {
    open();
    sealed = true;
    return this;
  }

  /** Whether asking for a parameter that is not there is an error. */
  public boolean isSealed() {
    return origin().sealed;
  }

  /** How often parameters were declared; the size may have changed when this has. */
  public int revision() {
    return open().revision;
  }

  // ---- reading

  /**
   * A parameter's value, read-only. In a {@link Scope} it is a leaf for {@link #gradient}, the same
   * array each time; without one it is a view that shows later updates.
   */
  public NDArray get(String name) {
    Scope scope = Scope.current();
    return scope == null ? value(slot(name)) : leaves(scope).get(name);
  }

  private NDArray value(Slot slot) {
    NDArray value = slot.fresh;
    if (value == null) {
      value = Objects.requireNonNull(open().memory).view(slot.offset, slot.shape);
    }
    return BorchArray.wrap(value).frozen("parameter " + slot.name);
  }

  /** All parameters one after the other, read-only and without derivative. */
  public NDArray flat() {
    return memory().array();
  }

  /**
   * The derivative of a scalar with respect to all parameters: an array like {@link #flat}, with
   * zeros for parameters that the scalar does not depend on.
   *
   * @param loss computed in the current scope from what {@link #get} returned there
   * @throws IllegalStateException outside a scope, or if the parameters were updated since the
   *     scope first read them
   */
  public NDArray gradient(NDArray loss) {
    Scope scope = Scope.current();
    if (scope == null) {
      throw new IllegalStateException(
          "gradient outside a scope; compute loss and gradient inside one"
              + " try (Scope scope = Scope.open()) { ... }");
    }
    if (origin == null) {
      inEngine();
    }
    return leaves(scope).gradient(loss);
  }

  private Leaves leaves(Scope scope) {
    return scope.memo(this, () -> new Leaves(scope));
  }

  /** The parameters that one scope has read. */
  private final class Leaves {

    private final Scope scope;
    private final long updatesBefore = updates;
    private final Map<String, NDArray> read = new LinkedHashMap<>();

    Leaves(Scope scope) {
      this.scope = scope;
    }

    NDArray get(String name) {
      Slot slot = slot(name);
      NDArray known = read.get(name);
      if (known == null) {
        NDArray watched = scope.watch(value(slot));
        known = BorchArray.wrap(watched).frozen("parameter " + name);
        read.put(name, known);
      }
      return known;
    }

    NDArray gradient(NDArray loss) {
      State now = open();
      if (updates != updatesBefore) {
        throw new IllegalStateException(
            "gradient after the parameters that the loss was computed from were updated; open a"
                + " scope for each step and update last");
      }
      Map<String, NDArray> gradients = new LinkedHashMap<>();
      List<NDArray> derivatives = scope.gradient(loss, List.copyOf(read.values()));
      int next = 0;
      for (String name : read.keySet()) {
        gradients.put(name, derivatives.get(next++));
      }
      List<NDArray> parts = new ArrayList<>();
      long untouched = 0;
      for (Slot slot : now.slots.values()) {
        NDArray gradient = gradients.get(slot.name);
        if (gradient == null) {
          untouched += slot.shape.size();
          continue;
        }
        if (untouched > 0) {
          parts.add(zeros(untouched));
          untouched = 0;
        }
        parts.add(gradient.flatten());
      }
      if (untouched > 0 || parts.isEmpty()) {
        parts.add(zeros(untouched));
      }
      return parts.size() == 1 ? parts.get(0) : concat(0, parts.toArray(new NDArray[0]));
    }
  }

  private NDArray zeros(long size) {
    return BorchArray.full(new Shape(size), 0, type);
  }

  // ---- writing

  /**
   * The parameter with this name, as {@link #get} returns it, made first if there is none.
   *
   * @param shape of the parameter
   * @param initial finite starting values of that shape, asked for only if the parameter is new
   * @throws IllegalArgumentException if the parameter exists in another shape, or if the initial
   *     value has another shape or is not finite; nothing has changed then
   * @throws IllegalStateException if there is none and the parameters are sealed
   */
  public NDArray declare(String name, Shape shape, Supplier<? extends NDArray> initial) {
    return declare(name, shape, initial, "");
  }

  /**
   * As the other one.
   *
   * @param asker what asks for it, for the message of parameters that are sealed
   */
  NDArray declare(String name, Shape shape, Supplier<? extends NDArray> initial, String asker) {
    Slot known = open().slots.get(name);
    if (known == null && isSealed()) {
      throw sealed(name, asker);
    }
    if (known == null) {
      known = extend(name, shape, initial);
    }
    if (!known.shape.equals(shape)) {
      throw new IllegalArgumentException(
          "parameter "
              + name
              + " has shape "
              + known.shape
              + ", but the model asks for "
              + shape
              + "; these parameters belong to another model or to data of another size");
    }
    return get(name);
  }

  private IllegalStateException sealed(String name, String asker) {
    return new IllegalStateException(
        "no parameter "
            + name
            + (asker.isEmpty() ? "" : ", which " + asker + " asks for")
            + ": the parameters of a finished or loaded fit are sealed, there are only "
            + names()
            + "; draw from the model, with the data and the posterior, that were fitted, or go on"
            + " training with unsealed()");
  }

  private synchronized Slot extend(String name, Shape shape, Supplier<? extends NDArray> initial) {
    Slot known = open().slots.get(name);
    if (known != null) {
      return known;
    }
    NDArray value =
        origin == null
            ? Values.finite("parameter " + name, initial.get(), shape, type)
            : start(origin, name, shape, initial);
    State now = open();
    Slot slot = new Slot(name, shape, now.size, value);
    state =
        new State(
            now.slots.with(name, slot), now.size + shape.size(), now.memory, now.revision + 1);
    return slot;
  }

  /** The value with which the parameters of a view begin one that is new. */
  private NDArray start(
      Params origin, String name, Shape shape, Supplier<? extends NDArray> initial) {
    Memory memory = Objects.requireNonNull(open().memory);
    if (BorchArray.wrap(memory.array()).lifting() != null) {
      throw new TracingException(
          "parameter " + name + " is new; a view of parameters has those that were there before");
    }
    return origin.value(origin.extend(name, shape, initial));
  }

  /**
   * Gives all parameters new values, in place if they are on the engine's device.
   *
   * @param newFlat an array like {@link #flat}
   * @throws IllegalArgumentException if its shape or data type differ
   */
  public synchronized void update(NDArray newFlat) {
    requireLikeFlat(newFlat, "new values");
    write(newFlat);
  }

  /**
   * Adds to all parameters, in place if they are on the engine's device.
   *
   * @param delta an array like {@link #flat}
   * @throws IllegalArgumentException if its shape or data type differ
   */
  public synchronized void add(NDArray delta) {
    requireLikeFlat(delta, "a change");
    write(memory().array().add(delta));
  }

  /**
   * What came of values that were taken from other parameters.
   *
   * @param taken the names of those that have their values now
   * @param kept the others, which have the values from before: each with the reason
   * @param unused the names of other parameters that are not here
   */
  public record Taken(List<String> taken, Map<String, String> kept, List<String> unused) {

    /** Copies all. */
    public Taken {
      taken = List.copyOf(taken);
      kept = Collections.unmodifiableMap(new LinkedHashMap<>(kept));
      unused = List.copyOf(unused);
    }

    /** Name by name. */
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("taken: " + taken);
      kept.forEach((name, reason) -> text.append(System.lineSeparator() + name + ": " + reason));
      return text + System.lineSeparator() + "not used: " + unused;
    }
  }

  /**
   * Takes the values of those parameters that others have by the same names and shapes, as after a
   * change of the model or its posterior: {@code model.init(seed)}, then {@code
   * params.takeFrom(Params.load(file))}. The rest stay as they are.
   *
   * @return what was taken and what was not
   */
  public synchronized Taken takeFrom(Params other) {
    Map<String, NDArray> own = values();
    Map<String, NDArray> given = other.values();
    List<String> taken = new ArrayList<>();
    Map<String, String> kept = new LinkedHashMap<>();
    List<NDArray> flat = new ArrayList<>();
    own.forEach(
        (name, value) -> {
          NDArray theirs = given.get(name);
          NDArray chosen = value;
          if (theirs != null && theirs.getShape().equals(value.getShape())) {
            taken.add(name);
            chosen = theirs;
          } else {
            kept.put(
                name,
                theirs == null
                    ? "not among the others"
                    : "shape " + value.getShape() + ", but the others' is " + theirs.getShape());
          }
          flat.add(ArrayMath.cast(chosen, type).flatten());
        });
    if (!taken.isEmpty()) {
      update(ArrayMath.concat(0, flat.toArray(NDArray[]::new)));
    }
    List<String> unused = new ArrayList<>(given.keySet());
    unused.removeAll(own.keySet());
    return new Taken(taken, kept, unused);
  }

  private synchronized void write(NDArray values) {
    State now = open();
    Memory memory = memory().with(values);
    state = new State(joined(now.slots), now.size, memory, now.revision);
    updates++;
  }

  private void requireLikeFlat(NDArray array, String what) {
    if (!array.getShape().equals(new Shape(size())) || array.getDataType() != type) {
      throw new IllegalArgumentException(
          what
              + " for all parameters: got "
              + array.getDataType()
              + array.getShape()
              + ", expected "
              + type
              + new Shape(size())
              + " like flat()");
    }
  }

  /** The flat array with all parameters, made or extended if need be. */
  private Memory memory() {
    State now = open();
    Memory memory = now.memory;
    return memory == null || now.hasFresh() ? join() : memory;
  }

  private synchronized Memory join() {
    State now = open();
    Memory memory = now.memory;
    if (memory != null && !now.hasFresh()) {
      return memory; // another thread was faster
    }
    NDArray added = Values.concat(fresh(now), type);
    if (memory == null) {
      return joinedIn(hold(added));
    }
    BorchArray known = BorchArray.wrap(memory.array());
    NDArray values =
        known.isHost() ? Values.concat(List.of(known, added), type) : concat(0, known, added);
    // The old memory is freed when no reader holds it any more.
    return joinedIn(memory instanceof Memory.Engine ? Memory.engine(values, WHAT) : hold(values));
  }

  private Memory hold(NDArray values) {
    return hold(values, WHAT);
  }

  /** Memory for values of these parameters or beside them; a view owns none. */
  Memory hold(NDArray values, String what) {
    return origin == null ? Memory.of(values, what) : Memory.borrowed(values, what);
  }

  private Memory joinedIn(Memory memory) {
    State now = open();
    state = new State(joined(now.slots), now.size, memory, now.revision);
    return memory;
  }

  /** From now on the engine has the values. */
  private synchronized void inEngine() {
    Memory memory = memory();
    if (!(memory instanceof Memory.Engine)) {
      joinedIn(Memory.engine(memory.array(), WHAT));
    }
  }

  /** The slots when all are parts of the flat array. */
  private static GrowingMap<String, Slot> joined(GrowingMap<String, Slot> slots) {
    if (slots.values().stream().allMatch(slot -> slot.fresh == null)) {
      return slots;
    }
    Map<String, Slot> joined = new LinkedHashMap<>();
    slots.forEach((n, s) -> joined.put(n, new Slot(n, s.shape, s.offset, null)));
    return GrowingMap.of(joined);
  }

  private static List<NDArray> fresh(State state) {
    List<NDArray> fresh = new ArrayList<>();
    for (Slot slot : state.slots.values()) {
      if (slot.fresh != null) {
        fresh.add(slot.fresh);
      }
    }
    return fresh;
  }

  // ---- what lives beside the parameters

  /** A new array like {@link #flat}, of zeros, that grows and closes with these parameters. */
  public Companion companion() {
    return companion(BorchArray.full(new Shape(0), 0, type));
  }

  /**
   * A new array beside the parameters with given values; zeros follow for further parameters.
   *
   * @param values one number for each of the first parameters' elements, of their data type
   */
  public synchronized Companion companion(NDArray values) {
    open();
    Companion companion = new Companion(this, values);
    companions.add(companion);
    return companion;
  }

  // ---- copies and files

  /** Independent parameters with the same names, values, seed and seal, without companions. */
  public Params copy() {
    return isSealed() ? unsealed().seal() : unsealed();
  }

  /** As {@link #copy}, without a seal: a model that asks for more parameters adds them. */
  public Params unsealed() {
    Params copy = of(type, seed, values());
    copy.held.addAll(held);
    return copy;
  }

  /** The current values by name, in Java memory. */
  public Map<String, NDArray> values() {
    State now = open();
    double[] flat = BorchArray.wrap(flat()).values();
    Map<String, NDArray> values = new LinkedHashMap<>();
    for (Slot slot : now.slots.values()) {
      values.put(slot.name, Values.part(flat, slot.offset, slot.shape, type));
    }
    return values;
  }

  /**
   * Writes names, values and seed to a file, which libraries for the safetensors format read, too.
   * A file that was there before stays whole until the new one is complete.
   *
   * @throws IllegalArgumentException if a value is not finite, because no run could go on from it
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void save(Path file) {
    Map<String, NDArray> values = values();
    values.forEach(
        (name, value) -> Values.finite("parameter " + name, value, value.getShape(), type));
    ArrayFile.of(KIND, values, Map.of(TYPE, type.name(), SEED, Long.toString(seed.value())))
        .save(file);
  }

  /**
   * Reads what {@link #save} wrote. No model is needed. The parameters are sealed, so that a model
   * or posterior that they do not belong to is an error; see {@link #unsealed}.
   *
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else; nothing of it is used then
   */
  public static Params load(Path file) {
    ArrayFile content = ArrayFile.load(file, KIND);
    Seed seed = Seed.of(content.number(SEED));
    try {
      return of(DataType.valueOf(content.note(TYPE)), seed, content.arrays()).seal();
    } catch (IllegalArgumentException e) {
      throw content.refused(String.valueOf(e.getMessage()));
    }
  }

  // ---- life

  private State open() {
    State now = state;
    if (now == null) {
      throw new IllegalStateException(
          "parameters used after close; keep them open as long as they are used, or work on a"
              + " copy() made before");
    }
    return now;
  }

  private Slot slot(String name) {
    Map<String, Slot> slots = open().slots;
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException(
          "no parameter "
              + name
              + ", expected one of "
              + slots.keySet()
              + Suggestion.of(name, slots.keySet()));
    }
    return slot;
  }

  /** Frees the parameters and their companions. Closing twice does nothing. */
  @Override
  public synchronized void close() {
    State now = state;
    if (now != null) {
      state = null;
      companions.forEach(Companion::close);
      if (now.memory != null) {
        now.memory.close();
      }
    }
  }

  /** The names with their shapes; reads no values. */
  @Override
  public String toString() {
    State now = state;
    if (now == null) {
      return "Params(closed)";
    }
    StringBuilder text = new StringBuilder("Params(" + type + ", " + now.size + " elements");
    now.slots.values().forEach(s -> text.append(", ").append(s.name).append(s.shape));
    return text.append(')').toString();
  }
}
