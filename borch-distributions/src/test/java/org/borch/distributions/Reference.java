package org.borch.distributions;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.borch.distributions.MultivariateNormal.Parameterization;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;

/** The reference data of the folder distributions: rows, numbers, and distributions by name. */
final class Reference {

  private Reference() {}

  /** The rows of a CSV file (RFC 4180 with a header) by column name. */
  static List<Map<String, String>> rows(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> header = cells(lines.get(0));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cells(line);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        row.put(header.get(i), cells.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  static double number(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }

  /** A number, vector or matrix. */
  static BorchArray array(String json) {
    return array(JsonParser.parseString(json));
  }

  private static BorchArray array(JsonElement json) {
    if (!json.isJsonArray()) {
      return BorchArray.of(new ai.djl.ndarray.types.Shape(), new double[] {json.getAsDouble()});
    }
    JsonArray rows = json.getAsJsonArray();
    if (!rows.get(0).isJsonArray()) {
      return BorchArray.of(vector(rows));
    }
    return BorchArray.of(
        StreamSupport.stream(rows.spliterator(), false)
            .map(row -> vector(row.getAsJsonArray()))
            .toArray(double[][]::new));
  }

  private static double[] vector(JsonArray json) {
    return StreamSupport.stream(json.spliterator(), false)
        .mapToDouble(JsonElement::getAsDouble)
        .toArray();
  }

  /** A parameter's name in borch: as in the data, in Java's writing. */
  static String key(Distribution d, String name) {
    if (d instanceof Mixture) {
      return name.replaceFirst("^(loc|scale)s$", "$1");
    }
    String[] words = name.split("_", -1);
    StringBuilder key = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      key.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return key.toString();
  }

  /** The distribution of a row of densities, derivatives or moments. */
  static Distribution distribution(Map<String, String> row) {
    return distribution(row.get("distribution"), row.get("parameters"));
  }

  /**
   * The distribution by its name; scalars are numbers, vectors and matrices FLOAT64 arrays.
   *
   * @throws UnsupportedOperationException if there is no such family
   */
  static Distribution distribution(String family, String parameters) {
    JsonObject json = JsonParser.parseString(parameters).getAsJsonObject();
    Arguments p = new Arguments(json);
    return switch (family) {
      case "Normal" -> new Normal(p.get("loc"), p.get("scale"));
      case "LogNormal" -> new LogNormal(p.get("loc"), p.get("scale"));
      case "HalfNormal" -> new HalfNormal(p.get("scale"));
      case "HalfCauchy" -> new HalfCauchy(p.get("scale"));
      case "StudentT" -> new StudentT(p.get("df"), p.get("loc"), p.get("scale"));
      case "Gamma" -> new Gamma(p.get("concentration"), p.get("rate"));
      case "Beta" -> new Beta(p.get("concentration1"), p.get("concentration0"));
      case "Uniform" -> new Uniform(p.get("low"), p.get("high"));
      case "Dirichlet" -> new Dirichlet(p.get("concentration"));
      case "Poisson" -> new Poisson(p.get("rate"));
      case "Bernoulli" ->
          json.has("probs")
              ? Bernoulli.ofProbs(p.get("probs"))
              : Bernoulli.ofLogits(p.get("logits"));
      case "Categorical" ->
          json.has("probs")
              ? Categorical.ofProbs(p.get("probs"))
              : Categorical.ofLogits(p.get("logits"));
      case "Exponential" -> new Exponential(p.get("rate"));
      case "Weibull" -> new Weibull(p.get("scale"), p.get("concentration"));
      case "Cauchy" -> new Cauchy(p.get("loc"), p.get("scale"));
      case "Laplace" -> new Laplace(p.get("loc"), p.get("scale"));
      case "Logistic" -> new Logistic(p.get("loc"), p.get("scale"));
      case "Gumbel" -> new Gumbel(p.get("loc"), p.get("scale"));
      case "InverseGamma" -> new InverseGamma(p.get("concentration"), p.get("rate"));
      case "HalfStudentT" -> new HalfStudentT(p.get("df"), p.get("scale"));
      case "Pareto" -> new Pareto(p.get("scale"), p.get("alpha"));
      case "AsymmetricLaplace" ->
          new AsymmetricLaplace(p.get("loc"), p.get("scale"), p.get("asymmetry"));
      case "SkewNormal" -> new SkewNormal(p.get("loc"), p.get("scale"), p.get("shape"));
      case "Chi2" -> new Chi2(p.get("df"));
      case "FisherSnedecor" -> new FisherSnedecor(p.get("df1"), p.get("df2"));
      case "Kumaraswamy" -> new Kumaraswamy(p.get("concentration1"), p.get("concentration0"));
      case "Geometric" ->
          json.has("probs")
              ? Geometric.ofProbs(p.get("probs"))
              : Geometric.ofLogits(p.get("logits"));
      case "NegativeBinomial" ->
          json.has("probs")
              ? NegativeBinomial.ofProbs(p.get("total_count"), p.get("probs"))
              : NegativeBinomial.ofLogits(p.get("total_count"), p.get("logits"));
      case "DiscreteUniform" -> new DiscreteUniform(p.get("low"), p.get("high"));
      case "OrderedLogistic" -> new OrderedLogistic(p.get("predictor"), p.get("cutpoints"));
      case "TruncatedNormal" ->
          new TruncatedNormal(
              p.get("loc"),
              p.get("scale"),
              p.orElse("low", Double.NEGATIVE_INFINITY),
              p.orElse("high", Double.POSITIVE_INFINITY));
      case "InverseGaussian" -> new InverseGaussian(p.get("loc"), p.get("concentration"));
      case "LogitNormal" -> new LogitNormal(p.get("loc"), p.get("scale"));
      case "ContinuousBernoulli" -> ContinuousBernoulli.ofProbs(p.get("probs"));
      case "RelaxedBernoulli" -> new RelaxedBernoulli(p.get("temperature"), p.get("logits"));
      case "Binomial" ->
          json.has("probs")
              ? Binomial.ofProbs(p.get("total_count"), p.get("probs"))
              : Binomial.ofLogits(p.get("total_count"), p.get("logits"));
      case "BetaBinomial" ->
          new BetaBinomial(p.get("total_count"), p.get("concentration1"), p.get("concentration0"));
      case "ZeroInflatedPoisson" -> ZeroInflated.of(p.get("gate"), new Poisson(p.get("rate")));
      case "ZeroInflatedNegativeBinomial" ->
          ZeroInflated.of(p.get("gate"), distribution("NegativeBinomial", parameters));
      case "Multinomial" -> Multinomial.ofProbs(p.get("total_count"), p.get("probs"));
      case "DirichletMultinomial" ->
          new DirichletMultinomial(p.get("total_count"), p.get("concentration"));
      case "RelaxedOneHotCategorical" ->
          new RelaxedOneHotCategorical(p.get("temperature"), p.get("logits"));
      case "MultivariateStudentT" ->
          new MultivariateStudentT(p.get("df"), p.get("loc"), p.get("scale_tril"));
      case "LowRankMultivariateNormal" ->
          new LowRankMultivariateNormal(p.get("loc"), p.get("cov_factor"), p.get("cov_diag"));
      case "LKJCholesky" -> new LkjCholesky(json.get("dim").getAsInt(), p.get("concentration"));
      case "Rayleigh" -> new Rayleigh(p.get("scale"));
      case "BetaProportion" -> new BetaProportion(p.get("mean"), p.get("concentration"));
      case "ScaledInverseChi2" -> new ScaledInverseChi2(p.get("df"), p.get("scale"));
      case "NegativeBinomial2" -> new NegativeBinomial2(p.get("mean"), p.get("concentration"));
      case "Moyal" -> new Moyal(p.get("loc"), p.get("scale"));
      case "SoftLaplace" -> new SoftLaplace(p.get("loc"), p.get("scale"));
      case "JohnsonSU" ->
          new JohnsonSU(p.get("loc"), p.get("scale"), p.get("skewness"), p.get("tailweight"));
      case "SinhArcsinh" ->
          new SinhArcsinh(p.get("loc"), p.get("scale"), p.get("skewness"), p.get("tailweight"));
      case "GeneralizedNormal" ->
          new GeneralizedNormal(p.get("loc"), p.get("scale"), p.get("power"));
      case "ExponentiallyModifiedNormal" ->
          new ExponentiallyModifiedNormal(p.get("loc"), p.get("scale"), p.get("rate"));
      case "WrappedCauchy" -> new WrappedCauchy(p.get("loc"), p.get("concentration"));
      case "LogLogistic" -> new LogLogistic(p.get("scale"), p.get("concentration"));
      case "LogLaplace" -> new LogLaplace(p.get("loc"), p.get("scale"));
      case "LogUniform" -> new LogUniform(p.get("low"), p.get("high"));
      case "Frechet" -> new Frechet(p.get("scale"), p.get("concentration"));
      case "Gompertz" -> new Gompertz(p.get("concentration"), p.get("rate"));
      case "Lomax" -> new Lomax(p.get("scale"), p.get("alpha"));
      case "Levy" -> new Levy(p.get("loc"), p.get("scale"));
      case "Rice" -> new Rice(p.get("loc"), p.get("scale"));
      case "Nakagami" -> new Nakagami(p.get("concentration"), p.get("spread"));
      case "Triangular" -> new Triangular(p.get("low"), p.get("high"), p.get("peak"));
      case "Skellam" -> new Skellam(p.get("rate1"), p.get("rate2"));
      case "YuleSimon" -> new YuleSimon(p.get("concentration"));
      case "DiscreteWeibull" -> new DiscreteWeibull(p.get("probs"), p.get("concentration"));
      case "DiscreteLaplace" -> new DiscreteLaplace(p.get("loc"), p.get("scale"));
      case "BetaNegativeBinomial" ->
          new BetaNegativeBinomial(
              p.get("total_count"), p.get("concentration1"), p.get("concentration0"));
      case "ConwayMaxwellPoisson" -> new ConwayMaxwellPoisson(p.get("rate"), p.get("nu"));
      case "MatrixStudentT" ->
          new MatrixStudentT(p.get("df"), p.get("loc"), p.get("row_tril"), p.get("column_tril"));
      case "VonMisesFisher" -> new VonMisesFisher(p.get("loc"), p.get("concentration"));
      case "ProjectedNormal" -> new ProjectedNormal(p.get("loc"));
      case "SineBivariateVonMises" ->
          new SineBivariateVonMises(p.get("loc"), p.get("concentration"), p.get("correlation"));
      case "WienerFirstPassage" ->
          new WienerFirstPassage(
              p.get("boundary_separation"),
              p.get("non_decision_time"),
              p.get("relative_start"),
              p.get("drift"));
      case "PlackettLuce" -> new PlackettLuce(p.get("logits"));
      case "EulerMaruyama" ->
          new EulerMaruyama(
              VectorCases::meanReverting,
              0.25,
              3,
              p.get("start"),
              List.of(
                  new Parameter("rate", p.get("rate"), Constraints.positive()),
                  new Parameter("scale", p.get("scale"), Constraints.positive())));
      case "Zipf" -> new Zipf(p.get("exponent"));
      case "Pert" -> new Pert(p.get("low"), p.get("high"), p.get("peak"), p.get("concentration"));
      case "GeneralizedExtremeValue" ->
          new GeneralizedExtremeValue(p.get("loc"), p.get("scale"), p.get("concentration"));
      case "GeneralizedPareto" ->
          new GeneralizedPareto(p.get("loc"), p.get("scale"), p.get("concentration"));
      case "VonMises" -> new VonMises(p.get("loc"), p.get("concentration"));
      case "Hypergeometric" ->
          new Hypergeometric(p.get("population_size"), p.get("success_states"), p.get("draws"));
      case "Wishart" -> Wishart.ofCovariance(p.get("df"), p.get("covariance_matrix"));
      case "InverseWishart" -> new InverseWishart(p.get("df"), p.get("scale_matrix"));
      case "LKJCorrelation" ->
          new LkjCorrelation(json.get("dim").getAsInt(), p.get("concentration"));
      case "MultivariateNormal" -> multivariate(p, json);
      case "MixtureOfNormals" ->
          Mixture.of(
              Categorical.ofProbs(p.get("weights")), new Normal(p.get("locs"), p.get("scales")));
      default -> ComposedReference.distribution(family, p, json);
    };
  }

  private static Distribution multivariate(Arguments p, JsonObject json) {
    if (json.has("covariance_matrix")) {
      return new MultivariateNormal(
          p.get("loc"), p.get("covariance_matrix"), Parameterization.COVARIANCE);
    } else if (json.has("precision_matrix")) {
      return new MultivariateNormal(
          p.get("loc"), p.get("precision_matrix"), Parameterization.PRECISION);
    }
    return new MultivariateNormal(p.get("loc"), p.get("scale_tril"), Parameterization.SCALE_TRIL);
  }

  /** The parameters of a row. */
  record Arguments(JsonObject json) {
    /** A number where the data has null. */
    Operand orElse(String key, double number) {
      return json.get(key).isJsonNull() ? Operand.of(number) : get(key);
    }

    Operand get(String key) {
      JsonElement value = json.get(key);
      return value.isJsonArray() ? Operand.of(array(value)) : Operand.of(value.getAsDouble());
    }
  }
}
