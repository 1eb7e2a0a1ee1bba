package org.borch.infer.mcmc;

import java.util.Arrays;

/** The kept draws of one chain and how their steps went, by columns; grows up to a fixed number. */
final class KeptDraws {

  private final int dimension;
  private final double[] positions; // [capacity, dimension]
  private final double[] logDensities;
  private final double[] acceptances;
  private final double[] stepSizes;
  private final double[] energies;
  private final int[] depths;
  private final int[] leapfrogs;
  private final boolean[] divergent;
  private int size;

  KeptDraws(int dimension, int capacity) {
    if ((long) capacity * dimension > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%d draws of %d coordinates are more numbers than a Java array holds; keep fewer draws,"
                  .formatted(capacity, dimension)
              + " with more thinning");
    }
    this.dimension = dimension;
    positions = new double[capacity * dimension];
    logDensities = new double[capacity];
    acceptances = new double[capacity];
    stepSizes = new double[capacity];
    energies = new double[capacity];
    depths = new int[capacity];
    leapfrogs = new int[capacity];
    divergent = new boolean[capacity];
  }

  /**
   * Adds a draw.
   *
   * @param divergedBefore whether a step diverged that thinning left out since the draw before
   */
  void add(State state, Info info, boolean divergedBefore) {
    state.copyPosition(positions, size);
    logDensities[size] = info.logDensity();
    acceptances[size] = info.acceptance();
    stepSizes[size] = info.stepSize();
    energies[size] = info.energy();
    depths[size] = info.depth();
    leapfrogs[size] = info.leapfrogs();
    divergent[size] = info.divergent() || divergedBefore;
    size++;
  }

  int size() {
    return size;
  }

  double[] position(int draw) {
    return Arrays.copyOfRange(positions, draw * dimension, (draw + 1) * dimension);
  }

  double coordinate(int draw, int index) {
    return positions[draw * dimension + index];
  }

  Info info(int draw) {
    return new Info(
        logDensities[draw],
        acceptances[draw],
        stepSizes[draw],
        depths[draw],
        leapfrogs[draw],
        divergent[draw],
        energies[draw]);
  }

  /** How many of the first draws are divergent. */
  int divergences(int draws) {
    int count = 0;
    for (int i = 0; i < draws; i++) {
      count += divergent[i] ? 1 : 0;
    }
    return count;
  }

  void save(Memory memory) {
    memory.put("position", Arrays.copyOf(positions, size * dimension));
    memory.put("logDensity", Arrays.copyOf(logDensities, size));
    memory.put("acceptance", Arrays.copyOf(acceptances, size));
    memory.put("stepSize", Arrays.copyOf(stepSizes, size));
    memory.put("energy", Arrays.copyOf(energies, size));
    memory.put("depth", Arrays.stream(depths, 0, size).asDoubleStream().toArray());
    memory.put("leapfrogs", Arrays.stream(leapfrogs, 0, size).asDoubleStream().toArray());
    double[] flags = new double[size];
    Arrays.setAll(flags, i -> divergent[i] ? 1 : 0);
    memory.put("divergent", flags);
  }

  void restore(Memory memory, int draws) {
    size = draws;
    copy(memory.get("position", draws * dimension), positions);
    copy(memory.get("logDensity", draws), logDensities);
    copy(memory.get("acceptance", draws), acceptances);
    copy(memory.get("stepSize", draws), stepSizes);
    copy(memory.get("energy", draws), energies);
    double[] depth = memory.get("depth", draws);
    double[] steps = memory.get("leapfrogs", draws);
    double[] flags = memory.get("divergent", draws);
    for (int i = 0; i < draws; i++) {
      depths[i] = (int) depth[i];
      leapfrogs[i] = (int) steps[i];
      divergent[i] = flags[i] != 0;
    }
  }

  private static void copy(double[] from, double[] to) {
    System.arraycopy(from, 0, to, 0, from.length);
  }
}
