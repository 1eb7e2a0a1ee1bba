package org.borch.infer.evidence;

import java.util.Arrays;
import java.util.List;
import org.borch.infer.density.TemperedDensity;
import org.borch.infer.density.TemperedEvaluator;
import org.borch.infer.run.Chain;
import org.borch.infer.run.Info;
import org.borch.infer.run.KeptDraws;
import org.borch.infer.run.SavedState;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;

/**
 * A population of particles on its way. Its first steps raise β, one at a time, until it is 1; the
 * further ones hand over a particle each.
 */
final class Population implements Chain {

  private static final List<String> COLUMNS = List.of(Info.LOG_DENSITY, "log_likelihood__");

  /** Halves an interval until it has no number within. */
  private static final int BISECTIONS = 200;

  private final Smc settings;
  private final TemperedDensity density;
  private final Resampling resampling;
  private final int number;
  private final Key draws;
  private final Key stages;
  private final TemperedEvaluator evaluator;
  private final ParticleMoves moves;

  private double[][] particles;
  private double[] logDensities;
  private double[] logLikelihoods;
  private int[] ancestors;
  private Ladder ladder = Ladder.begin();
  private PopulationEvidence evidence = PopulationEvidence.begin();

  Population(Smc settings, TemperedDensity density, Resampling resampling, int number, Key key) {
    this.settings = settings;
    this.density = density;
    this.resampling = resampling;
    this.number = number;
    draws = key.at("draw");
    stages = key.at("stage");
    evaluator = density.evaluator();
    moves = new ParticleMoves(settings, density.dimension(), evaluator);
    particles = new double[settings.particles()][density.dimension()];
    logDensities = new double[settings.particles()];
    logLikelihoods = new double[settings.particles()];
    ancestors = new int[settings.particles()];
  }

  @Override
  public List<String> columns() {
    return COLUMNS;
  }

  @Override
  public String phase(long steps) {
    return "β = %.3g".formatted(ladder.top());
  }

  @Override
  public void start() {
    for (int i = 0; i < particles.length; i++) {
      particles[i] = density.draws().position(density.target(), number, draws.at(i));
      logLikelihoods[i] = evaluator.logLikelihood(particles[i]);
      ancestors[i] = i;
    }
    if (LogWeights.logSum(logLikelihoods) == Double.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException(
          "population %d: the log likelihood is finite at none of %d draws from the prior, expected some; look there for data outside of the support or a parameter that overflows, or take more particles"
              .formatted(number, particles.length));
    }
  }

  @Override
  public void advance(long from, long to, KeptDraws kept) {
    for (long step = from; step < to; step++) {
      if (step < Smc.STAGES) {
        boolean isLast = step == Smc.STAGES - 1;
        do {
          rise();
        } while (isLast && ladder.top() < 1);
      } else {
        int i = (int) (step - Smc.STAGES);
        kept.add(particles[i], logDensities[i], logLikelihoods[i]);
      }
    }
  }

  /** Weighs, resamples and moves; nothing where β is 1 already. */
  private void rise() {
    double before = ladder.top();
    if (before == 1) {
      return;
    }
    Key key = stages.at(ladder.betas().size());
    double beta = next(before);
    double[] logWeights = LogWeights.times(beta - before, logLikelihoods);
    evidence = evidence.weighed(logWeights, ancestors);
    double uniform = new NoiseReader(key.at("resample")).uniform();
    choose(resampling.chosen(LogWeights.normalised(logWeights), uniform));
    evaluator.moveTo(beta);
    ladder = ladder.with(beta, moves.move(particles, logDensities, key.at("move")));
    for (int i = 0; i < particles.length; i++) {
      logLikelihoods[i] = evaluator.logLikelihood(particles[i]);
    }
  }

  /**
   * The β at which the weights have the wanted effective share, of the particles that can have a
   * weight at all: those without likelihood leave at the first step, however small it is.
   */
  private double next(double before) {
    double possible =
        Arrays.stream(logLikelihoods).filter(each -> each > Double.NEGATIVE_INFINITY).count();
    double wanted = settings.effectiveShare() * possible / logLikelihoods.length;
    double low = before;
    double high = 1;
    if (share(high - before) >= wanted) {
      return high;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = 0.5 * (low + high);
      if (share(middle - before) >= wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.max(low, Math.nextUp(before));
  }

  private double share(double step) {
    return LogWeights.effectiveShare(LogWeights.times(step, logLikelihoods));
  }

  private void choose(int[] chosen) {
    double[][] positions = particles.clone();
    int[] before = ancestors.clone();
    for (int i = 0; i < chosen.length; i++) {
      particles[i] = positions[chosen[i]].clone();
      ancestors[i] = before[chosen[i]];
    }
  }

  // ---- memory

  @Override
  public void save(SavedState memory) {
    memory.put("particles", Arrays.stream(particles).flatMapToDouble(Arrays::stream).toArray());
    memory.put("logDensities", logDensities);
    memory.put("logLikelihoods", logLikelihoods);
    memory.put("ancestors", Arrays.stream(ancestors).asDoubleStream().toArray());
    ladder.save(memory);
    evidence.save(memory);
    moves.save(memory.at("moves"));
  }

  @Override
  public void restore(SavedState memory, long steps) {
    int n = particles.length;
    int d = density.dimension();
    double[] flat = memory.get("particles", n * d);
    Arrays.setAll(particles, i -> Arrays.copyOfRange(flat, i * d, (i + 1) * d));
    logDensities = memory.get("logDensities", n);
    logLikelihoods = memory.get("logLikelihoods", n);
    ancestors = Arrays.stream(memory.get("ancestors", n)).mapToInt(x -> (int) x).toArray();
    ladder = Ladder.restored(memory);
    evidence = PopulationEvidence.restored(memory);
    moves.restore(memory.at("moves"));
  }
}
