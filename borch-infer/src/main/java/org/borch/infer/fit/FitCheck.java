package org.borch.infer.fit;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.Model;
import org.borch.Params;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.distributions.Delta;
import org.borch.infer.joint.SummedOut;
import org.borch.infer.loss.Losses;
import org.borch.infer.run.Interruption;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;

/** Draws from q with their importance ratios, and which fits can be judged by them. */
final class FitCheck {

  private final Model<?, ?> model;
  private final Params params;
  private final String unsettled;
  private final Key key;

  private FitCheck(Model<?, ?> model, Params params, String unsettled, Key key) {
    this.model = model;
    this.params = params;
    this.unsettled = unsettled;
    this.key = key;
  }

  /**
   * Judges q.
   *
   * @param unsettled why the fit is not at its end, a sentence; empty if it is
   * @param key the draw number i has {@code key.at(i)}
   * @throws IllegalStateException if there is nothing to judge, or only minibatches to judge by
   * @throws ArithmeticException if a ratio is NaN or infinite, naming the variable
   */
  static Check of(Model<?, ?> model, Params params, String unsettled, int draws, Key key) {
    if (draws < 2) {
      throw new IllegalArgumentException(
          "check of " + draws + " draws, expected at least 2, better 1,000");
    }
    return new FitCheck(model.withBatchOf(key), params, unsettled, key).run(draws);
  }

  private Check run(int draws) {
    List<CheckColumn> columns = new ArrayList<>();
    List<String> points = new ArrayList<>();
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      Trace first = model.sample(params, key.at(0));
      points.addAll(points(first));
      requireJudgeable(first, points);
      requireAllRows(SummedOut.inParts(model).sample(params, key.at(0)));
      Results results = new Results(Fit::isDerived);
      results
          .of(first)
          .forEach(
              (name, value) ->
                  columns.add(new CheckColumn(name, results.naming(), value.getShape(), draws)));
    }
    double[] logRatios = new double[draws];
    DrawProgram<Integer> program =
        DrawProgram.of(model, params, Model::sample, FitCheck::results, null);
    for (int i = 0; i < draws; i++) {
      Interruption.check("draws", i, draws);
      Map<Integer, NDArray> results = program.run(key.at(i));
      logRatios[i] = values(requireNonNull(results.get(0)))[0];
      if (Double.isNaN(logRatios[i]) || logRatios[i] == Double.POSITIVE_INFINITY) {
        throw fault(i, logRatios[i]);
      }
      for (int c = 0; c < columns.size(); c++) {
        columns.get(c).addKept(i, values(requireNonNull(results.get(c + 1))));
      }
    }
    return Check.of(logRatios, columns, points, unsettled, program.execution());
  }

  // ---- what can be judged

  private static List<String> points(Trace draw) {
    return draw.latents().stream()
        .filter(latent -> latent.approximation().filter(q -> q instanceof Delta).isPresent())
        .map(RandomVariable::name)
        .toList();
  }

  private static void requireJudgeable(Trace draw, List<String> points) {
    List<String> latents = draw.latents().stream().map(RandomVariable::name).toList();
    if (points.size() == latents.size()) {
      throw new IllegalStateException(
          latents.isEmpty()
              ? "check of a fit without latent variables: there is no approximation to judge"
              : "check of a fit of points: q gives one value to each of "
                  + latents
                  + ", so there is no distribution to judge. Use Infer.laplace, or fit with"
                  + " automatic() or normal()");
    }
  }

  /** Checks a draw that has all sites, be their terms summed up or not. */
  private static void requireAllRows(Trace draw) {
    for (Site site : draw.sites().values()) {
      double scale = scale(site);
      if (scale != 1) {
        throw new IllegalStateException(
            site.name()
                + ": its rows count "
                + scale
                + " times, because the model has minibatches, and the importance ratios would be"
                + " noise. Check with all rows: fit.check(module.on(input).observe(...)"
                + ".withPosterior(...), n, seed)");
      }
    }
  }

  private static double scale(Site site) {
    if (site instanceof RandomVariable variable) {
      return variable.scale();
    }
    return site instanceof Site.Factor factor ? factor.scale() : 1;
  }

  /** Log ratio, then what a check keeps of each variable. */
  private static Map<Integer, NDArray> results(Trace draw) {
    Map<Integer, NDArray> results = new LinkedHashMap<>();
    results.put(0, Losses.logWeight(draw));
    for (NDArray value : new Results(Fit::isDerived).of(draw).values()) {
      results.put(results.size(), CheckColumn.kept(value));
    }
    return results;
  }

  // ---- faults

  private ArithmeticException fault(int draw, double ratio) {
    List<String> names = new ArrayList<>();
    Trace trace = model.sample(params, key.at(draw));
    for (RandomVariable variable : trace.variables()) {
      boolean fine =
          isDensity(variable.logPrior())
              && (variable.isObserved() || isDensity(variable.logApproximation()));
      if (!fine) {
        names.add(variable.name());
      }
    }
    trace
        .factors()
        .forEach(
            (name, value) -> {
              if (!isDensity(value)) {
                names.add(name);
              }
            });
    return new ArithmeticException(
        "check: the log ratio of draw "
            + draw
            + " is "
            + ratio
            + "; NaN or infinite is the density of "
            + names
            + ". Look there for a parameter that overflows or data outside of the support");
  }

  private static boolean isDensity(NDArray rows) {
    return Arrays.stream(values(rows))
        .noneMatch(row -> Double.isNaN(row) || row == Double.POSITIVE_INFINITY);
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }
}
