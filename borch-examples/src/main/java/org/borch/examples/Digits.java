package org.borch.examples;

import static java.util.Objects.requireNonNull;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.categoricalLogits;
import static org.borch.tensor.ArrayMath.relu;
import static org.borch.tensor.ArrayMath.softmax;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.infer.plot.Plots;
import org.borch.infer.vi.Svi;
import org.borch.nn.Linear;
import org.borch.nn.Priors;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/**
 * A Bayesian network that reads digits of 8 x 8 pixels. Data: 700 of the 1,797 images of Alpaydin
 * and Kaynak 1998, "Optical recognition of handwritten digits", UCI Machine Learning Repository.
 */
public final class Digits extends Module<NDArray, NDArray> {

  private static final int PIXELS = 64;
  static final int TRAIN = 500;
  static final int TEST = 200;

  // region model
  private final Linear hidden = child("hidden", new Linear(PIXELS, 32, Priors.normal(0, 1)));
  private final Linear out = child("out", new Linear(32, 10, Priors.normal(0, 1)));

  @Override
  protected NDArray forward(NDArray pixels) { // [images, 64]
    NDArray logits = out.call(relu(hidden.call(pixels)));
    deterministic("probability", softmax(logits, 1));
    return plate("image").rv("digit", categoricalLogits(logits));
  }

  // endregion

  /** Pixels from 0 to 1 and the digit of an image in each row. */
  private static double[][] rows(int from, int to) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(Digits.class.getResourceAsStream("digits.csv.gz"))),
                StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .skip(from)
          .limit(to - from)
          .map(line -> Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble))
          .map(numbers -> numbers.toArray())
          .toArray(double[][]::new);
    } catch (IOException e) {
      throw new UncheckedIOException("digits.csv.gz", e);
    }
  }

  /** Images from one number to another: pixels from 0 to 1. */
  static NDArray pixels(int from, int to) {
    return pixels(rows(from, to));
  }

  /** Their digits. */
  static double[] digits(int from, int to) {
    return digits(rows(from, to));
  }

  private static NDArray pixels(double[][] rows) {
    double[] pixels =
        Arrays.stream(rows).flatMapToDouble(row -> Arrays.stream(row, 0, PIXELS)).toArray();
    return BorchArray.of(new Shape(rows.length, PIXELS), pixels).div(16);
  }

  private static double[] digits(double[][] rows) {
    return Arrays.stream(rows).mapToDouble(row -> row[PIXELS]).toArray();
  }

  static Fit fit(Svi settings) {
    double[][] rows = rows(0, TRAIN);
    // region run
    var images =
        minibatches(pixels(rows), 100)
            .plate("image")
            .observing("digit", BorchArray.of(digits(rows)));
    Model<NDArray, NDArray> model =
        new Digits().on(images).withPosterior(Posteriors.normal().withScale(0.02));
    return Infer.fit(model, settings, Seed.of(1));
    // endregion
  }

  /** The share of test images whose most probable digit, averaged over draws, is right. */
  static double accuracy(Fit fit) {
    double[][] test = rows(TRAIN, TRAIN + TEST);
    // region predict
    var draws = fit.predict(pixels(test), 50, Seed.of(2));
    NDArray probability = requireNonNull(draws.get("probability")).reshape(-1, TEST, 10);
    long[] read = probability.mean(new int[] {0}).argMax(1).toLongArray();
    // endregion
    double[] digits = digits(test);
    return IntStream.range(0, TEST).filter(i -> read[i] == digits[i]).count() / (double) TEST;
  }

  public static void main(String[] arguments) {
    try (Fit fit = fit(Svi.defaults())) {
      System.out.println("share of test images read rightly: " + accuracy(fit));
      Plots.loss(fit.losses()).save(Path.of("target", "digits.png"));
    }
  }
}
