package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.borch.posterior.Choice;
import org.borch.posterior.Latent;
import org.borch.posterior.LatentStart;
import org.borch.posterior.Latents;
import org.borch.posterior.Posterior;
import org.borch.tensor.random.Noise;

/** The latent variables of a draw, or some of them. */
final class DrawLatents implements Latents {

  private final Draw draw;
  private final String label;
  private final Predicate<String> names;
  private final List<Trace> guides;

  DrawLatents(Draw draw) {
    this(draw, "posterior", name -> true, new ArrayList<>());
  }

  private DrawLatents(Draw draw, String label, Predicate<String> names, List<Trace> guides) {
    this.draw = draw;
    this.label = label;
    this.names = names;
    this.guides = guides;
  }

  @Override
  public List<LatentStart> all() {
    return draw.latents().stream().filter(start -> names.test(start.name())).toList();
  }

  @Override
  public NDArray parameter(String name, Shape shape, Supplier<NDArray> start) {
    return draw.declare(label + "|" + name, shape, start, "");
  }

  @Override
  public Noise noise() {
    return draw.noise("posterior").at(label);
  }

  @Override
  public DataType type() {
    return draw.type();
  }

  @Override
  public Posterior.Draw guide(Module<?, ?> guide) {
    Trace trace = draw.guide(guide, label);
    guides.add(trace);
    return new Guided(guide, trace);
  }

  /** A guide's run as q. */
  private record Guided(Module<?, ?> guide, Trace trace) implements Posterior.Draw {

    @Override
    public Choice choose(Latent latent) {
      RandomVariable q =
          trace
              .find(latent.name())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          latent.name()
                              + ": the manual posterior "
                              + guide
                              + " has no variable of"
                              + " this name, only "
                              + trace.sites().keySet()
                              + "; add rv(\""
                              + latent.name()
                              + "\", ...) to it"));
      return Choice.of(q.prior(), q.value());
    }

    @Override
    public boolean names(String variable) {
      return trace.find(variable).isPresent();
    }
  }

  @Override
  public Latents only(String name, Predicate<String> some) {
    return new DrawLatents(draw, name, names.and(some), guides);
  }

  /** Every variable of a guide must be one of the model. */
  void finish() {
    for (Trace guide : guides) {
      for (RandomVariable q : guide.variables()) {
        if (!draw.sites().containsKey(q.name())) {
          throw Names.unknown("manual posterior: rv", q.name(), draw.sites().keySet());
        }
      }
    }
  }
}
