package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.borch.distributions.constraint.CorrelationMatrix;
import org.borch.distributions.constraint.PositiveDefinite;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every distribution of the table must do. */
class DistributionContractTest {

  private static final int DRAWS = 20_000;

  private static final int WHOLE_NUMBERS = 100;

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  static List<DistributionCase> all() {
    return DistributionCase.all();
  }

  static List<DistributionCase> univariate() {
    return all().stream().filter(DistributionCase::isUnivariate).toList();
  }

  static List<DistributionCase> univariateContinuous() {
    return univariate().stream().filter(DistributionCase::isContinuous).toList();
  }

  static List<DistributionCase> univariateDiscrete() {
    return univariate().stream().filter(row -> row.distribution().isDiscrete()).toList();
  }

  static List<DistributionCase> withCdf() {
    return univariate().stream().filter(row -> row.distribution().has(Quantity.CDF)).toList();
  }

  static List<DistributionCase> withQuantiles() {
    return univariate().stream().filter(row -> row.distribution().has(Quantity.ICDF)).toList();
  }

  static List<DistributionCase> withMode() {
    return all().stream()
        .filter(row -> row.distribution().has(Quantity.MODE))
        .filter(row -> Arrays.stream(values(row.distribution().mode())).noneMatch(Double::isNaN))
        .toList();
  }

  static List<DistributionCase> continuous() {
    return all().stream().filter(DistributionCase::isContinuous).toList();
  }

  static List<DistributionCase> withOutside() {
    return all().stream().filter(row -> row.outside().length > 0).toList();
  }

  static List<DistributionCase> withInvalid() {
    return all().stream().filter(row -> !row.invalid().isEmpty()).toList();
  }

  static List<DistributionCase> ofLocationAndScale() {
    return all().stream().filter(row -> row.distribution().standardized().isPresent()).toList();
  }

  // Location and scale

  @ParameterizedTest
  @MethodSource("ofLocationAndScale")
  void theStandardMemberThroughItsBijectorHasTheSameDensity(DistributionCase row) {
    Distribution d = batch(row.distribution(), 4);
    Standardized parts = d.standardized().orElseThrow();
    Distribution standard = parts.standard();
    NDArray x = d.sample(noise(), new Shape(5));
    NDArray z = parts.bijector().inverse(x);

    assertThat(standard.batchShape()).isEqualTo(d.batchShape());
    Shape whole = Shapes.concat(standard.batchShape(), standard.eventShape());
    assertThat(parts.bijector().forwardShape(whole))
        .isEqualTo(Shapes.concat(d.batchShape(), d.eventShape()));
    assertThat(values(parts.bijector().forward(z))).containsExactly(values(x), within(1e-12));
    NDArray density = TransformedDistribution.of(standard, parts.bijector()).logProb(x);
    assertThat(density.getShape()).isEqualTo(new Shape(5, 4));
    assertThat(values(density)).containsExactly(values(d.logProb(x)), within(1e-10));
  }

  @ParameterizedTest
  @MethodSource("ofLocationAndScale")
  void theMembersBetweenTheStandardOneAndItselfHaveTheSameDensity(DistributionCase row) {
    Distribution d = batch(row.distribution(), 4);
    NDArray x = d.sample(noise(), new Shape(5));
    NDArray centring = noise().at("centring").uniform(x.getShape().slice(1));
    d.standardized()
        .flatMap(parts -> parts.partly(centring))
        .ifPresent(
            parts -> {
              Distribution between = parts.standard();
              NDArray y = parts.bijector().inverse(x);
              assertThat(between.batchShape()).isEqualTo(d.batchShape());
              assertThat(values(parts.bijector().forward(y)))
                  .containsExactly(values(x), within(1e-10));
              NDArray density = TransformedDistribution.of(between, parts.bijector()).logProb(x);
              assertThat(values(density)).containsExactly(values(d.logProb(x)), within(1e-9));
            });
    assertThat(d.standardized().flatMap(parts -> parts.partly(centring)).isPresent())
        .as(d.name())
        .isEqualTo(!d.name().contains("MultivariateNormal"));
  }

  // Centre and size

  static List<DistributionCase> ofCentreAndSize() {
    return all().stream().filter(row -> row.distribution().orthogonal().isPresent()).toList();
  }

  @ParameterizedTest
  @MethodSource("ofCentreAndSize")
  void centreAndSizeGiveTheDistributionBack(DistributionCase row) {
    Distribution d = batch(row.distribution(), 4);
    Orthogonal parts = d.orthogonal().orElseThrow();
    Distribution again =
        parts.family().of(parts.centre().value().array(), parts.size().value().array());
    NDArray x = d.sample(noise(), new Shape(5));

    assertThat(parts.centre().batchShape()).isEqualTo(d.batchShape());
    assertThat(values(again.logProb(x))).containsExactly(values(d.logProb(x)), within(1e-11));
    for (Parameter part : List.of(parts.centre(), parts.size())) {
      assertThat(values(part.constraint().check(part.value().array()))).containsOnly(1);
    }
  }

  @ParameterizedTest
  @MethodSource("ofCentreAndSize")
  void theDistributionConcentratesAtTheCentreAsTheSizeGrows(DistributionCase row) {
    Distribution d = row.distribution();
    Orthogonal parts = d.orthogonal().orElseThrow();
    NDArray centre = parts.centre().value().as(DataType.FLOAT64);
    NDArray size = parts.size().value().as(DataType.FLOAT64);
    // 1e6 times the size is at most 1e-3 of the width, and less than 1 % of the centre off it.
    Distribution narrow = parts.family().of(centre, size.mul(1e6).maximum(1e6));
    double[] sd = values(sqrt(narrow.variance()));
    double[] mean = values(narrow.mean());
    double[] expected = values(centre);
    for (int i = 0; i < mean.length; i++) {
      assertThat(sd[i]).isLessThan(3e-3 * Math.max(expected[i], 0.1));
      assertThat(mean[i]).isCloseTo(expected[i], within(1e-2 * Math.max(expected[i], 0.1)));
    }
  }

  @Test
  void theseFamiliesHaveLocationOrScale() {
    assertThat(ofLocationAndScale().stream().map(row -> row.distribution().name()).distinct())
        .containsExactlyInAnyOrder(
            "Normal",
            "LogNormal",
            "HalfNormal",
            "HalfCauchy",
            "StudentT",
            "Weibull",
            "Cauchy",
            "Laplace",
            "Logistic",
            "Gumbel",
            "HalfStudentT",
            "AsymmetricLaplace",
            "SkewNormal",
            "Moyal",
            "SoftLaplace",
            "JohnsonSU",
            "SinhArcsinh",
            "GeneralizedNormal",
            "MultivariateNormal",
            "Independent(Normal)",
            "TransformedDistribution(Normal)",
            "TransformedDistribution(MultivariateNormal)");
  }

  // Shapes and types

  @ParameterizedTest
  @MethodSource("all")
  void drawsHaveSampleBatchAndEventShape(DistributionCase row) {
    Distribution d = row.distribution();
    Shape sample = new Shape(3, 2);
    NDArray x = d.sample(noise(), sample);

    assertThat(d.sample(noise()).getShape())
        .isEqualTo(Shapes.concat(d.batchShape(), d.eventShape()));
    assertThat(x.getShape())
        .isEqualTo(Shapes.concat(Shapes.concat(sample, d.batchShape()), d.eventShape()));
    assertThat(d.logProb(x).getShape()).isEqualTo(Shapes.concat(sample, d.batchShape()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void batchesOfParametersMakeBatchesOfDistributions(DistributionCase row) {
    Distribution d = batch(row.distribution(), 4);

    NDArray x = d.sample(noise(), new Shape(5));

    assertThat(d.batchShape()).isEqualTo(new Shape(4));
    assertThat(x.getShape()).isEqualTo(Shapes.concat(new Shape(5, 4), d.eventShape()));
    assertThat(d.logProb(x).getShape()).isEqualTo(new Shape(5, 4));
    assertThat(values(d.logProb(x))).containsExactly(values(row.distribution().logProb(x)), TINY);
  }

  @ParameterizedTest
  @MethodSource("all")
  void arraysKeepTheirDataType(DistributionCase row) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      Distribution d = row.distribution().in(type);
      NDArray x = d.sample(Noise.of(Seed.of(1).key(), type), new Shape(2));

      assertThat(d.logProb(x).getDataType()).isEqualTo(type);
      if (!(d instanceof Categorical
          || d instanceof Masked
          || d instanceof OrderedLogistic
          || d instanceof OrderedProbit)) {
        assertThat(x.getDataType()).isEqualTo(type);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("univariateContinuous")
  void f36_numbersTakeTheDataTypeOfWhatTheyMeet(DistributionCase row) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      NDArray x = row.distribution().sample(Noise.of(Seed.of(1).key(), type), new Shape(2));

      assertThat(x.getDataType()).isEqualTo(type);
      assertThat(row.distribution().logProb(x).getDataType()).isEqualTo(type);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void expandRepeatsTheDistribution(DistributionCase row) {
    Distribution d = row.distribution();
    Distribution expanded = d.expand(new Shape(3, 2));
    NDArray x = expanded.sample(noise());

    assertThat(expanded.batchShape()).isEqualTo(new Shape(3, 2));
    assertThat(expanded.eventShape()).isEqualTo(d.eventShape());
    assertThat(x.getShape()).isEqualTo(Shapes.concat(new Shape(3, 2), d.eventShape()));
    assertThat(values(expanded.logProb(x))).containsExactly(values(d.logProb(x)), TINY);
    assertThat(expanded.parameters().stream().map(parameter -> parameter.value().isNumber()))
        .isEqualTo(d.parameters().stream().map(parameter -> parameter.value().isNumber()).toList());
  }

  @ParameterizedTest
  @MethodSource("all")
  void f15_toEventSumsLogDensities(DistributionCase row) {
    Distribution d = batch(row.distribution(), 3);
    Distribution joined = d.toEvent(1);
    NDArray x = joined.sample(noise(), new Shape(4));

    assertThat(joined.batchShape()).isEqualTo(new Shape());
    assertThat(joined.eventShape()).isEqualTo(Shapes.concat(new Shape(3), d.eventShape()));
    assertThat(joined.logProb(x).getShape()).isEqualTo(new Shape(4));
    assertThat(values(joined.logProb(x)))
        .containsExactly(values(d.logProb(x).sum(new int[] {-1})), TINY);
    assertThat(values(joined.support().check(x))).containsOnly(1);
  }

  @ParameterizedTest
  @MethodSource("all")
  void withItsOwnParametersItIsTheSame(DistributionCase row) {
    Distribution d = row.distribution();
    Distribution same = d.withParameters(d.parameters().stream().map(Parameter::value).toList());
    NDArray x = d.sample(noise(), new Shape(5));

    assertThat(same.toString()).isEqualTo(d.toString());
    assertThat(values(same.logProb(x))).isEqualTo(values(d.logProb(x)));
  }

  // Densities

  @ParameterizedTest
  @MethodSource("all")
  void logDensityOfOwnSinglePrecisionDrawsIsFinite(DistributionCase row) {
    Distribution d = row.distribution().in(DataType.FLOAT32);
    NDArray x = d.sample(Noise.of(Seed.of(2).key()), new Shape(1000));

    assertThat(Arrays.stream(values(d.logProb(x)))).allMatch(Double::isFinite);
  }

  @ParameterizedTest
  @MethodSource("all")
  void singlePrecisionAgreesWithDouble(DistributionCase row) {
    Distribution single = row.distribution().in(DataType.FLOAT32);
    NDArray x = single.sample(Noise.of(Seed.of(2).key()), new Shape(1000));
    Distribution rounded =
        single.withParameters(
            single.parameters().stream()
                .map(parameter -> Operand.of(parameter.value().as(DataType.FLOAT64)))
                .toList());

    double[] actual = values(single.logProb(x));
    double[] exact = values(rounded.logProb(cast(x, DataType.FLOAT64)));

    for (int i = 0; i < exact.length; i++) {
      assertThat(actual[i]).isCloseTo(exact[i], within(2e-5 * Math.max(1, Math.abs(exact[i]))));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradientsInSinglePrecisionAreFinite(DistributionCase row) {
    Distribution single = row.distribution().in(DataType.FLOAT32);
    NDArray x = single.sample(Noise.of(Seed.of(2).key()), new Shape(1000));
    List<NDArray> at =
        single.parameters().stream()
            .map(parameter -> parameter.value().as(DataType.FLOAT32))
            .toList();

    List<NDArray> gradient =
        Autodiff.valueAndGrad(p -> rebuild(single, p).logProb(x).sum(), at).gradient();

    gradient.forEach(g -> assertThat(Arrays.stream(values(g))).allMatch(Double::isFinite));
  }

  @ParameterizedTest
  @MethodSource("all")
  void numbersAndArraysGiveTheSameDraws(DistributionCase row) {
    Distribution d = row.distribution();

    assertThat(values(d.in(DataType.FLOAT64).sample(noise(), new Shape(50))))
        .isEqualTo(values(d.sample(noise(), new Shape(50))));
  }

  @ParameterizedTest
  @MethodSource("univariateContinuous")
  void densityIntegratesToOne(DistributionCase row) {
    Quadrature quadrature = Quadrature.over(row.distribution());

    NDArray density = exp(row.distribution().logProb(quadrature.points()));

    assertThat(value(quadrature.integral(density))).isCloseTo(1, within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("univariateDiscrete")
  void massesSumToOne(DistributionCase row) {
    NDArray x = wholeNumbers();

    assertThat(value(exp(row.distribution().logProb(x)).sum())).isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("withOutside")
  void logDensityOutsideTheSupportIsMinusInfinity(DistributionCase row) {
    assertThat(value(row.distribution().logProb(outside(row)))).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @ParameterizedTest
  @MethodSource("withOutside")
  void gradientBesideAValueOutsideTheSupportHasNoNan(DistributionCase row) {
    NDArray out = outside(row);
    List<NDArray> gradient =
        Autodiff.valueAndGrad(
                p -> rebuild(row.distribution(), p).logProb(out).maximum(-1e3).sum(),
                parameters(row.distribution()))
            .gradient();

    gradient.forEach(g -> assertThat(Arrays.stream(values(g))).allMatch(v -> !Double.isNaN(v)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradientOfTheLogDensityAgreesWithFiniteDifferences(DistributionCase row) {
    Distribution d = row.distribution();
    NDArray x = d.sample(noise(), new Shape(6));
    List<NDArray> parameters = parameters(d);
    Function<List<NDArray>, NDArray> logProb = p -> rebuild(d, p).logProbInside(x).sum();
    boolean symmetricOrPoint =
        d instanceof Delta
            || d.parameters().get(d.parameters().size() - 1).name().endsWith("Matrix");

    if (!symmetricOrPoint) {
      FiniteDifferences.assertGradient(logProb, parameters);
    }
    if (row.isContinuous()) {
      FiniteDifferences.assertGradient(
          at -> d.logProbInside(inSupport(d, at.get(0))).sum(), List.of(x));
    }
  }

  /** Symmetric, if the support's matrices are. */
  private static NDArray inSupport(Distribution d, NDArray x) {
    return d.support() instanceof PositiveDefinite || d.support() instanceof CorrelationMatrix
        ? x.add(x.swapAxes(-1, -2)).mul(0.5)
        : x;
  }

  static List<DistributionCase> withFiniteMoments() {
    return all().stream().filter(row -> hasFiniteMoments(row.distribution())).toList();
  }

  static List<DistributionCase> reparameterizedWithFiniteMoments() {
    return continuous().stream()
        .filter(row -> row.distribution().isReparameterized())
        .filter(row -> hasFiniteMoments(row.distribution()))
        .toList();
  }

  static List<DistributionCase> withEntropy() {
    return all().stream().filter(row -> row.distribution().has(Quantity.ENTROPY)).toList();
  }

  /** Without those whose edges move with their parameters, as a Uniform's do. */
  static List<DistributionCase> reparameterizedWithFixedEdges() {
    return univariateContinuous().stream()
        .filter(row -> row.distribution().isReparameterized())
        .filter(row -> hasFixedEdges(row.distribution()))
        .toList();
  }

  private static boolean hasFixedEdges(Distribution d) {
    return d.expand(new Shape(1)).support().equals(d.expand(new Shape(1, 1)).support());
  }

  private static boolean hasFiniteMoments(Distribution d) {
    return d.has(Quantity.MEAN)
        && d.has(Quantity.VARIANCE)
        && Arrays.stream(values(d.variance())).allMatch(Double::isFinite);
  }

  // Moments and draws

  @ParameterizedTest
  @MethodSource("withFiniteMoments")
  void momentsAgreeWithDraws(DistributionCase row) {
    Distribution d = row.distribution();
    double[] mean = values(d.mean());
    double[] variance = values(d.variance());
    double[][] x = columns(d.sample(noise(), new Shape(DRAWS)), mean.length);

    for (int i = 0; i < mean.length; i++) {
      double centre = mean[i];
      Estimate.of(x[i]).assertAgreesWith(centre, "mean");
      Estimate.of(Arrays.stream(x[i]).map(v -> (v - centre) * (v - centre)).toArray())
          .assertAgreesWith(variance[i], "variance");
    }
  }

  @ParameterizedTest
  @MethodSource("withEntropy")
  void entropyAgreesWithDraws(DistributionCase row) {
    Distribution d = row.distribution();
    NDArray x = d.sample(noise(), new Shape(DRAWS));

    Estimate.of(values(d.logProb(x).neg())).assertAgreesWith(value(d.entropy()), "entropy");
  }

  @ParameterizedTest
  @MethodSource("all")
  void itHasAQuantityExactlyIfAskingForItIsNoError(DistributionCase row) {
    Distribution d = row.distribution();
    NDArray x = cast(d.sample(noise()), DataType.FLOAT64);
    NDArray half = x.zerosLike().add(0.5);
    Map<Quantity, List<Supplier<NDArray>>> methods =
        Map.of(
            Quantity.MEAN, List.of(d::mean),
            Quantity.VARIANCE, List.of(d::variance),
            Quantity.MODE, List.of(d::mode),
            Quantity.ENTROPY, List.of(d::entropy),
            Quantity.ICDF, List.of(() -> d.icdf(half)),
            Quantity.CDF,
                List.of(
                    () -> d.cdf(x),
                    () -> d.survival(x),
                    () -> d.logCdf(x),
                    () -> d.logSurvival(x)));

    assertThat(methods.keySet()).containsExactlyInAnyOrder(Quantity.values());
    methods.forEach(
        (quantity, own) ->
            own.forEach(
                method -> {
                  if (d.has(quantity)) {
                    assertThat(method.get().getDataType().isFloating() || quantity == Quantity.MODE)
                        .isTrue();
                  } else {
                    assertThatThrownBy(method::get)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageStartingWith(d.name() + "(")
                        .hasMessageContaining("no closed form of its " + quantity + ";");
                  }
                }));
  }

  @ParameterizedTest
  @MethodSource("withMode")
  void noDrawIsDenserThanTheMode(DistributionCase row) {
    Distribution d = row.distribution();
    NDArray mode = d.mode();
    NDArray x = d.sample(noise(), new Shape(1000));

    assertThat(mode.getShape()).isEqualTo(Shapes.concat(d.batchShape(), d.eventShape()));
    assertThat(value(d.support().check(mode))).isEqualTo(1);
    double highest = value(d.logProb(mode));
    assertThat(Arrays.stream(values(d.logProb(x)))).allMatch(each -> each <= highest + 1e-9);
  }

  @ParameterizedTest
  @MethodSource("withCdf")
  void survivalAndTheLogarithmsAgreeWithTheCdf(DistributionCase row) {
    Distribution d = row.distribution();
    NDArray x = cast(d.sample(noise(), new Shape(200)), DataType.FLOAT64);
    double[] p = values(d.cdf(x));
    double[] survival = values(d.survival(x));
    double[] logCdf = values(d.logCdf(x));
    double[] logSurvival = values(d.logSurvival(x));

    for (int i = 0; i < p.length; i++) {
      assertThat(survival[i]).isCloseTo(1 - p[i], within(1e-13));
      assertThat(Math.exp(logCdf[i])).isCloseTo(p[i], within(1e-13));
      assertThat(Math.exp(logSurvival[i])).isCloseTo(survival[i], within(1e-13));
    }
  }

  @ParameterizedTest
  @MethodSource("withCdf")
  void theCdfReachesFromZeroToOne(DistributionCase row) {
    Distribution d = row.distribution();
    NDArray far = BorchArray.of(-1e30, 1e30);

    assertThat(values(d.cdf(far))).containsExactly(new double[] {0, 1}, within(1e-6));
    assertThat(values(d.survival(far))).containsExactly(new double[] {1, 0}, within(1e-6));
    assertThat(values(d.logCdf(far))[1]).isCloseTo(0, within(1e-6));
    assertThat(values(d.logSurvival(far))[0]).isCloseTo(0, within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("withCdf")
  void theDensityIsTheDerivativeOfTheCdf(DistributionCase row) {
    Distribution d = row.distribution();
    if (row.isContinuous()) {
      NDArray x = d.sample(noise(), new Shape(50));
      double[] slope = values(Autodiff.grad(at -> d.cdf(at).sum()).apply(x));
      double[] density = values(exp(d.logProb(x)));

      for (int i = 0; i < slope.length; i++) {
        assertThat(slope[i]).isCloseTo(density[i], within(1e-9 * Math.max(1, density[i])));
      }
    }
    if (hasFixedEdges(d)) {
      FiniteDifferences.assertGradient(
          p -> rebuild(d, p).cdf(d.sample(noise(), new Shape(6))).sum(), parameters(d));
    }
  }

  @ParameterizedTest
  @MethodSource("univariateContinuous")
  void drawsPassTheKolmogorovSmirnovTest(DistributionCase row) {
    DoubleUnaryOperator cdf = row.cdf();
    double[] x = values(row.distribution().sample(noise(), new Shape(DRAWS)));
    Arrays.sort(x);

    double distance =
        IntStream.range(0, DRAWS)
            .mapToDouble(
                i -> {
                  double p = cdf.applyAsDouble(x[i]);
                  return Math.max(p - (double) i / DRAWS, (i + 1.0) / DRAWS - p);
                })
            .max()
            .orElseThrow();

    // The 0.999 quantile of Kolmogorov's distribution.
    assertThat(distance).isLessThan(1.949 / Math.sqrt(DRAWS));
  }

  @ParameterizedTest
  @MethodSource("univariateDiscrete")
  void drawsPassTheChiSquaredTest(DistributionCase row) {
    double[] mass = values(exp(row.distribution().logProb(wholeNumbers())));
    int[] cells = IntStream.range(0, mass.length).filter(k -> mass[k] * DRAWS >= 5).toArray();
    long[] all = new long[mass.length];
    double[] x = values(row.distribution().sample(noise(), new Shape(DRAWS)));
    Arrays.stream(x)
        .filter(k -> Math.abs(k) < WHOLE_NUMBERS)
        .forEach(k -> all[(int) k + WHOLE_NUMBERS]++);
    double[] expected = Arrays.stream(cells).mapToDouble(k -> mass[k]).toArray();
    long[] counts = Arrays.stream(cells).mapToLong(k -> all[k]).toArray();

    double p = new ChiSquareTest().chiSquareTest(expected, counts);

    assertThat(p).isGreaterThan(1e-3);
  }

  @ParameterizedTest
  @MethodSource("all")
  void drawsAreAFunctionOfTheNoise(DistributionCase row) {
    Distribution d = row.distribution();
    double[] first = values(d.sample(noise(), new Shape(50)));

    assertThat(values(d.sample(noise(), new Shape(50)))).isEqualTo(first);
    if (!(d instanceof Delta)) {
      assertThat(values(d.sample(noise().at(1), new Shape(50)))).isNotEqualTo(first);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void f25_reparameterisedExactlyIfRsampleWorks(DistributionCase row) {
    Distribution d = row.distribution();
    if (d.isReparameterized()) {
      assertThat(values(d.rsample(noise()))).isEqualTo(values(d.sample(noise())));
    } else {
      assertThatThrownBy(() -> d.rsample(noise()))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining(d.name());
    }
  }

  /** d/dθ E[g(x)]: by differentiating draws, and by quadrature of the differentiated density. */
  @ParameterizedTest
  @MethodSource("reparameterizedWithFixedEdges")
  void f25_gradientOfDrawsAgreesWithQuadrature(DistributionCase row) {
    Quadrature quadrature = Quadrature.over(row.distribution());
    NDArray g = bounded(quadrature.points());
    List<NDArray> exact =
        Autodiff.valueAndGrad(
                p -> {
                  Distribution d = rebuild(row.distribution(), p);
                  return quadrature.integral(exp(d.logProb(quadrature.points())).mul(g));
                },
                parameters(row.distribution()))
            .gradient();

    List<double[]> perDraw = gradientPerDraw(row.distribution(), DistributionContractTest::bounded);

    for (int i = 0; i < exact.size(); i++) {
      Estimate.of(perDraw.get(i)).assertAgreesWith(value(exact.get(i)), "parameter " + i);
    }
  }

  /** d/dθ E[Σ x²]: by differentiating draws, and by differentiating the closed form. */
  @ParameterizedTest
  @MethodSource("reparameterizedWithFiniteMoments")
  void gradientOfDrawsAgreesWithTheMoments(DistributionCase row) {
    Distribution base = row.distribution();
    List<NDArray> exact =
        Autodiff.valueAndGrad(
                p -> {
                  Distribution d = rebuild(base, p);
                  return d.variance().add(square(d.mean())).sum();
                },
                parameters(base))
            .gradient();

    List<double[]> perDraw = gradientPerDraw(base, x -> square(x));

    for (int i = 0; i < exact.size(); i++) {
      double[] expected = values(exact.get(i));
      double[][] columns = columns(perDraw.get(i), expected.length);
      for (int j = 0; j < expected.length; j++) {
        Estimate.of(columns[j]).assertAgreesWith(expected[j], "parameter " + i + ", " + j);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withCdf")
  void theCdfAgreesWithTheReference(DistributionCase row) {
    NDArray x = cast(row.distribution().sample(noise(), new Shape(200)), DataType.FLOAT64);
    double[] expected = Arrays.stream(values(x)).map(row.cdf()).toArray();

    assertThat(values(row.distribution().cdf(x))).containsExactly(expected, within(1e-10));
  }

  /** For a count: the quantile of a probability a little below its own. */
  @ParameterizedTest
  @MethodSource("withQuantiles")
  void theQuantileOfAProbabilityIsItsValue(DistributionCase row) {
    Distribution d = row.distribution();
    double[] x = values(cast(d.sample(noise(), new Shape(200)), DataType.FLOAT64));
    double[] p =
        Arrays.stream(x).map(row.cdf()).map(v -> d.isDiscrete() ? v * (1 - 1e-9) : v).toArray();
    double[] quantiles = values(d.icdf(BorchArray.of(p)));

    for (int i = 0; i < x.length; i++) {
      if (p[i] < 1 - 1e-6) { // where rounding of p itself moves the quantile
        assertThat(quantiles[i]).isCloseTo(x[i], within(1e-9 * Math.max(1, Math.abs(x[i]))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("continuous")
  void unconstrainedCoordinatesReachEveryDraw(DistributionCase row) {
    Distribution d = row.distribution();
    Bijector bijector = Bijectors.to(d.support());
    NDArray x = d.sample(noise(), new Shape(100));

    NDArray back = bijector.forward(bijector.inverse(x));

    assertThat(Arrays.stream(values(back.sub(x).div(abs(x).add(1)))))
        .allSatisfy(error -> assertThat(error).isCloseTo(0, within(1e-12)));
  }

  // Validation and printing

  @ParameterizedTest
  @MethodSource("withInvalid")
  void invalidArgumentsAreRefusedWithTheirNameAndValue(DistributionCase row) {
    for (DistributionCase.Invalid invalid : row.invalid()) {
      boolean allNumbers = invalid.arguments().stream().allMatch(Operand::isNumber);
      if (allNumbers) {
        assertThatThrownBy(() -> row.distribution().withParameters(invalid.arguments()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(invalid.message());
      }
      List<Operand> arrays =
          invalid.arguments().stream().map(v -> Operand.of(v.as(DataType.FLOAT64))).toList();
      Distribution d = row.distribution().withParameters(arrays);
      assertThatThrownBy(() -> d.validate("model.tau"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("model.tau: " + d.name() + "(")
          .hasMessageContaining(" got ")
          .hasMessageContaining(", expected ");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void validArgumentsPass(DistributionCase row) {
    row.distribution().validate("x");
    batch(row.distribution(), 3).validate("x");
  }

  @ParameterizedTest
  @MethodSource("all")
  void f30_printingChangesNothing(DistributionCase row) {
    Distribution d = row.distribution();
    double[] before = values(d.sample(noise(), new Shape(10)));

    String text = d.toString();

    assertThat(d.toString()).isEqualTo(text);
    assertThat(values(d.sample(noise(), new Shape(10)))).isEqualTo(before);
  }

  // Tools

  private static final org.assertj.core.data.Offset<Double> TINY = within(1e-12);

  private static Noise noise() {
    return Noise.of(Seed.of(20_240_601).key(), DataType.FLOAT64);
  }

  /** Those that hardly any draw is beyond. */
  private static NDArray wholeNumbers() {
    return BorchArray.of(IntStream.range(-WHOLE_NUMBERS, WHOLE_NUMBERS).asDoubleStream().toArray());
  }

  private static NDArray outside(DistributionCase row) {
    BorchArray values = BorchArray.of(row.outside());
    return values.reshape(row.distribution().eventShape());
  }

  /** A bounded, monotone, smooth function. */
  private static NDArray bounded(NDArray x) {
    return x.mul(0.5).tanh();
  }

  /** The distribution with n equal parameter arrays. */
  private static Distribution batch(Distribution d, int n) {
    return d.expand(new Shape(n)).in(DataType.FLOAT64);
  }

  private static List<NDArray> parameters(Distribution d) {
    List<NDArray> arrays = new ArrayList<>();
    d.parameters().forEach(parameter -> arrays.add(parameter.value().as(DataType.FLOAT64)));
    return arrays;
  }

  private static Distribution rebuild(Distribution d, List<NDArray> parameters) {
    return d.withParameters(parameters.stream().map(Operand::of).toList());
  }

  /** For each parameter, DRAWS gradients of g at one draw each. */
  private static List<double[]> gradientPerDraw(Distribution d, UnaryOperator<NDArray> g) {
    Distribution batch = batch(d, DRAWS);
    return Autodiff.valueAndGrad(
            p -> g.apply(rebuild(batch, p).rsample(noise())).sum(), parameters(batch))
        .gradient()
        .stream()
        .map(DistributionContractTest::values)
        .toList();
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(cast(x, DataType.FLOAT64)).values();
  }

  private static double value(NDArray x) {
    double[] values = values(x);
    assertThat(values).hasSize(1);
    return values[0];
  }

  private static double[][] columns(NDArray x, int n) {
    return columns(values(x), n);
  }

  private static double[][] columns(double[] rowMajor, int n) {
    double[][] columns = new double[n][rowMajor.length / n];
    for (int i = 0; i < rowMajor.length; i++) {
      columns[i % n][i / n] = rowMajor[i];
    }
    return columns;
  }
}
