package org.borch.examples;

import ai.djl.ndarray.NDArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.borch.Model;
import org.borch.infer.fit.Fit;
import org.borch.infer.fit.Predictor;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/**
 * From a fit to a service: {@link Challenger} is fitted and saved by one program, and answers
 * questions about single flights in another one, which has no data.
 */
public final class Serving {

  private Serving() {}

  // region save
  static void train(Svi settings, Path file) {
    try (Fit fit = Challenger.fit(settings)) {
      fit.save(file);
    }
  }

  // endregion

  // region load
  static Fit load(Path file) {
    Model<NDArray, NDArray> model = // as in the fit, on any input
        new Challenger().on(BorchArray.of(70)).withPosterior(Posteriors.normal());
    return Fit.load(file, model);
  }

  // endregion

  // region serve
  static String answer(Predictor predictor, double fahrenheit) {
    NDArray flight = BorchArray.of(fahrenheit);
    double risk = predictor.mean("distress", flight).getDouble(0);
    NDArray limits = predictor.quantiles("probability", flight, 0.05, 0.95);
    return String.format(
        Locale.ROOT,
        "%.0f °F: %.2f (%.2f to %.2f)",
        fahrenheit,
        risk,
        limits.getDouble(0, 0),
        limits.getDouble(1, 0));
  }

  // endregion

  public static void main(String[] arguments) throws Exception {
    Path file = Files.createTempDirectory("service").resolve("challenger.fit");
    train(Svi.defaults().withSteps(4_000).withParticles(2), file);
    // region predictor
    try (Fit fit = load(file)) {
      Predictor predictor = Predictor.of(fit, 400, Seed.of(2)); // for all threads
      List.of(31, 53, 70, 81).forEach(t -> System.out.println(answer(predictor, t)));
    }
    // endregion
  }
}
