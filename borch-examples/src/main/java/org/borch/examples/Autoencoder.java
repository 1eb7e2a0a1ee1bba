package org.borch.examples;

import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.binomialLogits;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.relu;
import static org.borch.tensor.ArrayMath.sigmoid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.awt.Color;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Fit;
import org.borch.infer.loss.Losses;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;

/**
 * A variational autoencoder (Kingma and Welling 2014): every image of a digit has two latent
 * numbers, from which a network makes its pixels; a second network reads them off the image. The
 * networks' weights are parameters, learned with q.
 */
public final class Autoencoder extends Module<NDArray, NDArray> {

  private static final int PIXELS = 64;
  private static final int LATENT = 2;
  private static final int HIDDEN = 64;

  /** Grey levels of a pixel, from 0. */
  private static final int GREY = 16;

  // region model
  @Override
  protected NDArray forward(NDArray pixels) { // [images, 64], which the encoder sees
    Plate image = plate("image");
    Shape shape = new Shape(pixels.getShape().get(0), LATENT);
    NDArray z = image.rv("z", normal(0, 1).expand(shape).toEvent(1));
    NDArray hidden = relu(dense(this, "hidden", z, LATENT, HIDDEN));
    NDArray logits = dense(this, "pixel", hidden, HIDDEN, PIXELS);
    image.deterministic("share", sigmoid(logits));
    return image.rv("pixels", binomialLogits(GREY, logits).toEvent(1));
  }

  /** The encoder: q of an image's latent numbers. */
  static final class Encoder extends Module<NDArray, NDArray> {
    @Override
    protected NDArray forward(NDArray pixels) {
      NDArray hidden = relu(dense(this, "hidden", pixels.div(GREY), PIXELS, HIDDEN));
      NDArray loc = dense(this, "loc", hidden, HIDDEN, LATENT);
      NDArray scale = exp(dense(this, "log_scale", hidden, HIDDEN, LATENT));
      return plate("image").rv("z", normal(loc, scale).toEvent(1));
    }
  }

  // endregion

  /** An affine map whose weights are parameters of a module. */
  private static NDArray dense(Module<?, ?> owner, String name, NDArray x, long in, long out) {
    Shape shape = new Shape(out, in);
    NDArray start =
        Noise.of(Seed.of(7).key().at(name), DataType.FLOAT32)
            .normal(shape)
            .div(Math.sqrt((double) in));
    NDArray weight = owner.parameter(name + ".weight", start);
    NDArray bias =
        owner.parameter(name + ".bias", BorchArray.full(new Shape(out), 0, DataType.FLOAT32));
    return x.matMul(weight.transpose()).add(bias);
  }

  /** Images from one number to another of the file, in FLOAT32 as networks are. */
  static NDArray images(int from, int to) {
    return Digits.pixels(from, to).mul(GREY).toType(DataType.FLOAT32, false);
  }

  static Fit fit(Svi settings) {
    NDArray train = images(0, Digits.TRAIN);
    // region run
    var batches = minibatches(train, 100).plate("image").observing("pixels", train);
    Model<NDArray, NDArray> model =
        new Autoencoder().on(batches).withPosterior(Posteriors.manual(new Encoder()));
    return Infer.fit(model, settings, Seed.of(1));
    // endregion
  }

  /** The evidence lower bound of the test images, for each image. */
  static double testBound(Fit fit) {
    NDArray test = images(Digits.TRAIN, Digits.TRAIN + Digits.TEST);
    Model<NDArray, NDArray> all =
        new Autoencoder()
            .on(test)
            .observe("pixels", test)
            .withPosterior(Posteriors.manual(new Encoder()));
    try (Scope scope = Scope.open()) {
      NDArray loss = Losses.viLoss(all, fit.params(), Seed.of(3).key(), 20);
      return -BorchArray.wrap(loss).values()[0] / Digits.TEST;
    }
  }

  // region reconstruct
  /** Test images as their latent numbers make them, the mean of some draws: [64] after [64]. */
  static double[] reconstructed(Fit fit, int images, String name) {
    Draws draws = fit.predict(images(Digits.TRAIN, Digits.TRAIN + images), 50, Seed.of(2));
    return draws.get(name).mean(new int[] {0, 1}).toType(DataType.FLOAT64, false).toDoubleArray();
  }

  // endregion

  /** Where the images of each digit lie: their mean latent numbers. */
  static BandChart map(Fit fit) {
    double[] digits = Digits.digits(Digits.TRAIN, Digits.TRAIN + Digits.TEST);
    double[] z = reconstructed(fit, Digits.TEST, "z");
    BandChart chart = new BandChart("Digits by two latent numbers", "z[1]", "z[2]");
    for (int digit = 0; digit < 10; digit++) {
      int own = digit;
      int[] rows = IntStream.range(0, Digits.TEST).filter(i -> digits[i] == own).toArray();
      double[] x = IntStream.of(rows).mapToDouble(i -> z[LATENT * i]).toArray();
      double[] y = IntStream.of(rows).mapToDouble(i -> z[LATENT * i + 1]).toArray();
      chart.points(Integer.toString(digit), x, y, Color.getHSBColor(digit / 10f, 0.9f, 0.8f));
    }
    return chart;
  }

  public static void main(String[] arguments) {
    // More steps learn these 500 images by heart.
    try (Fit fit = fit(Svi.defaults().withSteps(1_000))) {
      System.out.printf("bound of a test image: %.2f%n", testBound(fit));
      map(fit).save(Path.of("target", "autoencoder.png"));
    }
  }
}
