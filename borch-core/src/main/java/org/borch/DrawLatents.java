package org.borch;

import static org.borch.tensor.ArrayMath.stopGradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** The label of a posterior of all variables. */
  private static final String WHOLE = "posterior";

  private final Draw draw;
  private final String label;
  private final Predicate<String> names;
  private final Mode mode;
  private final Map<Module<?, ?>, Trace> guides;

  /** What is a constant to derivatives. */
  private enum Mode {
    NOTHING,
    VALUES,
    PARAMETERS
  }

  /**
   * All latent variables.
   *
   * @param holdsValues whether the values that guides draw are constants
   */
  DrawLatents(Draw draw, boolean holdsValues) {
    this(
        draw, WHOLE, name -> true, holdsValues ? Mode.VALUES : Mode.NOTHING, new LinkedHashMap<>());
  }

  private DrawLatents(
      Draw draw,
      String label,
      Predicate<String> names,
      Mode mode,
      Map<Module<?, ?>, Trace> guides) {
    this.draw = draw;
    this.label = label;
    this.names = names;
    this.mode = mode;
    this.guides = guides;
  }

  /** The same with parameters that are constants; guides have the values that they drew. */
  DrawLatents constant() {
    return new DrawLatents(draw, label, names, Mode.PARAMETERS, guides);
  }

  @Override
  public List<LatentStart> all() {
    return draw.latents().stream().filter(start -> names.test(start.name())).toList();
  }

  @Override
  public NDArray parameter(String name, Shape shape, Supplier<NDArray> start) {
    NDArray parameter = draw.declare(label + "|" + name, shape, start, "");
    return mode == Mode.PARAMETERS ? stopGradient(parameter) : parameter;
  }

  @Override
  public Noise noise() {
    return draw.noise(WHOLE).at(label);
  }

  @Override
  public DataType type() {
    return draw.type();
  }

  @Override
  public Posterior.Draw guide(Module<?, ?> guide) {
    return new Guided(guide, trace(guide));
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

  private Trace trace(Module<?, ?> guide) {
    Trace drawn = guides.get(guide);
    if (mode == Mode.PARAMETERS && drawn != null) {
      return draw.guide(guide, label, new ReplaySource(drawn.latentValues()), true);
    }
    Trace trace = draw.guide(guide, label, new GuideSource(mode == Mode.VALUES), false);
    guides.put(guide, trace);
    return trace;
  }

  @Override
  public Latents only(String name, Predicate<String> some) {
    String own = label.equals(WHOLE) ? name : label + "/" + name;
    String other = name.isEmpty() ? label : own;
    return new DrawLatents(draw, other, names.and(some), mode, guides);
  }

  /** Every variable of a guide must be one of the model. */
  void finish() {
    for (Trace guide : guides.values()) {
      for (RandomVariable q : guide.variables()) {
        if (!draw.sites().containsKey(q.name())) {
          throw Names.unknown("manual posterior: rv", q.name(), draw.sites().keySet());
        }
      }
    }
  }
}
