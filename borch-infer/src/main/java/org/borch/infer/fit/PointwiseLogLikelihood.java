package org.borch.infer.fit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.Model;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.infer.draws.DrawPositions;
import org.borch.infer.draws.Draws;
import org.borch.infer.joint.JointDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/**
 * The log likelihood of each observed point at each draw, for leave-one-out cross-validation and
 * WAIC.
 */
public final class PointwiseLogLikelihood {

  private static final Key NO_NOISE = Seed.of(0).key();

  private PointwiseLogLikelihood() {}

  /**
   * Points are the rows of the observed variables in the order of the model, each row-major; of a
   * partly observed one the rows with data; and the rows of the plates' factors. Discrete latent
   * variables that the draws lack are summed out.
   *
   * @param model with data
   * @param draws of all its latent variables, but for the discrete ones
   * @return {@code [points][chains][draws]}
   * @throws IllegalArgumentException if the draws lack a latent variable, or nothing is observed
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public static double[][][] of(Model<?, ?> model, Draws draws) {
    Model<?, ?> exact = model.in(DataType.FLOAT64);
    List<String> latents = Predictive.latents(exact);
    return draws.names().containsAll(latents)
        ? given(exact, latents, draws)
        : summedOut(exact, latents, draws);
  }

  /** One draw's terms by name. */
  @FunctionalInterface
  private interface Terms {
    Map<String, NDArray> at(int chain, int draw);
  }

  private static double[][][] given(Model<?, ?> model, List<String> latents, Draws draws) {
    RunProgram<String> program =
        new RunProgram<>("log likelihoods run", Device.cpu(), null, PointwiseLogLikelihood::rows);
    RunProgram.Run replay =
        (arrays, key) -> {
          Map<String, NDArray> values = new LinkedHashMap<>();
          for (int i = 0; i < arrays.size(); i++) {
            values.put(latents.get(i), arrays.get(i));
          }
          return model.replay(values);
        };
    return table(
        draws,
        (chain, draw) -> {
          Map<String, NDArray> values = draws.at(chain, draw, latents);
          return program.run(replay, List.copyOf(values.values()), NO_NOISE);
        });
  }

  private static Map<String, NDArray> rows(Trace trace) {
    Map<String, NDArray> rows = new LinkedHashMap<>();
    for (Site site : trace.sites().values()) {
      if (site instanceof RandomVariable variable && variable.isObserved()) {
        rows.put(site.name(), variable.counted(variable.logPrior()));
      } else if (site instanceof Site.Factor factor && !factor.plates().isEmpty()) {
        rows.put(site.name(), factor.rows());
      }
    }
    return rows;
  }

  private static double[][][] summedOut(Model<?, ?> model, List<String> latents, Draws draws) {
    JointDensity density = JointDensity.of(model, Seed.of(0));
    Predictive.requireAll(
        draws,
        latents.stream()
            .filter(name -> density.discretes().stream().noneMatch(d -> d.name().equals(name)))
            .toList());
    DrawPositions positions = new DrawPositions(density, draws);
    return table(draws, (chain, draw) -> density.terms(positions.at(chain, draw)).rows());
  }

  private static double[][][] table(Draws draws, Terms terms) {
    double[][][] table = new double[0][][];
    for (int chain = 0; chain < draws.chainCount(); chain++) {
      for (int draw = 0; draw < draws.drawCount(); draw++) {
        double[] points =
            terms.at(chain, draw).values().stream()
                .flatMapToDouble(rows -> Arrays.stream(BorchArray.wrap(rows).values()))
                .toArray();
        if (chain + draw == 0) {
          table = new double[points.length][draws.chainCount()][draws.drawCount()];
        }
        for (int point = 0; point < points.length; point++) {
          table[point][chain][draw] = points[point];
        }
      }
    }
    if (table.length == 0) {
      throw new IllegalArgumentException(
          "log likelihood of a model in which nothing is observed, expected data:"
              + " model.observe(name, data)");
    }
    return table;
  }
}
