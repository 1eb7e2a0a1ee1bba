package org.borch;

import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.borch.distributions.Distribution;
import org.borch.distributions.Parameter;
import org.borch.distributions.Standardized;
import org.borch.posterior.Choice;
import org.borch.posterior.Start;
import org.borch.tensor.BorchArray;
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
  private final Map<String, Site> sites = new LinkedHashMap<>();
  private final Map<String, String> decentred = new LinkedHashMap<>();

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
    source.finish(draw);
    return trace;
  }

  /** Runs a guide on this draw's input, key and rows; its parameters are named after an owner. */
  Trace guide(Module<?, ?> guide, String label) {
    Setting withoutData =
        new Setting(binding().withoutData(), setting.key(), setting.params(), setting.starts());
    return new Draw(guide, withoutData, new PriorSource(false, true), plates, label + "|").run();
  }

  private Trace run() {
    Draw outer = RUNNING.get();
    RUNNING.set(this);
    try {
      return new Trace(sites, decentred, forward(root));
    } catch (TracingException e) {
      throw e.at(place());
    } finally {
      if (outer == null) {
        RUNNING.remove();
      } else {
        RUNNING.set(outer);
      }
    }
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
    return module.forward((I) Inputs.map(binding().input(), source::data));
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

  NDArray rv(Module<?, ?> module, String name, Distribution given, @Nullable Plate plate) {
    String path = claim("rv", module, name);
    Distribution typed = typed(given);
    return variable(path, plate == null ? typed : plate.expand(path, typed), plate);
  }

  private NDArray variable(String path, Distribution prior, @Nullable Plate plate) {
    Shape shape = Shapes.concat(prior.batchShape(), prior.eventShape());
    NDArray fixed = binding().interventions().get(path);
    if (fixed != null) {
      NDArray value = Observation.rows(path + ": forced value", fixed, prior, shape, plate);
      return add(new Site.Deterministic(path, frozen(path, value)));
    }
    Observation all = source.usesData() ? binding().observations().get(path) : null;
    if (all == null) {
      return latent(new LatentSite(this, path, prior, plate), null);
    }
    Observation own = all.in(path, prior, plate);
    source.observed(path, prior, own);
    NDArray data = source.data(own.data());
    NDArray mask = own.mask();
    if (mask != null) {
      LatentSite site = new LatentSite(this, claim("rv", path + ".missing"), prior, plate);
      NDArray rest = latent(site, mask.logicalNot());
      data = where(perElement(mask, shape), data, cast(rest, data.getDataType()));
    }
    Choice chosen = Choice.given(data, own.isInside() ? prior.support() : null);
    return add(new RandomVariable(path, prior, chosen, true, axes(plate), mask));
  }

  private NDArray latent(LatentSite site, @Nullable NDArray mask) {
    return isDecentred(site.name()) ? decentred(site, mask) : chosen(site, mask);
  }

  /** Data of the very name, also where a draw does not use them, leave the variable as it is. */
  private boolean isDecentred(String path) {
    return binding().decentred().contains(path)
        && !binding().observations().containsKey(path)
        && !source.gives(path);
  }

  /** Draws the standard part, of which the variable is a function. */
  private NDArray decentred(LatentSite site, @Nullable NDArray mask) {
    Standardized parts = Decentring.parts(site.name(), site.prior());
    String name = claim("decentred", site.name() + Decentring.STANDARD);
    NDArray z =
        mask == null
            ? variable(name, parts.standard(), site.plate())
            : chosen(new LatentSite(this, name, parts.standard(), site.plate()), mask);
    decentred.put(name, site.name());
    NDArray value = frozen(site.name(), parts.bijector().forward(z));
    return add(new Site.Deterministic(site.name(), value));
  }

  private NDArray chosen(LatentSite site, @Nullable NDArray mask) {
    Distribution prior = site.prior();
    Shape shape = Shapes.concat(prior.batchShape(), prior.eventShape());
    Choice choice = source.choose(this, site);
    if (!choice.value().getShape().equals(shape)) {
      throw new IllegalArgumentException(
          site.name()
              + ": a value of shape "
              + choice.value().getShape()
              + " was given or drawn from the approximation, but the prior "
              + prior.name()
              + " has shape "
              + shape);
    }
    return add(new RandomVariable(site.name(), prior, choice, false, axes(site.plate()), mask));
  }

  private static List<PlateAxis> axes(@Nullable Plate plate) {
    return plate == null ? List.of() : plate.axes();
  }

  NDArray deterministic(Module<?, ?> module, String name, NDArray value) {
    String path = claim("deterministic", module, name);
    return add(new Site.Deterministic(path, frozen(path, value)));
  }

  void factor(Module<?, ?> module, String name, NDArray logWeight) {
    String path = claim("factor", module, name);
    add(new Site.Factor(path, frozen(path, logWeight)));
  }

  NDArray parameter(Module<?, ?> module, String name, Shape shape, Supplier<NDArray> start) {
    Names.require("parameter", name);
    String path = owner + path(module, name);
    Params params = setting.params();
    return params == null ? cast(start.get(), type()) : params.declare(path, shape, start);
  }

  Plate plate(Module<?, ?> module, String name) {
    return new Plate(this, module, plates.open(name), null);
  }

  Plate plate(Module<?, ?> module, String name, long size, long batch, @Nullable Plate outer) {
    Names.require("plate", name);
    String path = outer == null ? name : outer.name() + "/" + name;
    return new Plate(this, module, plates.sized(path, size, batch), outer);
  }

  NDArray data(NDArray array) {
    return source.data(array);
  }

  // ---- what posteriors ask for

  Noise noise(String name) {
    return Noise.of(setting.key().at(name), type());
  }

  DataType type() {
    return binding().type();
  }

  Params params() {
    Params params = setting.params();
    if (params == null) {
      throw new IllegalStateException(
          "an approximation needs Params; use Model.sample(params, key)");
    }
    return params;
  }

  Start start(String name) {
    return starts().of(name, this::runUnderPrior);
  }

  /** The latent variables as a run under the prior met them. */
  List<Start> latents() {
    return starts().all(this::runUnderPrior);
  }

  private Map<String, Start> runUnderPrior(Key key) {
    return StartRun.of(root, new Setting(binding(), key, null, null));
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
    String prefix = module.pathFrom(root);
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
