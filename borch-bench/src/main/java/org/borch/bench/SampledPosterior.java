package org.borch.bench;

import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.takeAlong;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.LogDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/**
 * Posteriors that NUTS is timed on, as models, with the minimum bulk effective sample size per CPU
 * second that Stan and NumPyro are known to reach on another machine: one thread, 1000 + 1000 steps
 * with the usual settings, warm-up included, compilation not. Data are drawn from the models.
 */
enum SampledPosterior {
  /** Ten coordinates, not centred. */
  EIGHT_SCHOOLS("eight_schools", 19_000, 7_300, EightSchools::model),

  /** A thousand rows, 25 normal covariates, coefficients from N(0, 0.48²). */
  LOGISTIC("logistic_1000x25", 2_840, 3_790, SampledPosterior::logistic),

  /** A hundred independent coordinates, whose deviations go from 0.01 to 1. */
  GAUSSIAN("gaussian_100", 7_930, 7_380, SampledPosterior::gaussian),

  /** 919 rows in 85 groups whose intercepts vary, not centred: 90 coordinates. */
  RADON("radon", 268, 1_120, SampledPosterior::radon);

  private static final int ROWS = 1000;
  private static final int COLUMNS = 25;
  private static final int DIMENSIONS = 100;
  private static final int HOUSES = 919;
  private static final int COUNTIES = 85;

  private final String benchmark;
  private final double stan;
  private final double numPyro;
  private final Supplier<Model<?, ?>> model;

  SampledPosterior(String name, double stan, double numPyro, Supplier<Model<?, ?>> model) {
    this.benchmark = "nuts." + name;
    this.stan = stan;
    this.numPyro = numPyro;
    this.model = model;
  }

  /** {@code nuts.radon}. */
  String benchmark() {
    return benchmark;
  }

  /** Effective draws per CPU second. */
  double stan() {
    return stan;
  }

  /** Effective draws per CPU second. */
  double numPyro() {
    return numPyro;
  }

  LogDensity density() {
    return LogDensity.of(model.get(), Seed.of(1));
  }

  private static Model<NDArray, NDArray> logistic() {
    SplittableRandom random = new SplittableRandom(1);
    double[] x = normals(random, ROWS * COLUMNS, 1);
    double[] beta = normals(random, COLUMNS, 0.48);
    double[] y = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      double logit = 0;
      for (int j = 0; j < COLUMNS; j++) {
        logit += x[i * COLUMNS + j] * beta[j];
      }
      y[i] = random.nextDouble() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    }
    Module<NDArray, NDArray> regression =
        Module.of(
            (m, rows) -> {
              NDArray coefficients = m.plate("column", COLUMNS).rv("beta", normal(0, 1));
              return m.plate("row", ROWS).rv("y", bernoulliLogits(rows.matMul(coefficients)));
            });
    return regression.on(BorchArray.of(new Shape(ROWS, COLUMNS), x)).observe("y", y);
  }

  private static Model<NDArray, NDArray> gaussian() {
    double[] deviations = new double[DIMENSIONS];
    Arrays.setAll(deviations, i -> Math.pow(10, -2 + 2.0 * i / (DIMENSIONS - 1)));
    Module<NDArray, NDArray> independent =
        Module.of((m, scale) -> m.plate("coordinate", DIMENSIONS).rv("x", normal(0, scale)));
    return independent.on(BorchArray.of(deviations));
  }

  private static Model<NDArray, NDArray> radon() {
    SplittableRandom random = new SplittableRandom(2);
    int[] county = random.ints(HOUSES, 0, COUNTIES).sorted().toArray();
    double[] uranium = normals(random, COUNTIES, 0.4);
    double[] intercept = normals(random, COUNTIES, 0.3);
    double[] floor = random.ints(HOUSES, 0, 6).mapToDouble(i -> i == 0 ? 1 : 0).toArray();
    double[] y = normals(random, HOUSES, 0.75);
    for (int i = 0; i < HOUSES; i++) {
      y[i] += 1.5 + intercept[county[i]] + 0.7 * uranium[county[i]] - 0.7 * floor[i];
    }
    NDArray counties = BorchArray.ofLongs(Arrays.stream(county).asLongStream().toArray());
    NDArray ofHouses = BorchArray.of(Arrays.stream(county).mapToDouble(c -> uranium[c]).toArray());
    Module<NDArray, NDArray> hierarchy =
        Module.of(
            (m, floors) -> {
              NDArray mean = m.rv("mu", normal(0, 10));
              NDArray spread = m.rv("sigma_alpha", halfNormal(1));
              NDArray noise = m.rv("sigma_y", halfNormal(1));
              NDArray ofUranium = m.rv("beta0", normal(0, 10));
              NDArray ofFloor = m.rv("beta1", normal(0, 10));
              NDArray z = m.plate("county", COUNTIES).rv("z", normal(0, 1));
              Plate houses = m.plate("house", HOUSES);
              NDArray level =
                  mean.add(spread.mul(takeAlong(z, counties, 0)))
                      .add(ofUranium.mul(ofHouses))
                      .add(ofFloor.mul(floors));
              return houses.rv("y", normal(level, noise));
            });
    return hierarchy.on(BorchArray.of(floor)).observe("y", y);
  }

  private static double[] normals(SplittableRandom random, int n, double deviation) {
    double[] normals = new double[n];
    Arrays.setAll(normals, i -> deviation * random.nextGaussian());
    return normals;
  }
}
