package org.borch.infer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.multivariateNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.posterior.Posteriors.at;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.borch.Model;
import org.borch.Module;
import org.borch.distributions.Distribution;
import org.borch.infer.Infer;
import org.borch.infer.diagnostics.Warning;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Check.Verdict;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Fallback;
import org.borch.infer.run.Stop;
import org.borch.infer.vi.CapturedLog;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Choice;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;

class CheckTest {

  private static final Execution NONE = new Execution(BackEnd.EAGER, "nothing ran");
  private static final Seed SEED = Seed.of(1);

  /** The posterior is N(1, 1/2), the evidence N(2; 0, 2). */
  private static final Module<Integer, NDArray> NORMAL =
      Module.of((m, none) -> m.rv("y", normal(m.rv("z", normal(0, 1)), 1)));

  private static final double LOG_EVIDENCE = -0.5 * Math.log(4 * Math.PI) - 1;

  private static Model<?, ?> normals() {
    return NORMAL.on(0).in(DataType.FLOAT64).observe("y", 2);
  }

  private static final Posterior AS_PRIOR =
      latents -> latent -> Choice.of(latent.prior(), latent.noise());

  private static Posterior is(Distribution q) {
    return latents -> latent -> Choice.of(q, latent.noise());
  }

  private static Fit fit(Model<?, ?> model, Posterior posterior) {
    Model<?, ?> own = model.withPosterior(posterior);
    return Fit.of(own, own.init(SEED), new double[0], new Stop.Completed(0), NONE);
  }

  // ---- judgement

  @Test
  void theExactPosteriorIsGood() {
    try (Fit fit = fit(normals(), is(normal(1, Math.sqrt(0.5))))) {
      Check check = fit.check();
      assertThat(check.kHat()).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(check.verdict()).isEqualTo(Verdict.GOOD);
      assertThat(check.warnings()).isEmpty();
      assertThat(check.logEvidence()).isCloseTo(LOG_EVIDENCE, within(1e-12));
      assertThat(check.elbo().value()).isCloseTo(LOG_EVIDENCE, within(1e-12));
      assertThat(check.message()).contains("q is the posterior");
      assertThat(check.execution().backEnd()).isEqualTo(BackEnd.JVM);
    }
  }

  @Test
  void weightsCorrectAShiftedAndWideQ() {
    try (Fit fit = fit(normals(), is(normal(1.3, 0.9)))) {
      Check check = fit.check(4_000, SEED);
      Check.Row row = check.row("z");
      assertThat(check.verdict()).isEqualTo(Verdict.GOOD);
      assertThat(row.mean()).isCloseTo(1.3, within(4 * 0.9 / Math.sqrt(4_000)));
      assertThat(row.correctedMean()).isCloseTo(1, within(4 * row.correctedError()));
      double independent = row.correctedSd() / Math.sqrt(check.ess());
      assertThat(row.correctedError()).isBetween(0.7 * independent, 1.4 * independent);
      // The relative error of a standard deviation is about 1/sqrt(2 ess).
      double error = 4 * Math.sqrt(0.5) / Math.sqrt(2 * check.ess());
      assertThat(row.correctedSd()).isCloseTo(Math.sqrt(0.5), within(error));
      assertThat(row.shift()).isCloseTo(-0.3 / 0.9, within(0.1));
      assertThat(check.logEvidence()).isCloseTo(LOG_EVIDENCE, within(0.05));
      assertThat(check.elbo().value()).isLessThan(check.logEvidence());
    }
  }

  @Test
  void aNarrowQIsNotGood() {
    // The ratio of N(0, 1) to N(0, s²) has k = 1 - s²: 0.84 for s = 0.4.
    Module<Integer, NDArray> module = Module.of((m, none) -> m.rv("z", normal(0, 1)));
    try (Fit fit = fit(module.on(0).in(DataType.FLOAT64), is(normal(0, 0.4)))) {
      Check check = fit.check(20_000, SEED);
      assertThat(check.kHat()).isCloseTo(0.84, within(0.2));
      assertThat(check.verdict()).isEqualTo(Verdict.POOR);
      assertThat(check.warnings()).extracting(Warning::kind).containsExactly(Warning.Kind.K_HAT);
      assertThat(check.message()).contains("not good").contains("Nuts");
    }
  }

  @Test
  void weightsThatLeaveOneDrawArePoorNotUnknown() {
    double[] ratios = new double[2_500]; // a fit of a few steps: far out, everything is uneven
    Arrays.setAll(ratios, i -> -1e4 * i);
    Check check = Check.of(draws("z", ratios), ratios);
    assertThat(check.kHat()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(check.ess()).isCloseTo(1, within(1e-9));
    assertThat(check.verdict()).isEqualTo(Verdict.POOR);
    assertThat(check.message()).contains("leave 1 of 2500 draws");
    assertThat(check.warnings()).extracting(Warning::kind).containsExactly(Warning.Kind.K_HAT);
  }

  @Test
  void tooFewDrawsAllowNoJudgement() {
    double[] ratios = {0, 0.5, 1};
    Check check = Check.of(draws("z", ratios), ratios);
    assertThat(check.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(check.message()).contains("3 draws are too few");
  }

  @Test
  void aLongTailOfNearlyEvenWeightsIsNoAlarm() {
    Random random = new Random(3);
    double[] z = random.doubles(2_500).toArray(); // ratios 1 + a Pareto tail of k = 1.2, small
    double[] ratios = new double[z.length];
    Arrays.setAll(ratios, i -> Math.log1p(1e-5 * Math.pow(z[i], -1.2)));
    Check check = Check.of(draws("z", z), ratios);
    assertThat(check.kHat()).isGreaterThan(0.7);
    assertThat(check.ess()).isGreaterThan(2_475);
    assertThat(check.verdict()).isEqualTo(Verdict.GOOD);
    assertThat(check.warnings()).isEmpty();
    assertThat(check.message()).contains("nearly even");
  }

  @Test
  void aQThatIsTooWideIsNotGoodAndSaysByHowMuch() {
    try (Fit fit = fit(normals(), is(normal(1, 8 * Math.sqrt(0.5))))) {
      Check check = fit.check(20_000, SEED);
      assertThat(check.kHat()).isLessThan(0.5);
      assertThat(check.verdict()).isEqualTo(Verdict.USABLE);
      assertThat(check.message()).containsPattern("too wide: the sd of z is (7|8)(\\.\\d)? times");
    }
  }

  @Test
  void meanFieldOnFiftyCorrelatedCoordinatesIsNotGood() {
    // Covariance r^|i-j|; the best independent q has the conditional variances.
    int d = 50;
    double r = 0.9;
    double[][] covariance = new double[d][d];
    double[] sds = new double[d];
    for (int i = 0; i < d; i++) {
      boolean isEnd = i == 0 || i == d - 1;
      sds[i] = Math.sqrt((1 - r * r) / (isEnd ? 1 : 1 + r * r));
      for (int j = 0; j < d; j++) {
        covariance[i][j] = Math.pow(r, Math.abs(i - j));
      }
    }
    Module<Integer, NDArray> module =
        Module.of((m, none) -> m.rv("x", multivariateNormal(0, BorchArray.of(covariance))));
    Distribution q = normal(BorchArray.of(new double[d]), BorchArray.of(sds)).toEvent(1);
    try (Fit fit = fit(module.on(0).in(DataType.FLOAT64), is(q))) {
      Check check = fit.check();
      assertThat(check.kHat()).isGreaterThan(0.7);
      assertThat(check.verdict()).isEqualTo(Verdict.POOR);
      assertThat(check.rows()).hasSize(d);
      assertThat(check.row("x[50]").sd())
          .isCloseTo(sds[49], within(4 * sds[49] / Math.sqrt(5_000)));
      // The table shows the twenty that are furthest off.
      assertThat(check.toString().lines().filter(line -> line.startsWith("x["))).hasSize(20);
      assertThat(check.toString()).contains("x: the 20 of 50 elements");
    }
  }

  @Test
  void meanFieldOnAFunnelIsNotGood() {
    Module<Integer, NDArray> funnel =
        Module.of(
            (m, none) -> {
              NDArray v = m.rv("v", normal(0, 3));
              return m.plate("i", 9).rv("x", normal(0, v.div(2).exp()));
            });
    Model<?, ?> model = funnel.on(0).in(DataType.FLOAT64).withPosterior(Posteriors.normal());
    Svi settings = Svi.defaults().withSteps(2_000).withProgress(false);
    try (Fit fit = Infer.fit(model, settings, SEED)) {
      Check check = fit.check();
      assertThat(check.kHat()).isGreaterThan(0.7);
      assertThat(check.verdict()).isEqualTo(Verdict.POOR);
    }
  }

  // ---- draws

  @Test
  void theDrawsAreThoseOfTheFit() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray rate = m.rv("rate", gamma(2, 1));
              NDArray double_ = m.deterministic("double", rate.mul(2));
              return m.plate("row").rv("y", normal(x.mul(double_), 1));
            });
    Model<?, ?> model = module.on(BorchArray.of(1, 2)).in(DataType.FLOAT64).observe("y", 3, 5);
    try (Fit fit = fit(model, Posteriors.normal())) {
      Check check = fit.check(300, SEED);
      assertThat(check.execution().backEnd()).isEqualTo(BackEnd.JVM);
      double[] drawn = fit.draws(300, SEED).values("double");
      double mean = Arrays.stream(drawn).average().orElseThrow();
      assertThat(check.row("double").mean()).isCloseTo(mean, within(1e-12));
      double[] weights = new double[300];
      int[] next = {0};
      fit.each(
          300,
          SEED,
          draw -> weights[next[0]++] = BorchArray.wrap(Infer.logWeight(draw)).values()[0]);
      Estimate eager = Estimate.of(weights);
      assertThat(check.elbo().value()).isCloseTo(eager.value(), within(1e-10));
      assertThat(check.elbo().standardError()).isCloseTo(eager.standardError(), within(1e-10));
      assertThat(fit.elbo(300, SEED).value()).isCloseTo(eager.value(), within(1e-10));
      assertThat(fit.check(300, SEED).logWeights()).containsExactly(check.logWeights());
      assertThat(fit.check(300, Seed.of(2)).logWeights()).isNotEqualTo(check.logWeights());
    }
  }

  @Test
  void aBigVariableHasOneRowOverAllItsElements() {
    Module<Integer, NDArray> module =
        Module.of((m, none) -> m.rv("weight", normal(2, 1).expand(new Shape(40, 30))));
    try (Fit fit = fit(module.on(0).in(DataType.FLOAT64), AS_PRIOR)) {
      Check check = fit.check(100, SEED);
      double[] drawn = fit.draws(100, SEED).values("weight");
      double mean = Arrays.stream(drawn).average().orElseThrow();
      double square =
          Arrays.stream(drawn).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
      Check.Row row = check.row("weight (40, 30)");
      assertThat(row.mean()).isCloseTo(mean, within(1e-12));
      assertThat(row.sd()).isCloseTo(Math.sqrt(square), within(1e-12));
      Check given = Check.of(fit.draws(100, SEED), new double[100]);
      assertThat(given.row("weight (40, 30)").sd()).isCloseTo(row.sd(), within(1e-12));
    }
  }

  private static Draws draws(String name, double... values) {
    return Draws.of(Map.of(name, BorchArray.of(new Shape(1, values.length), values)));
  }

  @Test
  void discreteLatentsAreJudgedToo() {
    Module<Integer, NDArray> mixture =
        Module.of(
            (m, none) -> {
              NDArray which = m.rv("which", bernoulli(0.3));
              NDArray level = m.rv("level", normal(0, 1));
              return m.rv("y", normal(which.add(level), 1));
            });
    Model<?, ?> model = mixture.on(0).in(DataType.FLOAT64).observe("y", 2);
    try (Fit fit = fit(model, AS_PRIOR)) {
      Check check = fit.check(10_000, SEED);
      double zero = 0.7 * Math.exp(-4.0 / 4);
      double one = 0.3 * Math.exp(-1.0 / 4);
      Check.Row which = check.row("which");
      assertThat(which.correctedMean())
          .isCloseTo(one / (zero + one), within(4 * which.correctedError()));
      double exact = Math.log((zero + one) / Math.sqrt(4 * Math.PI));
      assertThat(check.logEvidence()).isCloseTo(exact, within(4 / Math.sqrt(check.ess())));
    }
    Module<Integer, NDArray> coin =
        Module.of((m, none) -> m.rv("y", normal(m.rv("which", bernoulli(0.3)), 1)));
    try (Fit fit = fit(coin.on(0).in(DataType.FLOAT64).observe("y", 2), AS_PRIOR)) {
      assertThat(fit.check().message()).contains("largest ratios are equal");
    }
  }

  @Test
  void aModelThatCannotBeTracedIsJudgedEagerly() {
    Module<Integer, NDArray> branching =
        Module.of(
            (m, none) -> {
              NDArray z = m.rv("z", normal(0, 1));
              return m.rv("y", normal(BorchArray.wrap(z).values()[0] > 5 ? z.mul(2) : z, 1));
            });
    Model<?, ?> model = branching.on(0).in(DataType.FLOAT64).observe("y", 2);
    try (Fit fit = fit(model, is(normal(1, Math.sqrt(0.5))));
        CapturedLog log = new CapturedLog(Fallback.class)) {
      Check check = fit.check(50, SEED);
      assertThat(check.logEvidence()).isCloseTo(LOG_EVIDENCE, within(1e-12));
      assertThat(check.execution().backEnd()).isEqualTo(BackEnd.EAGER);
      assertThat(log.lines()).singleElement().asString().contains("z");
    }
  }

  // ---- what cannot be judged

  @Test
  void pointsAreNoDistribution() {
    try (Fit fit = fit(normals(), Posteriors.pointMass())) {
      assertThatThrownBy(fit::check)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("[z]")
          .hasMessageContaining("Infer.laplace");
    }
    Module<Integer, NDArray> none = Module.of((m, nothing) -> m.rv("y", normal(0, 1)));
    try (Fit fit = fit(none.on(0).observe("y", 1), Posteriors.normal())) {
      assertThatThrownBy(fit::check).hasMessageContaining("without latent variables");
    }
  }

  @Test
  void aPointAmongDistributionsIsTakenAsGiven() {
    Module<Integer, NDArray> module =
        Module.of((m, none) -> m.rv("y", normal(m.rv("a", normal(0, 1)), m.rv("s", gamma(2, 1)))));
    Posterior mixed = at("s", Posteriors.pointMass()).otherwise(Posteriors.normal());
    try (Fit fit = fit(module.on(0).in(DataType.FLOAT64).observe("y", 2), mixed)) {
      Check check = fit.check(100, SEED);
      assertThat(check.points()).containsExactly("s");
      assertThat(check.message()).contains("Taken as given").contains("s.");
      assertThat(check.row("s").sd()).isZero();
      assertThat(check.row("s").shift()).isCloseTo(0, within(1e-12));
    }
  }

  private static Model<?, ?> rows(int size) {
    Module<NDArray, NDArray> line =
        Module.of((m, x) -> m.plate("row").rv("y", normal(x.mul(m.rv("a", normal(0, 1))), 1)));
    return line.on(
            minibatches(BorchArray.of(1, 2, 3, 4), size)
                .plate("row")
                .observing("y", BorchArray.of(1.2, 1.8, 3.3, 4.1)))
        .in(DataType.FLOAT64)
        .withPosterior(Posteriors.normal());
  }

  @Test
  void minibatchesAreNoiseButAllRowsAreNot() {
    try (Fit fit = fit(rows(2), Posteriors.normal());
        Fit whole = fit(rows(4), Posteriors.normal())) {
      assertThatThrownBy(fit::check)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("y: its rows count 2.0 times")
          .hasMessageContaining("fit.check(");
      Check all = fit.check(whole.model(), 100, SEED);
      assertThat(all.logWeights())
          .containsExactly(whole.check(100, SEED).logWeights(), within(1e-10));
    }
  }

  @Test
  void aRatioThatIsNotANumberNamesItsVariable() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray z = m.rv("z", normal(0, 1));
              return m.rv("y", normal(z.log(), 1));
            });
    try (Fit fit = fit(module.on(0).in(DataType.FLOAT64).observe("y", 2), is(normal(0, 1)))) {
      assertThatThrownBy(() -> fit.check(50, SEED))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("[y]")
          .hasMessageContaining("NaN");
    }
  }

  @Test
  void badInputIsAnError() {
    try (Fit fit = fit(normals(), Posteriors.normal())) {
      assertThatThrownBy(() -> fit.check(1, SEED)).hasMessageContaining("1 draws");
      assertThatThrownBy(() -> fit.elbo(1, SEED)).hasMessageContaining("1 draws");
    }
    Draws draws = draws("x", 1, 2, 3);
    assertThatThrownBy(() -> Check.of(draws, new double[] {0, 0}))
        .hasMessageContaining("Draws of [x]: 1 chains x 3 draws for 2 ratios");
    assertThatThrownBy(() -> Check.of(draws, new double[] {0, Double.NaN, 0}))
        .hasMessageContaining("logRatios[1] is NaN");
    assertThatThrownBy(() -> Check.of(draws, new double[3]).row("z")).hasMessageContaining("[x]");
  }

  @Test
  void ratiosOfZeroAreWeightsOfZero() {
    double[] draws = new double[100];
    double[] ratios = new double[100];
    for (int i = 0; i < 100; i++) {
      draws[i] = i;
      ratios[i] = i < 50 ? Double.NEGATIVE_INFINITY : 0;
    }
    Check check = Check.of(draws("x", draws), ratios);
    assertThat(check.row("x").correctedMean()).isCloseTo(74.5, within(1e-10));
    assertThat(check.logEvidence()).isCloseTo(Math.log(0.5), within(1e-12));
    assertThat(check.elbo().value()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void theTableIsTheSameInEveryLocaleAndItsColumnsAreAligned() {
    Locale before = Locale.getDefault();
    try (Fit fit = fit(normals(), is(normal(1.1, 0.8)))) {
      String text = fit.check(500, SEED).toString();
      Locale.setDefault(Locale.GERMANY);
      assertThat(fit.check(500, SEED).toString()).isEqualTo(text);
      assertThat(text).contains("k-hat").contains("ELBO").contains("log evidence");
      assertThat(text.lines().skip(2).map(String::length).distinct()).hasSize(1);
    } finally {
      Locale.setDefault(before);
    }
  }
}
