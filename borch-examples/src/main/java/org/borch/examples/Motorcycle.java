package org.borch.examples;

import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.sigmoid;

import ai.djl.ndarray.NDArray;
import java.awt.Color;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Fit;
import org.borch.infer.vi.Svi;
import org.borch.nn.Linear;
import org.borch.nn.Prior;
import org.borch.nn.Priors;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/**
 * A Bayesian neural network that learns a curve and the noise around it: the acceleration of a head
 * in a simulated motorcycle accident (Silverman 1985). One hidden layer of smooth steps feeds two
 * outputs, the mean and the logarithm of the standard deviation.
 */
public final class Motorcycle extends Module<NDArray, NDArray> {

  private static final Color LIGHT = new Color(205, 224, 241);
  private static final Color MIDDLE = new Color(120, 170, 215);
  private static final Color DARK = new Color(20, 70, 130);

  // region network
  private static final int STEPS = 8;

  /** The biases' prior: each unit steps up at its own time, from 12 to 38 ms. */
  private static final Prior TIMES =
      Priors.of(normal(BorchArray.of(8, 5.7, 3.4, 1.1, -1.1, -3.4, -5.7, -8), 2));

  private final Linear hidden = child("hidden", new Linear(1, STEPS, Priors.normal(8, 2), TIMES));
  private final Linear mean = child("mean", new Linear(STEPS, 1, Priors.normal(0, 1)));
  private final Linear logSd = child("log_sd", new Linear(STEPS, 1, Priors.normal(0, 1)));

  @Override
  protected NDArray forward(NDArray milliseconds) {
    NDArray time = milliseconds.sub(25).div(13).expandDims(1); // [N, 1], about standardised
    NDArray steps = sigmoid(hidden.call(time)); // [N, STEPS]
    NDArray curve = deterministic("curve", mean.call(steps).squeeze(1).mul(50)); // in g
    NDArray noise = exp(logSd.call(steps).squeeze(1)).mul(15); // in g
    return plate("reading").rv("acceleration", normal(curve, noise));
  }

  // endregion

  // region fit
  static Fit fit(Svi settings) {
    Table readings = Table.read("motorcycle.csv");
    Model<NDArray, NDArray> model =
        new Motorcycle()
            .on(BorchArray.of(readings.column("milliseconds")))
            .observe("acceleration", readings.column("acceleration"))
            .withPosterior(Posteriors.normal());
    return Infer.fit(model, settings, Seed.of(1));
  }

  // endregion

  public static void main(String[] arguments) {
    Svi settings =
        Svi.defaults()
            .withSteps(8_000)
            .withLearningRate(0.05)
            .withProgress(false) // lines instead of a bar, for logs, too
            .withCallback(Motorcycle::report);
    try (Fit fit = fit(settings)) {
      System.out.println(fit.summary());
      System.out.println("evidence lower bound: " + fit.elbo(500, Seed.of(2)));
      Path picture = Path.of("target", "motorcycle.png");
      draw(fit, picture);
      System.out.println("picture: " + picture);
    }
  }

  private static boolean report(long step, double loss) {
    if (step % 1_000 == 0) {
      System.out.printf(Locale.ROOT, "step %,6d   loss %8.1f%n", step, loss);
    }
    return true;
  }

  /** Draws the fit beside the data. */
  static void draw(Fit fit, Path picture) {
    Table data = Table.read("motorcycle.csv");
    double[] time = IntStream.rangeClosed(0, 240).mapToDouble(i -> i / 4.0).toArray();
    Draws draws = fit.predict(BorchArray.of(time), 4_000, Seed.of(3));
    NDArray again = draws.get("acceleration").squeeze(0); // [draws, times]
    NDArray curves = draws.get("curve").squeeze(0);
    new BandChart(
            "Head acceleration in a motorcycle crash: Bayesian neural network",
            "time after impact (ms)",
            "acceleration (g)")
        .band("readings, 5-95 %", time, quantile(again, 5), quantile(again, 95), LIGHT)
        .band("curve, 5-95 %", time, quantile(curves, 5), quantile(curves, 95), MIDDLE)
        .curve("curve, median", time, quantile(curves, 50), DARK)
        .points("data", data.column("milliseconds"), data.column("acceleration"), Color.BLACK)
        .xRange(0, 60)
        .save(picture);
  }

  /** Of draws along the first axis, in percent. */
  private static double[] quantile(NDArray draws, int percent) {
    long last = draws.getShape().get(0) - 1;
    return BorchArray.wrap(draws.sort(0).get(last * percent / 100)).values();
  }
}
