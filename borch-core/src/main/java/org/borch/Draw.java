package org.borch;

import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.sigmoid;
import static org.borch.tensor.ArrayMath.stopGradient;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.borch.distributions.Distribution;
import org.borch.distributions.Parameter;
import org.borch.distributions.Standardized;
import org.borch.posterior.Choice;
import org.borch.posterior.LatentStart;
import org.borch.tensor.BorchArray;
import org.borch.tensor.FloatingType;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/** One run of a module's forward, in one thread. */
final class Draw {

  private static final ThreadLocal<@Nullable Draw> RUNNING = new ThreadLocal<>();

  /**
   * What a draw is made of.
   *
   * @param binding input and data
   * @param key decides all random numbers
   * @param params null where the model's parameters have their starting values
   * @param starts where parameters that do not exist yet start
   */
  record Setting(Binding binding, Key key, @Nullable Params params, @Nullable Starts starts) {}

  private final Module<?, ?> root;
  private final Setting setting;
  private final Source source;
  private final Plates plates;
  private final String owner;
  private final IdentityHashMap<Module<?, ?>, String> prefixes = new IdentityHashMap<>();
  private final Map<String, Site> sites = new LinkedHashMap<>();
  private final Map<String, String> decentred = new LinkedHashMap<>();
  private final Map<String, MissingRows> missingRows = new LinkedHashMap<>();
  private final Map<String, NDArray> updates = new LinkedHashMap<>();

  private Draw(Module<?, ?> root, Setting setting, Source source, Plates plates, String owner) {
    this.root = root;
    this.setting = setting;
    this.source = source;
    this.plates = plates;
    this.owner = owner;
  }

  /** Runs a module's forward. */
  static Trace run(Module<?, ?> root, Setting setting, Source source) {
    Rows bound = setting.binding().rows();
    Plates plates = new Plates(setting.key(), bound, source.usesAllRows());
    Draw draw = new Draw(root, setting, source, plates, "");
    Trace trace = draw.run();
    plates.requireConfirmed();
    source.finish(draw);
    return trace;
  }

  /**
   * Runs a guide on this draw's input, key and rows; its parameters are named after an owner.
   *
   * @param values of its variables
   * @param constant whether its parameters are constants to derivatives
   */
  Trace guide(Module<?, ?> guide, String label, Source values, boolean constant) {
    Params own = setting.params();
    Params params = own != null && constant ? own.over(stopGradient(own.flat())) : own;
    Setting withoutData =
        new Setting(binding().withoutData(), setting.key(), params, setting.starts());
    return new Draw(guide, withoutData, values, plates, label + "|").run();
  }

  private Trace run() {
    Draw outer = RUNNING.get();
    RUNNING.set(this);
    try (FloatingType run = FloatingType.open(type())) {
      Object output = forward(root);
      return new Trace(sites, decentred, missingRows, updates, output);
    } catch (TracingException e) {
      throw e.at(place());
    } catch (NullPointerException e) {
      throw binding().input() == null ? forgottenInput(e) : e;
    } finally {
      if (outer == null) {
        RUNNING.remove();
      } else {
        RUNNING.set(outer);
      }
    }
  }

  private IllegalStateException forgottenInput(NullPointerException e) {
    return new IllegalStateException(
        root.title()
            + ": forward met null, "
            + place()
            + ", and the model has no input; bind it to one: module.on(input)",
        e);
  }

  /** How far forward came. */
  private String place() {
    String last = "";
    for (String name : sites.keySet()) {
      last = name;
    }
    return last.isEmpty() ? root.title() + " before its first variable" : "after " + last;
  }

  // on(input) and guides have inputs of the module's type; without input, forward gets null.
  @SuppressWarnings({"unchecked", "NullAway"})
  private <I, O> O forward(Module<I, O> module) {
    Rows bound = binding().rows();
    List<Rows> plates = bound == null ? List.of() : List.of(bound);
    return module.forward((I) Inputs.map(binding().input(), array -> source.data(array, plates)));
  }

  /**
   * The draw that runs in this thread.
   *
   * @param what the method that needs it and its argument, for the message
   */
  static Draw running(String what, String name) {
    Draw draw = RUNNING.get();
    if (draw == null) {
      throw new IllegalStateException(
          what
              + "(\""
              + name
              + "\") in thread "
              + Thread.currentThread().getName()
              + ", where no draw is running; forward is run by Model.sample, samplePrior and"
              + " replay: do not call it yourself, and start no threads in it");
    }
    return draw;
  }

  // ---- what forward asks for

  NDArray rv(Module<?, ?> module, String name, Distribution given, Function<Noise, NDArray> start) {
    return variable(claim("rv", module, name), typed(given), null, start);
  }

  NDArray rv(Module<?, ?> module, String name, Distribution given, @Nullable Plate plate) {
    String path = claim("rv", module, name);
    Distribution typed = typed(given);
    if (plate == null) {
      return variable(path, typed, null, null);
    }
    plate.resolve(typed.batchShape(), bound(path, typed, plate), this::sizesOfData);
    return variable(path, plate.expand(path, typed), plate, null);
  }

  /**
   * What a variable is bound to with all rows: a value, a forced one, or data. A prediction for
   * another input has the rows of that input, if its prior has rows at all.
   */
  private @Nullable NDArray bound(String path, Distribution prior, Plate plate) {
    NDArray value = source.given(path);
    NDArray forced = binding().interventions().get(path);
    Observation data = binding().observations().get(path);
    if (value != null || forced != null) {
      return value != null ? value : forced;
    }
    boolean isOfInput =
        data != null
            && !data.isBatch()
            && (source.usesData()
                || !data.isElsewhere()
                || prior.batchShape().dimension() < plate.depth());
    return data != null && isOfInput ? data.data() : null;
  }

  /** The different sizes of the first axes of all data. */
  private Set<Long> sizesOfData() {
    return binding().observations().values().stream()
        .filter(data -> !data.isBatch() && data.data().getShape().dimension() > 0)
        .map(data -> data.data().getShape().get(0))
        .collect(Collectors.toSet());
  }

  private NDArray variable(
      String path,
      Distribution prior,
      @Nullable Plate plate,
      @Nullable Function<Noise, NDArray> start) {
    Shape shape = Shapes.concat(prior.batchShape(), prior.eventShape());
    NDArray fixed = binding().interventions().get(path);
    if (fixed != null) {
      NDArray value = Observation.rows(path + ": forced value", fixed, prior, shape, plate);
      return add(new Site.Deterministic(path, frozen(path, value), axes(plate)));
    }
    Observation all = source.usesData() ? binding().observations().get(path) : null;
    LatentSite site = new LatentSite(this, path, prior, plate, null, start);
    if (all == null && source.usesData() && binding().awaited().contains(path)) {
      return add(variable(site, source.awaited(this, site)));
    } else if (all == null) {
      return latent(site);
    }
    if (all.isBatch()) {
      requireBatch(path, plate);
    }
    Observation own = all.in(path, prior, plate);
    source.observed(path, prior, own, plate);
    NDArray data = source.data(own.data(), rows(plate));
    Missing missing = own.missing();
    if (missing != null && !own.isFilled()) {
      NDArray mask = perElement(missing.mask(), shape);
      data = where(mask, data, cast(missing(prior, plate, missing), data.getDataType()));
    }
    Choice chosen = Choice.given(data, own.isInside() ? prior.support() : null);
    return add(new RandomVariable(path, prior, chosen, true, axes(plate), missing));
  }

  /** The values of all rows, of which those without data are a latent variable of their own. */
  private NDArray missing(Distribution prior, @Nullable Plate plate, Missing missing) {
    String name = claim("rv", missing.rows().name());
    if (missing.isWhole()) {
      missingRows.put(name, missing.rows());
    }
    return latent(LatentSite.missing(this, name, prior, plate, missing));
  }

  private NDArray latent(LatentSite site) {
    return isDecentred(site.name()) ? decentred(site) : chosen(site);
  }

  /** Data of the very name, also where a draw does not use them, leave the variable as it is. */
  private boolean isDecentred(String path) {
    return binding().decentred().containsKey(path)
        && !binding().isObserved(path)
        && source.given(path) == null;
  }

  /** Draws the standard part, of which the variable is a function. */
  private NDArray decentred(LatentSite site) {
    Standardized parts =
        binding().decentred().get(site.name()) == Decentring.Degree.LEARNED
            ? Decentring.parts(site.name(), site.prior(), centring(site))
            : Decentring.parts(site.name(), site.prior());
    String name = claim("decentred", site.name() + Decentring.STANDARD);
    Missing missing = site.missing();
    NDArray z =
        missing == null
            ? variable(name, parts.standard(), site.plate(), null)
            : chosen(LatentSite.missing(this, name, parts.standard(), site.plate(), missing));
    decentred.put(name, site.name());
    NDArray value = frozen(site.name(), parts.bijector().forward(z));
    NDArray shown = missing != null && missing.isWhole() ? missing.compact(value) : value;
    add(new Site.Deterministic(site.name(), shown, axes(site.plate())));
    return value;
  }

  /** How far each element is as the model writes it: 1 is wholly. */
  private NDArray centring(LatentSite site) {
    Params params = setting.params();
    if (params == null) {
      return Decentring.atStart(site.prior(), type());
    }
    Shape all = site.whole(Decentring.shape(site.prior()));
    String path = site.name() + "|centring";
    Supplier<NDArray> start = () -> BorchArray.full(all, 0, type());
    return sigmoid(site.rows(params.declare(path, all, start, root.title())));
  }

  private NDArray chosen(LatentSite site) {
    Distribution prior = site.prior();
    Shape shape = Shapes.concat(prior.batchShape(), prior.eventShape());
    Choice choice = source.choose(this, site);
    Shape given = RandomVariable.rows(prior, site.missing(), choice.value()).getShape();
    if (!given.equals(shape)) {
      throw new IllegalArgumentException(
          site.name()
              + ": a value of shape "
              + given
              + " was given or drawn from the approximation, but the prior "
              + prior.name()
              + " has shape "
              + shape);
    }
    return add(variable(site, choice));
  }

  private RandomVariable variable(LatentSite site, Choice choice) {
    Supplier<Choice> constant = source.constant(this, site);
    RandomVariable variable =
        new RandomVariable(
            site.name(), site.prior(), choice, false, axes(site.plate()), site.missing());
    return constant == null ? variable : variable.withConstant(constant);
  }

  /** A minibatch's data count N/B times, which the plate sees to. */
  private void requireBatch(String path, @Nullable Plate plate) {
    Rows bound = binding().rows();
    if (bound != null && !rows(plate).contains(bound)) {
      throw new IllegalArgumentException(
          path
              + ": data of a minibatch, whose rows are those of plate \""
              + bound.name()
              + "\", for a variable that is not in it and would count each row once; use"
              + " plate(\""
              + bound.name()
              + "\").rv(name, prior)");
    }
  }

  private static List<Rows> rows(@Nullable Plate plate) {
    return plate == null ? List.of() : plate.allRows();
  }

  private static List<PlateAxis> axes(@Nullable Plate plate) {
    return plate == null ? List.of() : plate.axes();
  }

  NDArray deterministic(Module<?, ?> module, String name, NDArray value, @Nullable Plate plate) {
    String path = claim("deterministic", module, name);
    if (plate != null) {
      plate.requireRows("deterministic", path, value.getShape());
    }
    return add(new Site.Deterministic(path, frozen(path, value), axes(plate)));
  }

  void factor(Module<?, ?> module, String name, NDArray logWeight, @Nullable Plate plate) {
    String path = claim("factor", module, name);
    if (plate != null) {
      plate.requireRows("factor", path, logWeight.getShape());
    }
    source.factor(path, logWeight, rows(plate));
    add(new Site.Factor(path, frozen(path, logWeight), axes(plate)));
  }

  NDArray parameter(Module<?, ?> module, String name, Shape shape, Supplier<NDArray> start) {
    Names.require("parameter", name);
    String path = owner + path(module, name);
    Params params = setting.params();
    return params == null
        ? cast(start.get(), type())
        : params.declare(path, shape, start, root.title());
  }

  NDArray buffer(Module<?, ?> module, String name, NDArray start) {
    Params params = setting.params();
    if (params != null) {
      params.hold(owner + path(module, name));
    }
    return stopGradient(parameter(module, name, start.getShape(), () -> start));
  }

  void update(Module<?, ?> module, String name, NDArray value) {
    updates.put(owner + path(module, name), stopGradient(value));
  }

  Optional<Distribution> approximation(Module<?, ?> module, String name) {
    return sites.get(path(module, name)) instanceof RandomVariable variable
        ? variable.approximation()
        : Optional.empty();
  }

  boolean isTraining() {
    return source.isTraining();
  }

  Plate plate(Module<?, ?> module, String name) {
    return new Plate(this, module, plates.open(name), null);
  }

  Plate plate(Module<?, ?> module, String name, long size, long batch, @Nullable Plate outer) {
    Rows rows = plates.sized(platePath(name, outer), size, batch);
    return new Plate(this, module, rows, outer);
  }

  Plate plate(Module<?, ?> module, String name, List<String> labels, @Nullable Plate outer) {
    Rows rows = plates.labelled(platePath(name, outer), labels);
    return new Plate(this, module, rows, outer);
  }

  private static String platePath(String name, @Nullable Plate outer) {
    Names.require("plate", name);
    return outer == null ? name : outer.name() + "/" + name;
  }

  NDArray data(NDArray array, Plate plate) {
    return source.data(array, plate.allRows());
  }

  // ---- what posteriors ask for

  Noise noise(String name) {
    return Noise.of(setting.key().at(name), type());
  }

  DataType type() {
    return binding().runType();
  }

  /**
   * A parameter of the posterior.
   *
   * @param variable that it approximates; empty for what belongs to none alone
   */
  NDArray declare(String path, Shape shape, Supplier<NDArray> start, String variable) {
    Params params = setting.params();
    if (params == null) {
      throw new IllegalStateException(
          "an approximation needs Params; use Model.sample(params, key)");
    }
    return params.declare(path, shape, start, source.asker(variable));
  }

  LatentStart start(String name) {
    return starts().of(name, this::runUnderPrior);
  }

  /** The latent variables as a run under the prior met them. */
  List<LatentStart> latents() {
    return starts().all(this::runUnderPrior);
  }

  private Map<String, LatentStart> runUnderPrior(Key key) {
    // What is missing in the data is latent, so that they decide, too, which variables there are.
    Binding home = binding().home();
    Params params = setting.params();
    boolean isSealed = params != null && params.isSealed();
    if (source.usesData() || !isSealed || !binding().hasDataElsewhere()) {
      return StartRun.of(root, new Setting(binding(), key, null, null), true);
    }
    // A prediction's data are those of another input; sealed parameters start nowhere.
    return home == null
        ? StartRun.of(root, new Setting(binding(), key, null, null), false)
        : StartRun.of(root, new Setting(home.in(type()), key, null, null), true);
  }

  private Starts starts() {
    Starts starts = setting.starts();
    if (starts == null) {
      throw new IllegalStateException(
          "an approximation needs Params; use Model.sample(params, key)");
    }
    return starts;
  }

  Map<String, Site> sites() {
    return sites;
  }

  Binding binding() {
    return setting.binding();
  }

  /** The path of a name in a module of this draw. */
  String path(Module<?, ?> module, String name) {
    String prefix = prefix(module);
    if (prefix == null) {
      throw new IllegalStateException(
          module.title()
              + " runs in a draw of "
              + root.title()
              + ", to which it is not attached;"
              + " attach it where its parent is made: child(\"name\", module)");
    }
    return prefix.isEmpty() || name.isEmpty() ? prefix + name : prefix + "." + name;
  }

  /** The path of a module; by its parent's, so that a deep tree costs no more than its names. */
  private @Nullable String prefix(Module<?, ?> module) {
    Deque<Module<?, ?>> unknown = new ArrayDeque<>();
    Module<?, ?> at = module;
    while (at != null && at != root && !prefixes.containsKey(at)) {
      unknown.push(at);
      at = at.parent();
    }
    if (at == null) {
      return null;
    }
    String prefix = at == root ? "" : prefixes.get(at);
    for (Module<?, ?> next : unknown) {
      prefix = prefix == null || prefix.isEmpty() ? next.name() : prefix + "." + next.name();
      prefixes.put(next, prefix);
    }
    return prefix;
  }

  // ---- details

  private String claim(String what, Module<?, ?> module, String name) {
    Names.require(what, name);
    return claim(what, path(module, name));
  }

  private String claim(String what, String path) {
    if (sites.containsKey(path)) {
      throw new IllegalArgumentException(
          what
              + "(\""
              + path
              + "\") of "
              + root.title()
              + ": this draw has a variable of this name already; a name is drawn once in a draw,"
              + " use another name or the value that the first call returned");
    }
    return path;
  }

  private NDArray add(Site site) {
    sites.put(site.name(), site);
    return site.value();
  }

  private static NDArray frozen(String path, NDArray value) {
    return BorchArray.wrap(value).frozen(path);
  }

  /** The distribution with all its floating arrays in the run's type. */
  private Distribution typed(Distribution given) {
    if (given.parameters().stream().noneMatch(this::isForeign)) {
      return given;
    }
    List<Operand> values =
        given.parameters().stream()
            .map(p -> isForeign(p) ? Operand.of(cast(p.value().array(), type())) : p.value())
            .toList();
    return given.withParameters(values);
  }

  private boolean isForeign(Parameter parameter) {
    Operand value = parameter.value();
    return !value.isNumber()
        && value.array().getDataType().isFloating()
        && value.array().getDataType() != type();
  }

  /** A mask of rows as one of elements: batch → batch + 1s. */
  private static NDArray perElement(NDArray mask, Shape shape) {
    Shape rows = mask.getShape();
    while (rows.dimension() < shape.dimension()) {
      rows = rows.add(1);
    }
    return mask.reshape(rows);
  }
}
