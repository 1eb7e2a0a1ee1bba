package org.borch.infer.evidence;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.borch.infer.run.SavedState;

/**
 * The way of one chain from a prior to a posterior.
 *
 * @param betas the powers of the likelihood, from 0 to 1
 * @param acceptances one less: of the moves at the upper end of each step (sequential Monte Carlo),
 *     or of the swaps between its two ends (parallel tempering)
 */
public record Ladder(List<Double> betas, List<Double> acceptances) {

  private static final String BETAS = "betas";
  private static final String ACCEPTANCES = "acceptances";

  /** Keeps copies of the lists. */
  public Ladder {
    betas = List.copyOf(betas);
    acceptances = List.copyOf(acceptances);
    if (acceptances.size() != betas.size() - 1) {
      throw new IllegalArgumentException(
          "ladder of %d betas with %d acceptances, expected one less"
              .formatted(betas.size(), acceptances.size()));
    }
  }

  /** The beginning of every way. */
  static Ladder begin() {
    return new Ladder(List.of(0.0), List.of());
  }

  /** With another step. */
  Ladder with(double beta, double acceptance) {
    return new Ladder(appended(betas, beta), appended(acceptances, acceptance));
  }

  private static List<Double> appended(List<Double> list, double last) {
    return DoubleStream.concat(list.stream().mapToDouble(x -> x), DoubleStream.of(last))
        .boxed()
        .toList();
  }

  /** The highest β. */
  double top() {
    return betas.get(betas.size() - 1);
  }

  void save(SavedState memory) {
    memory.put(BETAS, array(betas));
    memory.put(ACCEPTANCES, array(acceptances));
  }

  static Ladder restored(SavedState memory) {
    return new Ladder(list(memory, BETAS), list(memory, ACCEPTANCES));
  }

  private static double[] array(List<Double> list) {
    return list.stream().mapToDouble(x -> x).toArray();
  }

  private static List<Double> list(SavedState memory, String name) {
    return Arrays.stream(memory.array(name).values()).boxed().toList();
  }
}
