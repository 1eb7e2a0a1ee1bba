package org.borch.examples;

import static java.util.Objects.requireNonNull;
import static org.borch.distributions.Distributions.orderedLogistic;
import static org.borch.tensor.LinearAlgebra.matVec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.borch.Batch;
import org.borch.infer.density.Observations;
import org.borch.infer.ekf.Ekf;
import org.borch.infer.ekf.EkfSteps;
import org.borch.infer.gaussian.Belief;
import org.borch.infer.run.Online;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/**
 * Teams' skills that drift, followed match by match through two seasons with a summer between them;
 * simulated. A match is lost, drawn or won by the difference of two skills.
 */
public final class Ratings {

  static final int TEAMS = 8;
  static final int WEEKS = 80;

  /** Before this week there is a summer of ten weeks. */
  static final int SECOND_SEASON = 40;

  private static final double DRIFT = 0.12;
  private static final double SUMMER = 10 * DRIFT * DRIFT;

  private final List<Batch<NDArray>> weeks = new ArrayList<>();
  private final double[][] skills = new double[WEEKS][];
  private final double[][] means = new double[WEEKS][];
  private final double[][] deviations = new double[WEEKS][];

  private Ratings() {}

  // region matches
  static Observations<NDArray> matches(Batch<NDArray> week) {
    NDArray cuts = BorchArray.of(-1, 1);
    return Observations.of(
        Map.of("skill", new Shape(TEAMS)),
        DataType.FLOAT64,
        key -> week, // what a week looks like
        (at, teams) -> matVec(teams.input(), requireNonNull(at.get("skill"))), // home minus away
        (difference, teams) ->
            orderedLogistic(difference, cuts)
                .logProb(requireNonNull(teams.observed().get("result"))));
  }

  // endregion

  /** Simulates two seasons and follows them. */
  static Ratings run() {
    Ratings ratings = new Ratings();
    ratings.simulate(new Simulation(5));
    ratings.follow();
    return ratings;
  }

  private void follow() {
    NDArray start = BorchArray.full(new Shape(TEAMS), 0, DataType.FLOAT64);
    // region follow
    Ekf settings =
        Ekf.defaults()
            .withDense(true)
            .withCurvature(Ekf.Curvature.GAUSS_NEWTON)
            .withDrift(DRIFT); // of a week
    EkfSteps filter = settings.on(matches(weeks.get(0)));
    Online online = Online.begin(filter, filter.init(start), Seed.of(1));
    for (int week = 0; week < WEEKS; week++) {
      if (week == SECOND_SEASON) {
        online.change(state -> filter.predict(state, BorchArray.of(SUMMER)));
      }
      Belief now = filter.belief(online.take(weeks.get(week)));
      note(week, now.mean("skill"), now.deviation("skill"));
    }
    // endregion
  }

  private void note(int week, NDArray mean, NDArray deviation) {
    means[week] = BorchArray.wrap(mean).values();
    deviations[week] = BorchArray.wrap(deviation).values();
  }

  private void simulate(Simulation random) {
    double[] skill = random.normals(TEAMS);
    for (int week = 0; week < WEEKS; week++) {
      double step = week == SECOND_SEASON ? Math.sqrt(SUMMER + DRIFT * DRIFT) : DRIFT;
      for (int team = 0; team < TEAMS; team++) {
        skill[team] += step * random.normal();
      }
      skills[week] = skill.clone();
      weeks.add(matches(skill, random));
    }
  }

  /** Each team plays once: the signs of home and away, and 0, 1 or 2 for lost, drawn or won. */
  private static Batch<NDArray> matches(double[] skill, Simulation random) {
    List<Integer> order = new ArrayList<>();
    for (int team = 0; team < TEAMS; team++) {
      order.add(random.below(order.size() + 1), team);
    }
    int count = TEAMS / 2;
    double[][] signs = new double[count][TEAMS];
    double[] results = new double[count];
    long[] index = new long[count];
    for (int match = 0; match < count; match++) {
      int home = order.get(2 * match);
      int away = order.get(2 * match + 1);
      signs[match][home] = 1;
      signs[match][away] = -1;
      double latent = skill[home] - skill[away] + logistic(random);
      results[match] = latent < -1 ? 0 : latent < 1 ? 1 : 2;
      index[match] = match;
    }
    return new Batch<>(
        BorchArray.of(signs),
        "match",
        count,
        BorchArray.of(new Shape(count), index),
        Map.of("result", BorchArray.of(results)));
  }

  private static double logistic(Simulation random) {
    double u = random.uniform(0, 1);
    return Math.log(u / (1 - u));
  }

  // ---- what was found

  /** The true skills after each week. */
  double[][] skills() {
    return skills;
  }

  /** The means of the belief after each week. */
  double[][] means() {
    return means;
  }

  /** The standard deviations of the belief after each week. */
  double[][] deviations() {
    return deviations;
  }

  /** One team's skill: two standard deviations around the belief's mean, and the truth. */
  BandChart picture(int team) {
    double[] x = new double[WEEKS];
    double[] low = new double[WEEKS];
    double[] middle = new double[WEEKS];
    double[] high = new double[WEEKS];
    double[] truth = new double[WEEKS];
    for (int week = 0; week < WEEKS; week++) {
      x[week] = week < SECOND_SEASON ? week : week + 10;
      middle[week] = means[week][team];
      low[week] = middle[week] - 2 * deviations[week][team];
      high[week] = middle[week] + 2 * deviations[week][team];
      truth[week] = skills[week][team];
    }
    Color blue = new Color(31, 119, 180);
    return new BandChart("A team's skill", "week", "skill")
        .band("two deviations", x, low, high, new Color(31, 119, 180, 60))
        .curve("belief", x, middle, blue)
        .points("truth", x, truth, new Color(214, 39, 40));
  }

  public static void main(String[] arguments) {
    run().picture(0).save(Path.of("ratings.png"));
  }
}
