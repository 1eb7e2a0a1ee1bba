package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.borch.distributions.Distribution;
import org.borch.distributions.Parameter;
import org.borch.posterior.Choice;
import org.borch.posterior.LatentStart;
import org.borch.posterior.LatentStart.Origin;
import org.borch.posterior.Supports;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Operand;
import org.borch.tensor.Provenance;
import org.borch.tensor.Scope;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/**
 * A run under the prior that remembers the latent variables it meets, and from what their priors'
 * arguments were computed.
 */
final class StartRun implements Source {

  /**
   * A mark of arrays that depend on a plate's rows.
   *
   * @param plate its name
   * @param isAll whether the draw has all of them
   */
  private record OfRows(String plate, boolean isAll) {}

  /** A mark of arrays that depend on the missing rows of a discrete variable that is observed. */
  private record OfMissing(String variable) {}

  private final Provenance<Object> provenance;
  private final boolean usesData;
  private final boolean checksData;
  private final Map<String, LatentStart> met = new LinkedHashMap<>();
  private final Set<String> inside = new LinkedHashSet<>();

  private StartRun(Provenance<Object> provenance, boolean usesData, boolean checksData) {
    this.provenance = provenance;
    this.usesData = usesData;
    this.checksData = checksData;
  }

  /**
   * The latent variables that a run meets, in order; their arrays are in Java memory.
   *
   * @param usesData whether observed variables have their data, or values drawn from their priors
   */
  static Map<String, LatentStart> of(Module<?, ?> module, Draw.Setting setting, boolean usesData) {
    StartRun run = run(module, setting, usesData, false).run;
    return Collections.unmodifiableMap(run.met);
  }

  /**
   * What a run with checked data met.
   *
   * @param names of all sites
   * @param variables names of those that are random
   * @param inside names of the variables whose data lie in a support that does not move
   * @param unused values for all rows of the discrete variables whose missing rows nothing uses
   */
  record Checked(
      Set<String> names, Set<String> variables, Set<String> inside, Map<String, NDArray> unused) {}

  /** Runs the model and checks the values of the data. */
  static Checked check(Module<?, ?> module, Draw.Setting setting) {
    Result result = run(module, setting, true, true);
    Set<String> variables =
        result.trace.variables().stream()
            .map(RandomVariable::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return new Checked(result.trace.sites().keySet(), variables, result.run.inside, result.unused);
  }

  private record Result(StartRun run, Trace trace, Map<String, NDArray> unused) {}

  private static Result run(
      Module<?, ?> module, Draw.Setting setting, boolean usesData, boolean checksData) {
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open();
        Provenance<Object> provenance = new Provenance<>()) {
      StartRun run = new StartRun(provenance, usesData, checksData);
      Trace trace = Draw.run(module, setting, run);
      return new Result(run, trace, checksData ? run.unused(trace) : Map.of());
    }
  }

  @Override
  public Choice choose(Draw draw, LatentSite site) {
    Distribution prior = site.prior();
    if (!usesData && draw.binding().isObserved(site.name())) {
      return awaited(draw, site);
    }
    Plate plate = site.plate();
    List<Rows> plates = plate == null ? List.of() : plate.allRows();
    requireAllRows(site.name(), prior, plates);
    Noise noise = draw.noise(site.name());
    List<Set<Origin>> origins = new ArrayList<>();
    List<Operand> values = new ArrayList<>();
    requireInside(site.name(), prior);
    for (Parameter parameter : prior.parameters()) {
      Operand value = parameter.value();
      origins.add(origins(value));
      values.add(
          value.isNumber() ? allRows(site, value) : Operand.of(allRows(site, value.array())));
    }
    Distribution whole = whole(site, values);
    Missing missing = site.missing();
    boolean isFixed = Supports.isFixed(whole);
    met.put(
        site.name(),
        new LatentStart(
            site.name(),
            whole,
            List.copyOf(origins),
            isFixed,
            noise.at("start"),
            missing == null ? null : missing.rows(),
            begin(site, noise.at("start"))));
    NDArray value = provenance.plain(prior.sample(noise));
    NDArray marked = provenance.mark(value, Origin.LATENT);
    if (prior.isDiscrete()) {
      marked = provenance.mark(marked, Origin.DISCRETE);
    }
    if (prior.isDiscrete() && missing != null) {
      marked = provenance.mark(marked, new OfMissing(missing.rows().variable()));
    }
    return Choice.of(prior, ofRows(marked, plates));
  }

  private @Nullable NDArray begin(LatentSite site, Noise noise) {
    Function<Noise, NDArray> begin = site.begin();
    if (begin == null) {
      return null;
    }
    NDArray value = provenance.plain(begin.apply(noise));
    Shape shape = Shapes.concat(site.prior().batchShape(), site.prior().eventShape());
    if (!value.getShape().equals(shape)) {
      throw new IllegalArgumentException(
          site.name()
              + ": a start of shape "
              + value.getShape()
              + ", expected the shape of its prior, "
              + shape);
    }
    return BorchArray.wrap(ArrayMath.cast(value, noise.type())).inJavaMemory();
  }

  private NDArray ofRows(NDArray array, List<Rows> plates) {
    NDArray marked = array;
    for (Rows rows : plates) {
      marked = provenance.mark(marked, new OfRows(rows.name(), rows.isAll()));
    }
    return marked;
  }

  /** A variable of its own must not depend on some rows as if they were all. */
  private void requireAllRows(String path, Distribution prior, List<Rows> plates) {
    for (Parameter parameter : prior.parameters()) {
      for (OfRows rows : foreign(marks(parameter.value()), plates)) {
        if (!rows.isAll) {
          throw new IllegalArgumentException(
              path
                  + ": its prior's "
                  + parameter.name()
                  + " depends on the rows of plate \""
                  + rows.plate
                  + "\", of which this draw has a batch, but the variable is not in that plate;"
                  + " expected one that is, plate.rv(name, prior), or all rows");
        }
      }
    }
  }

  @Override
  public void factor(String path, NDArray logWeight, List<Rows> plates) {
    for (OfRows rows : foreign(provenance.of(logWeight), plates)) {
      if (!plates.isEmpty() && rows.isAll) {
        continue; // terms of a plate's rows may depend on all rows of another plate, as priors may
      }
      throw new IllegalArgumentException(
          path
              + ": a factor that depends on the rows of plate \""
              + rows.plate
              + "\", but is not the plate's, so that a minibatch's terms would count unscaled; use"
              + " plate.factor(name, terms) with a term for each row; what ties rows together is"
              + " no plate's: make those variables without it");
    }
  }

  private static List<OfRows> foreign(Set<Object> marks, List<Rows> plates) {
    return marks.stream()
        .filter(OfRows.class::isInstance)
        .map(OfRows.class::cast)
        .filter(rows -> plates.stream().noneMatch(own -> own.name().equals(rows.plate)))
        .toList();
  }

  /** The values of all rows of discrete variables on whose missing rows nothing depends. */
  private Map<String, NDArray> unused(Trace trace) {
    Set<String> used = new LinkedHashSet<>();
    for (Site site : trace.sites().values()) {
      Set<Object> marks = new HashSet<>();
      if (site instanceof RandomVariable variable) {
        variable.prior().parameters().forEach(p -> marks.addAll(marks(p.value())));
      } else {
        marks.addAll(provenance.of(site.value()));
      }
      addVariables(used, marks);
    }
    Inputs.map(
        trace.output(),
        array -> {
          if (trace.sites().values().stream().noneMatch(site -> site.value() == array)) {
            addVariables(used, provenance.of(array));
          }
          return array;
        });
    Map<String, NDArray> unused = new LinkedHashMap<>();
    for (RandomVariable variable : trace.observed()) {
      Set<String> own = new LinkedHashSet<>();
      addVariables(own, provenance.of(variable.value()));
      if (own.contains(variable.name()) && !used.contains(variable.name())) {
        BorchArray all = BorchArray.wrap(provenance.plain(variable.value()));
        unused.put(variable.name(), all.inJavaMemory());
      }
    }
    return unused;
  }

  private static void addVariables(Set<String> names, Set<Object> marks) {
    for (Object mark : marks) {
      if (mark instanceof OfMissing missing) {
        names.add(missing.variable);
      }
    }
  }

  @Override
  public Choice awaited(Draw draw, LatentSite site) {
    NDArray value = provenance.plain(site.prior().sample(site.noise()));
    return Choice.of(site.prior(), provenance.mark(value, Origin.DATA));
  }

  @Override
  public boolean usesData() {
    return usesData;
  }

  private Set<Object> marks(Operand value) {
    return value.isNumber() ? Set.of() : provenance.of(value.array());
  }

  private Set<Origin> origins(Operand value) {
    return marks(value).stream()
        .filter(Origin.class::isInstance)
        .map(Origin.class::cast)
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean isFromLatent(Parameter parameter) {
    return origins(parameter.value()).contains(Origin.LATENT);
  }

  /** Checks the arguments that the user made; what parents make may leave its set in the tails. */
  private void requireInside(String path, Distribution prior) {
    if (prior.parameters().stream().noneMatch(this::isFromLatent)) {
      prior.validate(path);
    }
  }

  private static Distribution whole(LatentSite site, List<Operand> values) {
    Distribution whole = site.prior().withParameters(values);
    Missing missing = site.missing();
    if (missing != null && !whole.batchShape().equals(missing.compact(new Shape()))) {
      throw new IllegalArgumentException(
          site.name()
              + ": the missing rows of "
              + site.prior()
              + " cannot be told from the others by its arguments; expected a distribution whose"
              + " rows are those of its arguments");
    }
    return whole;
  }

  private static Operand allRows(LatentSite site, Operand number) {
    Plate plate = site.plate();
    Missing missing = site.missing();
    Shape shape = number.shape();
    Shape all = plate == null ? shape : plate.full(shape);
    return missing == null && plate == null
        ? number
        : Operand.of(number.number()).expand(missing == null ? all : compact(site, missing, all));
  }

  private static Shape compact(LatentSite site, Missing missing, Shape all) {
    return missing.compact(all.slice(site.prior().batchShape().dimension()));
  }

  private NDArray allRows(LatentSite site, NDArray array) {
    NDArray rows = site.allRows(provenance.plain(array));
    Missing missing = site.missing();
    BorchArray all = BorchArray.wrap(missing == null ? rows : missing.compact(rows));
    return all.getDataType().isFloating()
        ? Values.of(all.getShape(), all.values(), all.getDataType())
        : BorchArray.of(all.getShape(), all.toType(DataType.INT64, false).toLongArray());
  }

  /** Checks see all data, not only a batch. */
  @Override
  public boolean usesAllRows() {
    return checksData;
  }

  @Override
  public NDArray data(NDArray array, List<Rows> plates) {
    return ofRows(provenance.mark(array, Origin.DATA), plates);
  }

  @Override
  public void observed(
      String path, Distribution prior, Observation observation, @Nullable Plate plate) {
    requireAllRows(path, prior, plate == null ? List.of() : plate.allRows());
    if (checksData) {
      requireInside(path, prior);
      boolean parentsAreKnown = prior.parameters().stream().noneMatch(this::isFromLatent);
      DataCheck check = new DataCheck(path, prior, observation);
      check.requireNumbers();
      boolean isFixed = Supports.isFixed(prior);
      if (parentsAreKnown || isFixed) {
        check.requireInSupport();
      }
      if (isFixed) {
        inside.add(path);
      }
    }
  }
}
