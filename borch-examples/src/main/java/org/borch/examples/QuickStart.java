package org.borch.examples;

import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.categoricalLogits;
import static org.borch.tensor.ArrayMath.relu;
import static org.borch.tensor.ArrayMath.softmax;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.borch.Batch;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.draws.Draws;
import org.borch.infer.ekf.Ekf;
import org.borch.infer.fit.Predictor;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.optim.Adam;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Online;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.sgmcmc.Sghmc;
import org.borch.infer.vi.GaussianVi;
import org.borch.nn.Linear;
import org.borch.nn.Priors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;

/**
 * The quick start of the Python library posteriors (Normal Computing): a network with one hidden
 * layer reads MNIST's digits in batches of 32, under any algorithm.
 */
public final class QuickStart extends Module<NDArray, NDArray> {

  private static final int ROWS = 60_000;
  private static final int BATCH = 32;
  private static final Seed SEED = Seed.of(1);

  // region model
  private final Linear hidden;
  private final Linear out;

  QuickStart(int pixels, int width) {
    hidden = child("hidden", new Linear(pixels, width, Priors.normal(0, 1)));
    out = child("out", new Linear(width, 10, Priors.normal(0, 1)));
  }

  @Override
  protected NDArray forward(NDArray pixels) { // [images, pixels]
    NDArray logits = out.call(relu(hidden.call(pixels)));
    deterministic("probability", softmax(logits, 1));
    return plate("image").rv("digit", categoricalLogits(logits));
  }

  // endregion

  static Model<NDArray, NDArray> model(int width, NDArray pixels, NDArray digits) {
    // region data
    var images = minibatches(pixels, BATCH).plate("image").observing("digit", digits);
    int size = (int) pixels.getShape().get(1);
    Model<NDArray, NDArray> model = new QuickStart(size, width).on(images).in(DataType.FLOAT32);
    // endregion
    return model;
  }

  // region algorithms
  static Function<JointDensity, StepAlgorithm> vi() {
    return GaussianVi.defaults().withOptimizer(Adam.defaults().withLearningRate(3e-3))::on;
  }

  static Function<JointDensity, StepAlgorithm> ekf() {
    return Ekf.defaults().withScale(0.3)::on;
  }

  static Function<JointDensity, StepAlgorithm> sghmc() {
    return Sghmc.defaults().withStepSize(0.1).withPerRow(true)::on;
  }

  // endregion

  /** The loop of the original, with draws from its second half. */
  static Draws learn(
      Model<NDArray, NDArray> model,
      Function<JointDensity, StepAlgorithm> settings,
      int steps,
      int draws) {
    double[][] positions = new double[draws][];
    int every = steps / (2 * draws);
    // region loop
    JointDensity density = JointDensity.of(model, SEED);
    StepAlgorithm algorithm = settings.apply(density); // the one line that differs
    NDArray small =
        Noise.of(SEED.key().at("start"), density.type())
            .normal(new Shape(density.dimension()))
            .mul(0.1);
    Online online = Online.begin(algorithm, algorithm.init(small, SEED.key().at("init")), SEED);
    for (int step = 0; step < steps; step++) {
      Batch<?> batch = algorithm.data(SEED.key().at(step)).batch().orElseThrow();
      FlatState state = online.take(batch);
      if ((steps - step - 1) % every == 0 && steps - step <= every * draws) {
        positions[draws - 1 - (steps - step - 1) / every] =
            BorchArray.wrap(state.position()).values();
      }
    }
    return Draws.of(density, positions);
    // endregion
  }

  /** The share of images whose most probable digit, averaged over draws, is right. */
  static double accuracy(
      Model<NDArray, NDArray> model, Draws draws, NDArray pixels, double[] digits) {
    // region predict
    Predictor predictor = Predictor.of(model, draws, SEED);
    NDArray probability = predictor.mean("probability", pixels); // [images, 10]
    long[] read = probability.argMax(1).toLongArray();
    // endregion
    return IntStream.range(0, digits.length).filter(i -> read[i] == digits[i]).count()
        / (double) digits.length;
  }

  // ---- MNIST

  /** The bytes of a file in the format of MNIST, after its header. */
  private static byte[] bytes(Path file, int header, int count) {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      in.skipNBytes(header);
      return in.readNBytes(count);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static NDArray pixels(Path file, int count) {
    byte[] bytes = bytes(file, 16, count * 784);
    float[] pixels = new float[bytes.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (bytes[i] & 0xFF) / 255f;
    }
    return BorchArray.of(new Shape(count, 784), pixels);
  }

  private static double[] digits(Path file, int count) {
    byte[] bytes = bytes(file, 8, count);
    return IntStream.range(0, count).mapToDouble(i -> bytes[i]).toArray();
  }

  /** With the folder of MNIST's four files. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    NDArray pixels = pixels(folder.resolve("train-images-idx3-ubyte.gz"), ROWS);
    double[] digits = digits(folder.resolve("train-labels-idx1-ubyte.gz"), ROWS);
    NDArray test = pixels(folder.resolve("t10k-images-idx3-ubyte.gz"), 10_000);
    double[] truth = digits(folder.resolve("t10k-labels-idx1-ubyte.gz"), 10_000);
    Model<NDArray, NDArray> model = model(64, pixels, BorchArray.of(digits));
    var all = new LinkedHashMap<String, Function<JointDensity, StepAlgorithm>>();
    all.put("VI", vi());
    all.put("EKF", ekf());
    all.put("SGHMC", sghmc());
    all.forEach(
        (name, settings) -> {
          Draws draws = learn(model, settings, 2 * ROWS / BATCH, 20);
          System.out.println(name + ": " + accuracy(model, draws, test, truth));
        });
  }
}
