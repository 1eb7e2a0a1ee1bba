package org.borch.examples;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.borch.Model;
import org.borch.infer.Infer;
import org.borch.infer.density.Start;
import org.borch.infer.diagnostics.Comparison;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Predictive;
import org.borch.infer.mcmc.Nuts;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/**
 * The exact posterior of {@link Challenger}: how chains are started, stopped and resumed, and what
 * they predict.
 */
public final class RunChains {

  private RunChains() {}

  static Model<NDArray, NDArray> model() {
    Table flights = Table.read("challenger.csv");
    return new Challenger()
        .on(BorchArray.of(flights.column("fahrenheit")))
        .observe("distress", flights.column("distress"));
  }

  // region sample
  static Draws sample(Model<?, ?> model) {
    Nuts settings =
        Nuts.defaults()
            .with(run -> run.withChains(4).withWarmup(1_000).withDraws(1_000))
            .with(run -> run.withTargetAcceptance(0.9));
    return Infer.sample(model, settings, Seed.of(1));
  }

  // endregion

  /** The same from several places. */
  static List<Nuts> starts(Draws earlier) {
    Nuts settings = Nuts.defaults();
    // region start
    Nuts fromPrior = settings.with(run -> run.withStart(Start.prior()));
    Nuts fromPoint = settings.with(run -> run.withStart(Start.at("slope", -0.2)));
    Nuts fromDraws = settings.with(run -> run.withStart(earlier.asStart()));
    // endregion
    return List.of(fromPrior, fromPoint, fromDraws);
  }

  // region stop
  static Nuts patient(Path file, Duration limit) {
    return Nuts.defaults()
        .with(run -> run.withDraws(10_000).withThinning(5))
        .with(run -> run.withCheckpoint(file, 1_000).withTimeLimit(limit));
  }

  static Draws begin(Model<?, ?> model, Path file) {
    return Infer.sample(model, patient(file, Duration.ofMinutes(10)), Seed.of(1));
  }

  static Draws goOn(Model<?, ?> model, Path file) {
    return Infer.resume(model, patient(file, Duration.ofHours(1)), file);
  }

  // endregion

  // region predict
  static Draws predict(Model<NDArray, NDArray> model, Draws draws, double... fahrenheit) {
    Model<NDArray, NDArray> there = model.on(BorchArray.of(fahrenheit));
    return Predictive.posterior(there, draws, Seed.of(2)).draws();
  }

  // endregion

  // region stream
  static double shareOfBadFlights(Model<NDArray, NDArray> model, Draws draws) {
    double[] sum = new double[1];
    Predictive.posterior(model, draws, Seed.of(2))
        .only("distress")
        .each(
            (chain, draw, values) ->
                sum[0] += requireNonNull(values.get("distress")).mean().getDouble());
    return sum[0] / (draws.chainCount() * draws.drawCount());
  }

  // endregion

  // region loo
  static Comparison compare(Model<?, ?> one, Draws draws, Model<?, ?> other, Draws otherDraws) {
    return Comparison.of(
        Map.of("one", Infer.loo(one, draws), "other", Infer.loo(other, otherDraws)));
  }

  // endregion

  public static void main(String[] arguments) throws Exception {
    Model<NDArray, NDArray> model = model();
    Draws draws = sample(model);
    System.out.println(draws.select("level", "slope").summary());
    Path file = Files.createTempDirectory("chains").resolve("run.safetensors");
    System.out.println(begin(model, file).unconstrained().stop().message());
    System.out.println(goOn(model, file));
    Draws there = predict(model, draws, 31, 70);
    System.out.printf(
        Locale.ROOT,
        "P(distress) is %.2f at 31 °F and %.2f at 70 °F; %.2f of all flights%n",
        there.get("probability").mean(new int[] {0, 1}).getDouble(0),
        there.get("probability").mean(new int[] {0, 1}).getDouble(1),
        shareOfBadFlights(model, draws));
  }
}
