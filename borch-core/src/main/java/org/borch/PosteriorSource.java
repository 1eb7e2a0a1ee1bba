package org.borch;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.borch.posterior.Choice;
import org.borch.posterior.Posterior;
import org.borch.tensor.FloatingType;
import org.jspecify.annotations.Nullable;

/** Latent values from a posterior; serves one draw. */
final class PosteriorSource implements Source {

  private final Posterior posterior;
  private final boolean usesData;
  private final boolean usesAllRows;
  private final boolean holdsValues;
  private @Nullable DrawLatents latents;
  private Posterior.@Nullable Draw running;
  private final List<LatentSite> sites = new ArrayList<>();
  private final Map<String, Choice> constants = new HashMap<>();

  private PosteriorSource(
      Posterior posterior, boolean usesData, boolean usesAllRows, boolean holdsValues) {
    this.posterior = posterior;
    this.usesData = usesData;
    this.usesAllRows = usesAllRows;
    this.holdsValues = holdsValues;
  }

  /** With data. */
  static PosteriorSource sampling(Posterior posterior) {
    return new PosteriorSource(posterior, true, false, false);
  }

  /** With data, and with values that are constants. */
  static PosteriorSource holding(Posterior posterior) {
    return new PosteriorSource(posterior, true, false, true);
  }

  /** With a draw from the prior for each observed variable. */
  static PosteriorSource predicting(Posterior posterior) {
    return new PosteriorSource(posterior, false, false, false);
  }

  /** With data and all rows of every plate. */
  static PosteriorSource replaying(Posterior posterior) {
    return new PosteriorSource(posterior, true, true, false);
  }

  @Override
  public Choice choose(Draw draw, LatentSite site) {
    if (!usesData && draw.binding().isObserved(site.name())) {
      return Choice.of(site.prior(), site.noise());
    }
    Posterior.Draw known = running;
    if (known == null) {
      latents = new DrawLatents(draw, holdsValues);
      known = posterior.begin(latents);
      running = known;
    }
    Choice choice = known.choose(site);
    return holdsValues ? choice.held() : choice;
  }

  @Override
  public @Nullable Supplier<Choice> constant(Draw draw, LatentSite site) {
    DrawLatents own = latents;
    if (own == null) {
      return null;
    }
    sites.add(site);
    return () -> requireNonNull(constants(draw, own).get(site.name()));
  }

  /** All of them, since variables of a joint posterior answer for each other. */
  private Map<String, Choice> constants(Draw draw, DrawLatents own) {
    if (constants.isEmpty()) {
      try (FloatingType run = FloatingType.open(draw.type())) {
        Posterior.Draw constant = posterior.begin(own.constant());
        sites.forEach(
            site -> constants.put(site.name(), constant.choose(new ConstantLatent(site))));
      }
    }
    return constants;
  }

  @Override
  public String asker(String variable) {
    return variable.isEmpty()
        ? posterior.toString()
        : "the posterior " + posterior.of(variable) + " of " + variable;
  }

  @Override
  public boolean usesData() {
    return usesData;
  }

  @Override
  public boolean isTraining() {
    return usesData && !usesAllRows;
  }

  @Override
  public boolean usesAllRows() {
    return usesAllRows;
  }

  @Override
  public void finish(Draw draw) {
    DrawLatents known = latents;
    if (known != null) {
      known.finish();
    }
  }
}
