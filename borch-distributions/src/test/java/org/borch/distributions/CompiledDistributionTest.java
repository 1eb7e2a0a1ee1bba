package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every distribution of the table on every back-end, its parameters arguments of the program. */
@Tag("short")
class CompiledDistributionTest {

  /** Samplers by rejection are loops over single numbers, for which TorchScript is no place. */
  private static final Map<String, String> DRAWN_BY_REJECTION =
      Map.ofEntries(
          Map.entry("LkjCholesky", "StandardGamma"),
          Map.entry("LkjCorrelation", "StandardGamma"),
          Map.entry("Pert", "StandardGamma"),
          Map.entry("HiddenMarkov of counts", "Poisson"),
          Map.entry("ConwayMaxwellPoisson", "conway_maxwell_"),
          Map.entry("ConwayMaxwellPoisson of a small rate", "conway_maxwell_"),
          Map.entry("MatrixStudentT", "StandardGamma"),
          Map.entry("MatrixStudentT of a column", "StandardGamma"),
          Map.entry("VonMisesFisher", "VonMisesFisher"),
          Map.entry("VonMisesFisher of five dimensions", "VonMisesFisher"),
          Map.entry("SineBivariateVonMises", "sine_von_mises_quantile"),
          Map.entry("SineBivariateVonMises of two peaks", "sine_von_mises_quantile"),
          Map.entry("Rescaled Gamma", "StandardGamma"),
          Map.entry("Rescaled StudentT", "StandardGamma"),
          Map.entry("Masked Gamma", "StandardGamma"),
          Map.entry("Skellam", "Poisson"),
          Map.entry("BetaNegativeBinomial", "StandardGamma"),
          Map.entry("Truncated Gamma", "gamma_"),
          Map.entry("Truncated StudentT above", "beta_i"),
          Map.entry("Truncated StudentT below", "beta_i"),
          Map.entry("Truncated Poisson", "operation"),
          Map.entry("Truncated Poisson above 0", "operation"),
          Map.entry("Hurdle Poisson", "operation"),
          Map.entry("Hurdle NegativeBinomial", "operation"),
          Map.entry("MixtureOf reals", "StandardGamma"),
          Map.entry("MixtureOf counts", "operation"),
          Map.entry("Wishart", "StandardGamma"),
          Map.entry("Wishart by scaleTril", "StandardGamma"),
          Map.entry("WishartCholesky", "StandardGamma"),
          Map.entry("InverseWishart", "StandardGamma"),
          Map.entry("GeneralizedNormal", "StandardGamma"),
          Map.entry("Nakagami", "StandardGamma"),
          Map.entry("VonMises", "von_mises_quantile"),
          Map.entry("Hypergeometric", "hypergeometric_quantile"),
          Map.entry("Multinomial by probs", "binomial_quantile"),
          Map.entry("Multinomial by logits", "binomial_quantile"),
          Map.entry("ZeroInflated NegativeBinomial", "StandardGamma"),
          Map.entry("DirichletMultinomial", "StandardGamma"),
          Map.entry("MultivariateStudentT", "StandardGamma"),
          Map.entry("ZeroInflated Poisson", "Poisson"),
          Map.entry("Binomial by probs", "binomial_quantile"),
          Map.entry("Binomial by logits", "binomial_quantile"),
          Map.entry("BetaBinomial", "StandardGamma"),
          Map.entry("Chi2", "StandardGamma"),
          Map.entry("ScaledInverseChi2", "StandardGamma"),
          Map.entry("FisherSnedecor", "StandardGamma"),
          Map.entry("BetaProportion", "StandardGamma"),
          Map.entry("NegativeBinomial by probs", "StandardGamma"),
          Map.entry("NegativeBinomial by logits", "StandardGamma"),
          Map.entry("NegativeBinomial2", "StandardGamma"),
          Map.entry("InverseGamma", "StandardGamma"),
          Map.entry("HalfStudentT", "StandardGamma"),
          Map.entry("StudentT", "StandardGamma"),
          Map.entry("Gamma", "StandardGamma"),
          Map.entry("Gamma of small concentration", "StandardGamma"),
          Map.entry("Gamma of concentration 1", "StandardGamma"),
          Map.entry("Beta", "StandardGamma"),
          Map.entry("Beta of small concentrations", "StandardGamma"),
          Map.entry("Dirichlet", "StandardGamma"),
          Map.entry("TransformedDistribution of a Gamma", "StandardGamma"),
          Map.entry("Poisson", "Poisson"));

  /** Families whose cdfs and quantiles are incomplete gamma or beta functions, by these. */
  private static final Map<String, String> INCOMPLETE =
      Map.ofEntries(
          Map.entry("StudentT", "beta_i"),
          Map.entry("HalfStudentT", "beta_i"),
          Map.entry("Gamma", "gamma_"),
          Map.entry("InverseGamma", "gamma_"),
          Map.entry("Chi2", "gamma_"),
          Map.entry("ScaledInverseChi2", "gamma_"),
          Map.entry("Beta", "beta_i"),
          Map.entry("BetaProportion", "beta_i"),
          Map.entry("FisherSnedecor", "beta_i"),
          Map.entry("SkewNormal", "skew_normal_tail"),
          Map.entry("Pert", "beta_i"),
          Map.entry("Rescaled(Gamma)", "gamma_"),
          Map.entry("Rescaled(StudentT)", "beta_i"),
          Map.entry("Masked(Gamma)", "gamma_"),
          Map.entry("Truncated(Gamma)", "gamma_"),
          Map.entry("Truncated(StudentT)", "beta_i"),
          Map.entry("Truncated(Poisson)", "operation"),
          Map.entry("Hurdle(Poisson)", "operation"),
          Map.entry("Hurdle(NegativeBinomial)", "operation"),
          Map.entry("MixtureOf(Normal, StudentT, Laplace)", "beta_i"),
          Map.entry("MixtureOf(Poisson, NegativeBinomial)", "operation"),
          Map.entry("VonMises", "von_mises"),
          Map.entry("ConwayMaxwellPoisson", "conway_maxwell_"),
          Map.entry("GeneralizedNormal", "gamma_"),
          Map.entry("Nakagami", "gamma_"),
          Map.entry("BetaBinomial", "beta_binomial_"),
          Map.entry("Hypergeometric", "hypergeometric_"),
          Map.entry("Poisson", "operation"),
          Map.entry("Binomial", "operation"),
          Map.entry("NegativeBinomial", "operation"),
          Map.entry("NegativeBinomial2", "operation"),
          Map.entry("ZeroInflated(Poisson)", "operation"),
          Map.entry("ZeroInflated(NegativeBinomial)", "operation"));

  /** Families whose densities have Bessel or incomplete functions. */
  private static final Map<String, String> LACKING =
      Map.ofEntries(
          Map.entry("VonMises", "bessel_i"),
          Map.entry("Rice", "bessel_i"),
          Map.entry("Skellam", "bessel_i"),
          Map.entry("VonMisesFisher", "bessel_i"),
          Map.entry("SineBivariateVonMises", "sine_von_mises"),
          Map.entry("ConwayMaxwellPoisson", "conway_maxwell_"),
          Map.entry("Truncated(Gamma)", "gamma_"),
          Map.entry("Truncated(StudentT)", "beta_i"),
          Map.entry("Truncated(Poisson)", "operation"));

  /** Families whose mean or entropy is a Bessel function or a sum over counts. */
  private static final Map<String, String> SUMMED =
      Map.ofEntries(
          Map.entry("VonMises entropy", "bessel_i"),
          Map.entry("VonMisesFisher mean", "bessel_i"),
          Map.entry("VonMisesFisher variance", "bessel_i"),
          Map.entry("VonMisesFisher entropy", "bessel_i"),
          Map.entry("SineBivariateVonMises entropy", "sine_von_mises"),
          Map.entry("ConwayMaxwellPoisson mean", "conway_maxwell_"),
          Map.entry("ConwayMaxwellPoisson variance", "conway_maxwell_"),
          Map.entry("ConwayMaxwellPoisson entropy", "conway_maxwell_"),
          Map.entry("Rice mean", "bessel_i"),
          Map.entry("Poisson entropy", "poisson_entropy"),
          Map.entry("Binomial entropy", "binomial_entropy"),
          Map.entry("NegativeBinomial entropy", "binomial_entropy"),
          Map.entry("NegativeBinomial2 entropy", "binomial_entropy"),
          Map.entry("BetaBinomial entropy", "binomial_entropy"),
          Map.entry("Hypergeometric entropy", "hypergeometric_entropy"),
          Map.entry("Multinomial entropy", "binomial_log_rising"),
          Map.entry("ZeroInflated(Poisson) entropy", "poisson_entropy"),
          Map.entry("ZeroInflated(NegativeBinomial) entropy", "binomial_entropy"));

  /** Pairs of families whose divergence is a Bessel function or a sum over counts. */
  private static final Map<String, String> SUMMED_PAIRS =
      Map.of(
          "VonMises || VonMises", "bessel_i",
          "ConwayMaxwellPoisson || ConwayMaxwellPoisson", "conway_maxwell_",
          "VonMisesFisher || VonMisesFisher", "bessel_i",
          "Binomial || Binomial", "log_rising",
          "NegativeBinomial || NegativeBinomial", "log_rising",
          "NegativeBinomial || Poisson", "log_rising",
          "Poisson || NegativeBinomial", "log_rising");

  private static final Map<Quantity, Function<Distribution, NDArray>> MOMENTS =
      Map.of(
          Quantity.MEAN, Distribution::mean,
          Quantity.VARIANCE, Distribution::variance,
          Quantity.MODE, d -> ArrayMath.cast(d.mode(), d.type()),
          Quantity.ENTROPY, Distribution::entropy);

  private static final List<DataType> TYPES = List.of(DataType.FLOAT64, DataType.FLOAT32);

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  static Stream<Arguments> all() {
    return DistributionCase.all().stream()
        .flatMap(row -> TYPES.stream().map(type -> Arguments.of(row, type)));
  }

  static Stream<Arguments> pairs() {
    return KullbackLeiblerTest.pairs().stream()
        .flatMap(pair -> TYPES.stream().map(type -> Arguments.of(pair, type)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void logDensitiesAndTheirGradients(DistributionCase row, DataType type) {
    Distribution d = row.distribution();
    List<NDArray> arguments = parameters(d, type);
    int count = arguments.size();
    NDArray x = d.in(type).sample(Noise.of(Seed.of(5).key(), type), new Shape(4));
    arguments.add(x);

    BackEnds.assertAgree(
        BackEnds.withGradient(
            in -> rebuild(d, in).logProb(in.get(count)), row.isContinuous() ? count + 1 : count),
        arguments,
        LACKING.get(d.name()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void drawsOfAKeyThatIsAnArgumentAndTheirGradients(DistributionCase row, DataType type) {
    Distribution d = row.distribution();
    List<NDArray> arguments = parameters(d, type);
    int count = arguments.size();
    arguments.add(Seed.of(8).key().halves());
    Function<List<NDArray>, NDArray> draws =
        in -> {
          Noise noise = Noise.of(Key.of(in.get(count)).at("site"), type);
          Distribution q = rebuild(d, in);
          return d.isReparameterized()
              ? q.rsample(noise, new Shape(5))
              : q.sample(noise, new Shape(5));
        };

    BackEnds.assertAgree(
        d.isReparameterized()
            ? BackEnds.withGradient(draws, count)
            : in -> List.of(draws.apply(in)),
        arguments,
        DRAWN_BY_REJECTION.get(row.label()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void momentsAndEntropyAndTheirGradients(DistributionCase row, DataType type) {
    Distribution d = row.distribution();
    List<NDArray> arguments = parameters(d, type);

    MOMENTS.forEach(
        (quantity, function) -> {
          if (d.has(quantity)) {
            BackEnds.assertAgree(
                BackEnds.withGradient(in -> function.apply(rebuild(d, in)), arguments.size()),
                arguments,
                SUMMED.get(d.name() + " " + quantity));
          }
        });
  }

  @ParameterizedTest
  @MethodSource("all")
  void cumulativeProbabilitiesAndTheirGradients(DistributionCase row, DataType type) {
    Distribution d = row.distribution();
    if (d.has(Quantity.CDF)) {
      List<NDArray> arguments = parameters(d, type);
      int count = arguments.size();
      NDArray x = d.in(type).sample(Noise.of(Seed.of(5).key(), type), new Shape(4));
      arguments.add(x);
      int differentiated = row.isContinuous() ? count + 1 : count;

      BackEnds.assertAgree(
          BackEnds.withGradient(in -> rebuild(d, in).cdf(in.get(count)), differentiated),
          arguments,
          INCOMPLETE.get(d.name()));
      BackEnds.assertAgree(
          BackEnds.withGradient(in -> rebuild(d, in).logSurvival(in.get(count)), differentiated),
          arguments,
          INCOMPLETE.get(d.name()));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void quantilesAndTheirGradients(DistributionCase row, DataType type) {
    Distribution d = row.distribution();
    if (d.has(Quantity.ICDF)) {
      List<NDArray> arguments = parameters(d, type);
      int count = arguments.size();
      arguments.add(ArrayMath.cast(BorchArray.of(0.07, 0.31, 0.56, 0.93), type));

      BackEnds.assertAgree(
          BackEnds.withGradient(
              in -> rebuild(d, in).icdf(in.get(count)), row.isContinuous() ? count + 1 : count),
          arguments,
          INCOMPLETE.get(d.name()));
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void divergencesAndTheirGradients(KullbackLeiblerTest.Pair pair, DataType type) {
    List<NDArray> arguments = parameters(pair.q(), type);
    int count = arguments.size();
    arguments.addAll(parameters(pair.p(), type));

    BackEnds.assertAgree(
        BackEnds.withGradient(
            in ->
                KullbackLeibler.between(
                        rebuild(pair.q(), in), rebuild(pair.p(), in.subList(count, in.size())))
                    .orElseThrow(),
            arguments.size()),
        arguments,
        SUMMED_PAIRS.get(pair.q().name() + " || " + pair.p().name()));
  }

  private static List<NDArray> parameters(Distribution d, DataType type) {
    List<NDArray> arrays = new ArrayList<>();
    for (Parameter parameter : d.parameters()) {
      arrays.add(BorchArray.wrap(parameter.value().as(type)));
    }
    return arrays;
  }

  private static Distribution rebuild(Distribution d, List<NDArray> parameters) {
    int count = d.parameters().size();
    return d.withParameters(parameters.subList(0, count).stream().map(Operand::of).toList());
  }
}
