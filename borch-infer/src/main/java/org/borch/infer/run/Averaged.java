package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.infer.density.StepData;
import org.borch.tensor.random.Key;

/**
 * The mean of an algorithm's positions, beside its draws, which stay the same: of a sampler an
 * estimate that needs no kept draws, of an optimiser or at temperature 0 stochastic weight
 * averaging (Izmailov et al. 2018). {@code
 * Averaged.from(5_000).withEvery(100).of(settings.on(density))} runs as the algorithm does; {@link
 * #averages} are of the chains at their end.
 *
 * @param first the number of updates after which positions begin to count
 * @param every how many updates lie between two that count; the last of them does
 */
public record Averaged(long first, long every) {

  private static final String AVERAGE = "average";

  /** Checks the numbers. */
  public Averaged {
    Run.require("first", first, 0);
    Run.require("every", every, 1);
  }

  /** Of all positions after so many updates. */
  public static Averaged from(long first) {
    return new Averaged(first, 1);
  }

  /** Of every so many-th position. */
  public Averaged withEvery(long every) {
    return new Averaged(first, every);
  }

  /** The algorithm with the mean of its positions. */
  public StepAlgorithm of(StepAlgorithm algorithm) {
    return new Bound(new Both(this, algorithm.settings()), algorithm);
  }

  /**
   * The means that a run of {@link #of} has come to: [chains][dimension]. Where none has counted
   * yet, the point where the chain began.
   *
   * @throws IllegalArgumentException if it was another algorithm's run
   */
  public static double[][] averages(UnconstrainedDraws draws) {
    return draws.states().stream()
        .map(state -> state.at(StepChain.ARRAYS).array(AVERAGE).values())
        .toArray(double[][]::new);
  }

  private double weight(long step) {
    long counted = step + 1 - first;
    return counted > 0 && counted % every == 0 ? (double) every / counted : 0;
  }

  private record Both(Averaged averaged, Record algorithm) {}

  private static final class Bound extends StepAlgorithm {

    private final Averaged averaged;
    private final StepAlgorithm algorithm;

    Bound(Both settings, StepAlgorithm algorithm) {
      super(settings, algorithm.density());
      averaged = settings.averaged;
      this.algorithm = algorithm;
    }

    @Override
    public String name() {
      return algorithm.name();
    }

    @Override
    public List<String> columns() {
      return algorithm.columns();
    }

    @Override
    public int block() {
      return algorithm.block();
    }

    @Override
    public NDArray start(Key key) {
      return algorithm.start(key);
    }

    @Override
    public FlatState init(NDArray position, Key key) {
      return algorithm.init(position, key).with(AVERAGE, position);
    }

    @Override
    public boolean drawsItsBeginning() {
      return algorithm.drawsItsBeginning();
    }

    @Override
    public List<Key> keys(Key key) {
      return algorithm.keys(key);
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      return averaged(state, algorithm.update(state, data, key));
    }

    @Override
    public Update update(FlatState state, StepData data, NDArray keys) {
      return averaged(state, algorithm.update(state, data, keys));
    }

    private Update averaged(FlatState before, Update made) {
      NDArray average = before.array(AVERAGE);
      NDArray way = made.state().position().sub(average);
      NDArray next = average.add(way.mul(before.number(averaged::weight)));
      return new Update(made.state().with(AVERAGE, next), made.info());
    }
  }
}
