package org.borch.infer.mcmc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.borch.infer.density.LogDensity;
import org.borch.infer.mcmc.Shrinkage.Interval;
import org.borch.tensor.random.NoiseReader;

/**
 * Samplers for {@link NormalGamma} with one fault each. They are made of the right kernels' parts;
 * the library has no switch for them.
 */
final class Faulty {

  private static final int MAX_DEPTH = 6;
  private static final int MAX_LEAPFROGS = 100;
  private static final int MOVES = 5;

  /** A sampler with another kernel. */
  private record Variant(Sampler right, Kernels kernels) implements Sampler {

    @Override
    public Sampling sampling() {
      return right.sampling();
    }

    @Override
    public Variant with(UnaryOperator<Sampling> change) {
      return new Variant(right.with(change), kernels);
    }

    @Override
    public Kernel kernel(int dimension, LogDensity.Evaluator density) {
      return kernels.of(dimension, density);
    }
  }

  @FunctionalInterface
  private interface Kernels {
    Kernel of(int dimension, LogDensity.Evaluator density);
  }

  /** The right dynamics, then changed. */
  private record Changed(Leapfrog right, double momentumScale, double lastKick)
      implements Dynamics {

    @Override
    public State at(double[] position) {
      return right.at(position);
    }

    @Override
    public void refresh(Phase point, Metric metric, NoiseReader noise) {
      right.refresh(point, metric, noise);
      for (int i = 0; i < point.momentum.length; i++) {
        point.momentum[i] *= momentumScale;
      }
      point.setVelocity(metric);
    }

    @Override
    public Outcome advance(Phase from, Phase to, Metric metric, double stepSize) {
      Outcome outcome = right.advance(from, to, metric, stepSize);
      for (int i = 0; i < to.momentum.length; i++) {
        to.momentum[i] += (lastKick - 0.5) * stepSize * to.gradient[i];
      }
      to.setVelocity(metric);
      return outcome;
    }
  }

  private Faulty() {}

  /**
   * A sampler to test.
   *
   * @param name begins with the sampler's
   * @param stepSize with {@link NormalGamma.Conditional#metric}: one at which a fault shows
   */
  record Case(String name, Sampler sampler, double stepSize) {

    @Override
    public String toString() {
      return name;
    }
  }

  /** Right samplers, with trajectories as short as the faulty ones'. */
  static List<Case> right() {
    return List.of(
        new Case("hmc", Hmc.defaults().withMaxLeapfrogs(MAX_LEAPFROGS), 0.7),
        new Case("nuts", Nuts.defaults().withMaxDepth(MAX_DEPTH), 0.9),
        new Case("walnuts", Walnuts.defaults().withMaxDepth(MAX_DEPTH).withMaxError(0.2), 1.4),
        new Case("slice", Slice.defaults(), 4),
        new Case("random walk", RandomWalk.defaults().withMoves(MOVES), 1.5));
  }

  /** All faulty samplers. */
  static List<Case> all() {
    Choice fair = Choice.MULTINOMIAL;
    Choice eager = Choice.BIASED_PROGRESSIVE;
    Choice unweighted = (older, newer, uniform) -> uniform < 0.5;
    Choice newer = (older, later, uniform) -> true;
    List<Case> cases = new ArrayList<>();
    for (Case right : right()) {
      cases.add(
          new Case(
              right.name() + ": no Jacobian", withoutJacobian(right.sampler()), right.stepSize()));
    }
    cases.add(new Case("hmc: wrong momentum scale", hmc(1.2, 0.5), 0.5));
    cases.add(new Case("hmc: wrong half step", hmc(1, 1), 1));
    cases.add(new Case("nuts: wrong momentum scale", nuts(1.2, 0.5, fair, eager), 0.5));
    cases.add(new Case("nuts: wrong half step", nuts(1, 1, fair, eager), 1));
    cases.add(new Case("nuts: unweighted choice", nuts(1, 0.5, unweighted, unweighted), 1.2));
    cases.add(new Case("nuts: newer half of a sub-tree", nuts(1, 0.5, newer, eager), 1.4));
    cases.add(new Case("nuts: newer half of the trajectory", nuts(1, 0.5, fair, newer), 1.2));
    cases.add(new Case("nuts: eager choice in sub-trees", nuts(1, 0.5, eager, eager), 0.7));
    cases.add(new Case("walnuts: steps without a way back", walnuts((there, back) -> true), 1.4));
    cases.add(
        new Case(
            "slice: shrinks half way",
            slice((rest, at) -> new Interval(0.5 * rest.low(), 0.5 * rest.high())),
            4));
    cases.add(
        new Case(
            "slice: shrinks too far",
            slice((rest, at) -> Shrinkage.TO_REJECTED.shrink(rest, 0.5 * at)),
            4));
    cases.add(
        new Case(
            "random walk: squared acceptance",
            walk((at, next, uniform) -> uniform < Math.pow(next / at, 2)),
            1.5));
    cases.add(
        new Case(
            "random walk: one half at best",
            walk((at, next, uniform) -> uniform < Math.min(0.5, next / at)),
            1.5));
    return cases;
  }

  private static Sampler hmc(double momentumScale, double lastKick) {
    return new Variant(
        Hmc.defaults(),
        (dimension, density) ->
            new HmcKernel(
                dimension,
                new Changed(new Leapfrog(density), momentumScale, lastKick),
                1.5,
                MAX_LEAPFROGS));
  }

  private static Sampler nuts(double momentumScale, double lastKick, Choice within, Choice atTop) {
    return new Variant(
        Nuts.defaults(),
        (dimension, density) ->
            new NutsKernel(
                dimension,
                new Changed(new Leapfrog(density), momentumScale, lastKick),
                MAX_DEPTH,
                within,
                atTop));
  }

  private static Sampler walnuts(HalvedLeapfrog.WayBack wayBack) {
    return new Variant(
        Walnuts.defaults(),
        (dimension, density) ->
            NutsKernel.of(
                dimension, new HalvedLeapfrog(dimension, density, 0.2, 10, wayBack), MAX_DEPTH));
  }

  private static Sampler slice(Shrinkage shrinkage) {
    return new Variant(
        Slice.defaults(),
        (dimension, density) ->
            new SliceKernel(dimension, density, Slice.defaults().maxExpansions(), shrinkage));
  }

  private static Sampler walk(Choice choice) {
    return new Variant(
        RandomWalk.defaults(),
        (dimension, density) -> new RandomWalkKernel(dimension, density, MOVES, choice));
  }

  /** As if tau's own density were that of log tau. */
  private static Sampler withoutJacobian(Sampler right) {
    return new Variant(
        right,
        (dimension, density) ->
            right.kernel(
                dimension,
                (at, gradient) -> {
                  double value = density.valueAndGradient(at, gradient);
                  gradient[NormalGamma.LOG_TAU] -= 1;
                  return value - at[NormalGamma.LOG_TAU];
                }));
  }
}
