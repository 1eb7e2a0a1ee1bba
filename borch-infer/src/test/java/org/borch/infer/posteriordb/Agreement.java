package org.borch.infer.posteriordb;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.borch.infer.Draws;
import org.borch.infer.Infer;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.mcmc.Info;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.posteriordb.ReferencePosterior.Moments;
import org.borch.tensor.random.Seed;

/**
 * A run of a sampler beside the reference.
 *
 * @param estimates one for each number of {@code summary.json}
 * @param divergences of all draws
 * @param leapfrogs of all draws, without warm-up
 */
record Agreement(List<Estimate> estimates, int divergences, long leapfrogs) {

  /**
   * One number of the posterior.
   *
   * @param name {@code theta[1]}
   * @param diagnosis of its draws
   * @param meanError distance of the means in combined Monte Carlo standard errors
   * @param sdError distance of the standard deviations likewise
   */
  record Estimate(String name, Diagnosis diagnosis, double meanError, double sdError) {

    static Estimate of(String name, double[][] draws, Moments reference) {
      Diagnosis own = Diagnosis.of(draws);
      double mean = own.mean() - reference.mean();
      double sd = own.sd() - reference.sd();
      return new Estimate(
          name,
          own,
          Math.abs(mean) / Math.hypot(own.mcseMean(), reference.mcseMean()),
          Math.abs(sd) / Math.hypot(own.mcseSd(), reference.mcseSd()));
    }

    /** The larger distance. */
    double error() {
      return Math.max(meanError, sdError);
    }

    @Override
    public String toString() {
      return "%s: mean off by %.2f, sd by %.2f standard errors, R-hat %.4f"
          .formatted(name, meanError, sdError, diagnosis.rHat());
    }
  }

  static Agreement of(PosteriorCase row, Sampler sampler, Seed seed) {
    Draws draws = Infer.sample(row.posed(), sampler, seed);
    ReferencePosterior reference = row.reference();
    List<Estimate> estimates = new ArrayList<>();
    reference
        .moments()
        .forEach((name, moments) -> estimates.add(Estimate.of(name, draws.scalar(name), moments)));
    reference
        .exactMoments()
        .forEach(
            (name, moments) ->
                estimates.add(Estimate.of(name + ", exact", draws.scalar(name), moments)));
    long leapfrogs =
        IntStream.range(0, draws.chains().chains())
            .mapToObj(draws.chains()::infos)
            .flatMap(List::stream)
            .mapToLong(Info::leapfrogs)
            .sum();
    return new Agreement(List.copyOf(estimates), draws.chains().divergences(), leapfrogs);
  }

  /** The largest of something over all estimates. */
  double worst(ToDoubleFunction<Estimate> of) {
    return estimates.stream().mapToDouble(of).max().orElseThrow();
  }
}
