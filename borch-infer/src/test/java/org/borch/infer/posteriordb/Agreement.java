package org.borch.infer.posteriordb;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.borch.Model;
import org.borch.infer.Draws;
import org.borch.infer.Infer;
import org.borch.infer.LogDensity;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.mcmc.Chains;
import org.borch.infer.mcmc.Info;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.posteriordb.ReferencePosterior.Moments;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Seed;

/**
 * A run of a sampler beside the reference.
 *
 * @param numbers one for each number of {@code summary.json}
 * @param divergences of all draws
 * @param leapfrogs of all draws, without warm-up
 */
record Agreement(List<Number> numbers, int divergences, long leapfrogs) {

  /**
   * One number of the posterior.
   *
   * @param name {@code theta[1]}
   * @param diagnosis of its draws
   * @param meanError distance of the means in combined Monte Carlo standard errors
   * @param sdError distance of the standard deviations likewise
   */
  record Number(String name, Diagnosis diagnosis, double meanError, double sdError) {

    static Number of(String name, double[][] draws, Moments reference) {
      Diagnosis own = Diagnosis.of(draws);
      double mean = own.mean() - reference.mean();
      double sd = own.sd() - reference.sd();
      return new Number(
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
    Model<?, ?> model = row.posed();
    Draws draws = Infer.sample(model, sampler, seed);
    ReferencePosterior reference = row.reference();
    Function<String, double[][]> elements = elements(row, model, draws, reference);
    List<Number> numbers = new ArrayList<>();
    reference
        .moments()
        .forEach((name, moments) -> numbers.add(Number.of(name, elements.apply(name), moments)));
    reference
        .exactMoments()
        .forEach(
            (name, moments) ->
                numbers.add(Number.of(name + ", exact", elements.apply(name), moments)));
    long leapfrogs =
        IntStream.range(0, draws.chains().chains())
            .mapToObj(draws.chains()::infos)
            .flatMap(List::stream)
            .mapToLong(Info::leapfrogs)
            .sum();
    return new Agreement(List.copyOf(numbers), draws.chains().divergences(), leapfrogs);
  }

  /** The draws of a number by its name; the derived ones are computed once if any is needed. */
  private static Function<String, double[][]> elements(
      PosteriorCase row, Model<?, ?> model, Draws draws, ReferencePosterior reference) {
    Set<String> latents = Set.copyOf(draws.names());
    boolean allLatent =
        reference.moments().keySet().stream()
            .allMatch(name -> latents.contains(ElementName.of(name).variable()));
    Map<String, double[][]> derived =
        allLatent ? Map.of() : derived(LogDensity.of(model, Seed.of(0)), draws.chains());
    return text -> {
      ElementName name = ElementName.of(text);
      double[][] own =
          latents.contains(name.variable())
              ? draws.element(name.variable(), name.indices())
              : derived.get(text);
      if (own == null) {
        throw new IllegalStateException(
            row + ": \"" + text + "\" is no variable of the model, only " + draws.names());
      }
      return own;
    };
  }

  /** The draws of all numbers that the model derives from its variables. */
  private static Map<String, double[][]> derived(LogDensity density, Chains chains) {
    Map<String, double[][]> all = new HashMap<>();
    for (int chain = 0; chain < chains.chains(); chain++) {
      for (int draw = 0; draw < chains.draws(); draw++) {
        Map<String, NDArray> values = density.terms(chains.position(chain, draw)).deterministics();
        for (Map.Entry<String, NDArray> entry : values.entrySet()) {
          double[] elements = BorchArray.wrap(entry.getValue()).values();
          for (int i = 0; i < elements.length; i++) {
            all.computeIfAbsent(
                        ElementName.text(entry.getKey(), entry.getValue().getShape(), i),
                        name -> new double[chains.chains()][chains.draws()])[chain][draw] =
                elements[i];
          }
        }
      }
    }
    return all;
  }

  /** The largest of something over all numbers. */
  double worst(ToDoubleFunction<Number> of) {
    return numbers.stream().mapToDouble(of).max().orElseThrow();
  }
}
