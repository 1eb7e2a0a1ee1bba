package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.borch.distributions.Distribution;
import org.borch.distributions.Parameter;
import org.borch.posterior.Choice;
import org.borch.posterior.Start;
import org.borch.posterior.Start.Origin;
import org.borch.posterior.Supports;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Operand;
import org.borch.tensor.Provenance;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;

/**
 * A run under the prior that remembers the latent variables it meets, and from what their priors'
 * arguments were computed.
 */
final class StartRun implements Source {

  private final Provenance<Origin> provenance;
  private final boolean checksData;
  private final Map<String, Start> met = new LinkedHashMap<>();
  private final Set<String> inside = new LinkedHashSet<>();

  private StartRun(Provenance<Origin> provenance, boolean checksData) {
    this.provenance = provenance;
    this.checksData = checksData;
  }

  /** The latent variables that a run meets, in order; their arrays are in Java memory. */
  static Map<String, Start> of(Module<?, ?> module, Draw.Setting setting) {
    StartRun run = run(module, setting, false).run;
    return Collections.unmodifiableMap(run.met);
  }

  /**
   * What a run with checked data met.
   *
   * @param names of all sites
   * @param variables names of those that are random
   * @param inside names of the variables whose data lie in a support that does not move
   */
  record Checked(Set<String> names, Set<String> variables, Set<String> inside) {}

  /** Runs the model and checks the values of the data. */
  static Checked check(Module<?, ?> module, Draw.Setting setting) {
    Result result = run(module, setting, true);
    Set<String> variables =
        result.trace.variables().stream()
            .map(RandomVariable::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return new Checked(result.trace.sites().keySet(), variables, result.run.inside);
  }

  private record Result(StartRun run, Trace trace) {}

  private static Result run(Module<?, ?> module, Draw.Setting setting, boolean checksData) {
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open();
        Provenance<Origin> provenance = new Provenance<>()) {
      StartRun run = new StartRun(provenance, checksData);
      return new Result(run, Draw.run(module, setting, run));
    }
  }

  @Override
  public Choice choose(Draw draw, LatentSite site) {
    Distribution prior = site.prior();
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
    Distribution whole = prior.withParameters(values);
    boolean isFixed = Supports.isFixed(whole);
    met.put(
        site.name(),
        new Start(site.name(), whole, List.copyOf(origins), isFixed, noise.at("start")));
    NDArray value = provenance.plain(prior.sample(noise));
    NDArray marked = provenance.mark(value, Origin.LATENT);
    return Choice.of(prior, prior.isDiscrete() ? provenance.mark(marked, Origin.DISCRETE) : marked);
  }

  private Set<Origin> origins(Operand value) {
    return value.isNumber() ? Set.of() : provenance.of(value.array());
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

  private static Operand allRows(LatentSite site, Operand number) {
    Plate plate = site.plate();
    return plate == null ? number : Operand.of(number.number()).expand(plate.full(number.shape()));
  }

  private NDArray allRows(LatentSite site, NDArray array) {
    BorchArray all = BorchArray.wrap(site.allRows(provenance.plain(array)));
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
  public NDArray data(NDArray array) {
    return provenance.mark(array, Origin.DATA);
  }

  @Override
  public void observed(String path, Distribution prior, Observation observation) {
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
