package org.borch.infer.evidence;

import java.util.Optional;
import org.borch.infer.density.TemperedEvaluator;
import org.borch.infer.mcmc.Kernel;
import org.borch.infer.mcmc.Sampling;
import org.borch.infer.mcmc.State;
import org.borch.infer.mcmc.Tuning;
import org.borch.infer.mcmc.Warmup;
import org.borch.infer.run.Info;
import org.borch.infer.run.SavedState;
import org.borch.tensor.random.Key;

/** The replica at one β above 0, moved by a kernel that all rungs share, with its own tuning. */
final class Rung {

  private final TemperedEvaluator density;
  private final Kernel kernel;
  private final Warmup warmup;
  private State state;
  private double logLikelihood;
  private Info info;

  Rung(Sampling settings, int dimension, TemperedEvaluator density, Kernel kernel) {
    this.density = density;
    this.kernel = kernel;
    warmup = new Warmup(settings, dimension, kernel);
    state = State.of(new double[dimension], Double.NEGATIVE_INFINITY);
    info = Info.of(kernel.columns(), new double[kernel.columns().size()]);
  }

  /** Finds a step size where it stands. */
  void begin(double beta, Key key) {
    density.moveTo(beta);
    warmup.begin(state, Optional.empty(), key);
  }

  /** Stands at a point. */
  void place(double beta, double[] position, double logLikelihood) {
    density.moveTo(beta);
    state = kernel.init(position);
    this.logLikelihood = logLikelihood;
  }

  /** Makes a step of the kernel. */
  void move(double beta, boolean warmsUp, Key key) {
    density.moveTo(beta);
    Tuning tuning = warmsUp ? warmup.tuning() : warmup.result();
    Kernel.Transition next = kernel.step(state, tuning, key);
    state = next.state();
    info = next.info();
    logLikelihood = density.logLikelihood(state.position());
  }

  /** Learns from the last step, where it stands now. */
  void learn(double beta, int step, Key key) {
    density.moveTo(beta);
    warmup.learn(step, new Kernel.Transition(state, info), key);
  }

  State state() {
    return state;
  }

  double logLikelihood() {
    return logLikelihood;
  }

  /** How the last step went. */
  Info info() {
    return info;
  }

  void save(SavedState memory) {
    memory.put("position", state.position());
    memory.put("logLikelihood", logLikelihood);
    warmup.save(memory.at("warmup"));
  }

  void restore(SavedState memory, double beta) {
    double[] position = memory.get("position", state.dimension());
    place(beta, position, memory.number("logLikelihood"));
    warmup.restore(memory.at("warmup"));
  }
}
