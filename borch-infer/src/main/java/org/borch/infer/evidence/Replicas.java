package org.borch.infer.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.borch.infer.density.TemperedDensity;
import org.borch.infer.density.TemperedEvaluator;
import org.borch.infer.mcmc.Kernel;
import org.borch.infer.mcmc.Sampling;
import org.borch.infer.mcmc.State;
import org.borch.infer.run.Chain;
import org.borch.infer.run.Info;
import org.borch.infer.run.KeptDraws;
import org.borch.infer.run.SavedState;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;

/** One ladder of replicas. Its draws are those at β = 1, with the likelihoods of all. */
final class Replicas implements Chain {

  /** How many replicas came up from the prior to β = 1 since warm-up. */
  static final String RESTARTS = "restarts__";

  /** The first round of swaps after which β are set anew. */
  private static final int FIRST_ROUND = 8;

  /** Of so many draws from the prior a replica begins at the best. */
  private static final int STARTS = 100;

  private final Sampling settings;
  private final TemperedDensity density;
  private final Swap swap;
  private final int number;
  private final Key starts;
  private final Key searches;
  private final Key steps;
  private final TemperedEvaluator evaluator;
  private final Kernel kernel;
  private final List<Rung> rungs = new ArrayList<>(); // above β = 0
  private final NoiseReader noise = new NoiseReader(Key.of(0));
  private final SwapCount count;

  private double[] betas;
  private double[] drawn = {};
  private double likelihoodOfDrawn;

  Replicas(ParallelTempering settings, TemperedDensity density, Swap swap, int number, Key key) {
    this.settings = settings.sampler().sampling();
    this.density = density;
    this.swap = swap;
    this.number = number;
    starts = key.at("start");
    searches = key.at("step size");
    steps = key.at("step");
    evaluator = density.evaluator();
    int dimension = density.dimension();
    kernel = settings.sampler().kernel(dimension, evaluator);
    betas = Barrier.begin(settings.rungs());
    for (int i = 1; i < betas.length; i++) {
      rungs.add(new Rung(this.settings, dimension, evaluator, kernel));
    }
    count = new SwapCount(betas.length);
  }

  @Override
  public List<String> columns() {
    List<String> columns = new ArrayList<>(kernel.columns());
    columns.add(RESTARTS);
    IntStream.range(0, betas.length).mapToObj(Replicas::likelihoodColumn).forEach(columns::add);
    return columns;
  }

  /** The name of the log likelihood at a β. */
  static String likelihoodColumn(int rung) {
    return "log_likelihood_" + rung + "__";
  }

  @Override
  public String phase(long made) {
    return made < settings.warmup() ? "warm-up" : "draws";
  }

  @Override
  public void start() {
    draw(starts.at(0));
    for (int i = 1; i < betas.length; i++) {
      Rung rung = rungs.get(i - 1);
      rung.place(betas[i], best(betas[i], starts.at(i)), 0);
      rung.begin(betas[i], searches.at(i));
    }
  }

  private double[] best(double beta, Key key) {
    evaluator.moveTo(beta);
    double[] best = {};
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < STARTS; i++) {
      double[] position = density.draws().position(density.target(), number, key.at(i));
      double value = evaluator.value(position);
      if (value > highest && value < Double.POSITIVE_INFINITY) {
        highest = value;
        best = position;
      }
    }
    if (best.length == 0) {
      throw new IllegalArgumentException(
          "chain %d: the density is finite at none of %d draws from the prior, expected some; look there for data outside of the support or a parameter that overflows"
              .formatted(number, STARTS));
    }
    return best;
  }

  /** β = 0: a draw from the reference, whatever was there. */
  private void draw(Key key) {
    drawn = density.draws().position(density.target(), number, key);
    likelihoodOfDrawn = evaluator.logLikelihood(drawn);
  }

  @Override
  public void advance(long from, long to, KeptDraws kept) {
    for (long step = from; step < to; step++) {
      step(step);
      if (kept.keeps(step)) {
        keep(kept);
      }
    }
  }

  /** A move of each replica, a round of swaps, and in warm-up what is learned from them. */
  void step(long step) {
    Key key = steps.at(step);
    boolean warmsUp = step < settings.warmup();
    draw(key.at("draw"));
    for (int i = 1; i < betas.length; i++) {
      rungs.get(i - 1).move(betas[i], warmsUp, key.at(i));
    }
    swap(step, key.at("swap"));
    if (warmsUp) {
      learn((int) step);
    }
  }

  /** Even pairs in even steps, odd ones in odd steps. */
  private void swap(long step, Key key) {
    noise.restart(key);
    for (int i = (int) (step % 2); i + 1 < betas.length; i += 2) {
      double logRatio = (betas[i + 1] - betas[i]) * (likelihood(i) - likelihood(i + 1));
      boolean accepted = swap.accepts(logRatio, noise.uniform());
      count.swapped(i, Math.min(1, Math.exp(logRatio)), accepted);
      if (accepted) {
        exchange(i);
      }
    }
    count.arrive();
  }

  private double likelihood(int i) {
    return i == 0 ? likelihoodOfDrawn : rungs.get(i - 1).logLikelihood();
  }

  private void exchange(int i) {
    Rung upper = rungs.get(i);
    double[] down = upper.state().position();
    double downLikelihood = upper.logLikelihood();
    if (i == 0) {
      upper.place(betas[1], drawn, likelihoodOfDrawn);
      drawn = down;
      likelihoodOfDrawn = downLikelihood;
    } else {
      Rung lower = rungs.get(i - 1);
      upper.place(betas[i + 1], lower.state().position(), lower.logLikelihood());
      lower.place(betas[i], down, downLikelihood);
    }
  }

  private void learn(int step) {
    int made = step + 1;
    if (made >= FIRST_ROUND && Integer.bitCount(made) == 1) {
      betas = Barrier.shared(betas, count.rejections());
      count.forget();
      for (int i = 1; i < betas.length; i++) {
        Rung rung = rungs.get(i - 1);
        rung.place(betas[i], rung.state().position(), rung.logLikelihood());
      }
    }
    for (int i = 1; i < betas.length; i++) {
      rungs.get(i - 1).learn(betas[i], step, searches.at(i));
    }
    if (made == settings.warmup()) {
      count.forget();
    }
  }

  private void keep(KeptDraws kept) {
    Rung top = rungs.get(rungs.size() - 1);
    State state = top.state();
    double[] noted = Arrays.copyOf(top.info().values(), columns().size());
    int next = kernel.columns().size();
    if (kernel.columns().contains(Info.LOG_DENSITY)) {
      noted[kernel.columns().indexOf(Info.LOG_DENSITY)] = state.logDensity();
    }
    noted[next++] = count.restarts();
    for (int i = 0; i < betas.length; i++) {
      noted[next++] = likelihood(i);
    }
    kept.add(state.position(), noted);
  }

  // ---- memory

  @Override
  public void save(SavedState memory) {
    ladder().save(memory);
    memory.put("drawn", drawn);
    memory.put("likelihoodOfDrawn", likelihoodOfDrawn);
    count.save(memory.at("swaps"));
    for (int i = 0; i < rungs.size(); i++) {
      rungs.get(i).save(memory.at("rung " + (i + 1)));
    }
  }

  private Ladder ladder() {
    double[] rejections = count.rejections();
    Ladder ladder = Ladder.begin();
    for (int i = 1; i < betas.length; i++) {
      ladder = ladder.with(betas[i], 1 - rejections[i - 1]);
    }
    return ladder;
  }

  @Override
  public void restore(SavedState memory, long made) {
    betas = Ladder.restored(memory).betas().stream().mapToDouble(x -> x).toArray();
    drawn = memory.get("drawn", density.dimension());
    likelihoodOfDrawn = memory.number("likelihoodOfDrawn");
    count.restore(memory.at("swaps"));
    for (int i = 0; i < rungs.size(); i++) {
      rungs.get(i).restore(memory.at("rung " + (i + 1)), betas[i + 1]);
    }
  }
}
