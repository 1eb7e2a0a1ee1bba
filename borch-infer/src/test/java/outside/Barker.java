package outside;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.borch.infer.density.LogDensity;
import org.borch.infer.mcmc.Kernel;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.mcmc.Sampling;
import org.borch.infer.mcmc.State;
import org.borch.infer.mcmc.Tuning;
import org.borch.infer.run.Info;
import org.borch.infer.settings.Settings;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;

/**
 * The Barker proposal of Livingstone and Zanella (2022): each coordinate's increment gets its sign
 * by the slope there. A user's own sampler that is warmed up as those of the library are; a class
 * that is no record, which therefore states its settings.
 */
final class Barker implements Sampler {

  static final List<String> COLUMNS = List.of("lp__", "accept_stat__", "stepsize__", "uphill__");

  private final Sampling sampling;
  private final double shrink;

  /**
   * A sampler.
   *
   * @param shrink factor of the increments
   */
  Barker(Sampling sampling, double shrink) {
    this.sampling = sampling;
    this.shrink = shrink;
  }

  @Override
  public Settings stated() {
    return Settings.none().with("sampling", sampling).with("shrink", shrink);
  }

  @Override
  public Sampling sampling() {
    return sampling;
  }

  @Override
  public Barker with(UnaryOperator<Sampling> change) {
    return new Barker(change.apply(sampling), shrink);
  }

  @Override
  public Kernel kernel(int dimension, LogDensity.Evaluator density) {
    return new Steps(density, shrink);
  }

  private record Steps(LogDensity.Evaluator density, double shrink) implements Kernel {

    /**
     * A state, the logarithm of the ratio by which it is accepted, and the share of uphill signs.
     */
    private record Proposal(State state, double logRatio, double uphill) {}

    @Override
    public List<String> columns() {
      return COLUMNS;
    }

    @Override
    public State init(double... position) {
      double[] gradient = new double[position.length];
      double value = density.valueAndGradient(position, gradient);
      return State.of(position, value, gradient);
    }

    @Override
    public double trial(State state, Tuning tuning, Key key) {
      return propose(state, tuning, new NoiseReader(key)).logRatio;
    }

    @Override
    public Transition step(State state, Tuning tuning, Key key) {
      NoiseReader noise = new NoiseReader(key);
      Proposal proposal = propose(state, tuning, noise);
      double acceptance = Math.min(1, Math.exp(proposal.logRatio));
      State next = noise.uniform() < acceptance ? proposal.state : state;
      Info info =
          Info.of(COLUMNS, next.logDensity(), acceptance, tuning.stepSize(), proposal.uphill);
      return new Transition(next, info);
    }

    private Proposal propose(State state, Tuning tuning, NoiseReader noise) {
      double[] from = state.position();
      double[] slope = state.gradient();
      double[] variances = tuning.metric().variances();
      double[] increments = new double[from.length];
      noise.normal(increments);
      double uphill = 0;
      for (int i = 0; i < from.length; i++) {
        increments[i] *= shrink * tuning.stepSize() * Math.sqrt(variances[i]);
        boolean stays = noise.uniform() < 1 / (1 + Math.exp(-increments[i] * slope[i]));
        increments[i] = stays ? increments[i] : -increments[i];
        uphill += increments[i] * slope[i] > 0 ? 1.0 / from.length : 0;
      }
      double[] to = new double[from.length];
      Arrays.setAll(to, i -> from[i] + increments[i]);
      State there = init(to);
      double[] back = there.gradient();
      double logRatio = there.logDensity() - state.logDensity();
      for (int i = 0; i < to.length; i++) {
        logRatio += Math.log1p(Math.exp(-increments[i] * slope[i]));
        logRatio -= Math.log1p(Math.exp(increments[i] * back[i]));
      }
      return new Proposal(there, logRatio, uphill);
    }
  }
}
