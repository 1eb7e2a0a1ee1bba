package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/** The part of {@link Distributions} on positive numbers. */
abstract class PositiveFactories extends RealFactories {

  PositiveFactories() {}

  /** {@link Exponential} with mean 1 / rate. */
  public static Exponential exponential(double rate) {
    return new Exponential(Operand.of(rate));
  }

  /** {@link Exponential} with mean 1 / rate. */
  public static Exponential exponential(NDArray rate) {
    return new Exponential(Operand.of(rate));
  }

  /** {@link Weibull}; the concentration is the shape, 1 for an Exponential. */
  public static Weibull weibull(double scale, double concentration) {
    return new Weibull(Operand.of(scale), Operand.of(concentration));
  }

  /** {@link Weibull}; the concentration is the shape, 1 for an Exponential. */
  public static Weibull weibull(double scale, NDArray concentration) {
    return new Weibull(Operand.of(scale), Operand.of(concentration));
  }

  /** {@link Weibull}; the concentration is the shape, 1 for an Exponential. */
  public static Weibull weibull(NDArray scale, double concentration) {
    return new Weibull(Operand.of(scale), Operand.of(concentration));
  }

  /** {@link Weibull}; the concentration is the shape, 1 for an Exponential. */
  public static Weibull weibull(NDArray scale, NDArray concentration) {
    return new Weibull(Operand.of(scale), Operand.of(concentration));
  }

  /** {@link InverseGamma}: the reciprocal is Gamma(concentration, rate). */
  public static InverseGamma inverseGamma(double concentration, double rate) {
    return new InverseGamma(Operand.of(concentration), Operand.of(rate));
  }

  /** {@link InverseGamma}: the reciprocal is Gamma(concentration, rate). */
  public static InverseGamma inverseGamma(double concentration, NDArray rate) {
    return new InverseGamma(Operand.of(concentration), Operand.of(rate));
  }

  /** {@link InverseGamma}: the reciprocal is Gamma(concentration, rate). */
  public static InverseGamma inverseGamma(NDArray concentration, double rate) {
    return new InverseGamma(Operand.of(concentration), Operand.of(rate));
  }

  /** {@link InverseGamma}: the reciprocal is Gamma(concentration, rate). */
  public static InverseGamma inverseGamma(NDArray concentration, NDArray rate) {
    return new InverseGamma(Operand.of(concentration), Operand.of(rate));
  }

  /** {@link HalfStudentT}, the absolute value of a StudentT(df, 0, scale). */
  public static HalfStudentT halfStudentT(double df, double scale) {
    return new HalfStudentT(Operand.of(df), Operand.of(scale));
  }

  /** {@link HalfStudentT}, the absolute value of a StudentT(df, 0, scale). */
  public static HalfStudentT halfStudentT(double df, NDArray scale) {
    return new HalfStudentT(Operand.of(df), Operand.of(scale));
  }

  /** {@link HalfStudentT}, the absolute value of a StudentT(df, 0, scale). */
  public static HalfStudentT halfStudentT(NDArray df, double scale) {
    return new HalfStudentT(Operand.of(df), Operand.of(scale));
  }

  /** {@link HalfStudentT}, the absolute value of a StudentT(df, 0, scale). */
  public static HalfStudentT halfStudentT(NDArray df, NDArray scale) {
    return new HalfStudentT(Operand.of(df), Operand.of(scale));
  }

  /** {@link Pareto} from {@code scale} on. */
  public static Pareto pareto(double scale, double alpha) {
    return new Pareto(Operand.of(scale), Operand.of(alpha));
  }

  /** {@link Pareto} from {@code scale} on. */
  public static Pareto pareto(double scale, NDArray alpha) {
    return new Pareto(Operand.of(scale), Operand.of(alpha));
  }

  /** {@link Pareto} from {@code scale} on. */
  public static Pareto pareto(NDArray scale, double alpha) {
    return new Pareto(Operand.of(scale), Operand.of(alpha));
  }

  /** {@link Pareto} from {@code scale} on. */
  public static Pareto pareto(NDArray scale, NDArray alpha) {
    return new Pareto(Operand.of(scale), Operand.of(alpha));
  }

  /** {@link Chi2} with mean {@code df}. */
  public static Chi2 chi2(double df) {
    return new Chi2(Operand.of(df));
  }

  /** {@link Chi2} with mean {@code df}. */
  public static Chi2 chi2(NDArray df) {
    return new Chi2(Operand.of(df));
  }

  /** {@link Rayleigh} with mode {@code scale}. */
  public static Rayleigh rayleigh(double scale) {
    return new Rayleigh(Operand.of(scale));
  }

  /** {@link Rayleigh} with mode {@code scale}. */
  public static Rayleigh rayleigh(NDArray scale) {
    return new Rayleigh(Operand.of(scale));
  }

  /** {@link ScaledInverseChi2}, for variances near the square of {@code scale}. */
  public static ScaledInverseChi2 scaledInverseChi2(double df, double scale) {
    return new ScaledInverseChi2(Operand.of(df), Operand.of(scale));
  }

  /** {@link ScaledInverseChi2}, for variances near the square of {@code scale}. */
  public static ScaledInverseChi2 scaledInverseChi2(double df, NDArray scale) {
    return new ScaledInverseChi2(Operand.of(df), Operand.of(scale));
  }

  /** {@link ScaledInverseChi2}, for variances near the square of {@code scale}. */
  public static ScaledInverseChi2 scaledInverseChi2(NDArray df, double scale) {
    return new ScaledInverseChi2(Operand.of(df), Operand.of(scale));
  }

  /** {@link ScaledInverseChi2}, for variances near the square of {@code scale}. */
  public static ScaledInverseChi2 scaledInverseChi2(NDArray df, NDArray scale) {
    return new ScaledInverseChi2(Operand.of(df), Operand.of(scale));
  }

  /** {@link FisherSnedecor}, also known as F. */
  public static FisherSnedecor fisherSnedecor(double df1, double df2) {
    return new FisherSnedecor(Operand.of(df1), Operand.of(df2));
  }

  /** {@link FisherSnedecor}, also known as F. */
  public static FisherSnedecor fisherSnedecor(double df1, NDArray df2) {
    return new FisherSnedecor(Operand.of(df1), Operand.of(df2));
  }

  /** {@link FisherSnedecor}, also known as F. */
  public static FisherSnedecor fisherSnedecor(NDArray df1, double df2) {
    return new FisherSnedecor(Operand.of(df1), Operand.of(df2));
  }

  /** {@link FisherSnedecor}, also known as F. */
  public static FisherSnedecor fisherSnedecor(NDArray df1, NDArray df2) {
    return new FisherSnedecor(Operand.of(df1), Operand.of(df2));
  }

  /** {@link InverseGaussian} with mean {@code loc}. */
  public static InverseGaussian inverseGaussian(double loc, double concentration) {
    return new InverseGaussian(Operand.of(loc), Operand.of(concentration));
  }

  /** {@link InverseGaussian} with mean {@code loc}. */
  public static InverseGaussian inverseGaussian(double loc, NDArray concentration) {
    return new InverseGaussian(Operand.of(loc), Operand.of(concentration));
  }

  /** {@link InverseGaussian} with mean {@code loc}. */
  public static InverseGaussian inverseGaussian(NDArray loc, double concentration) {
    return new InverseGaussian(Operand.of(loc), Operand.of(concentration));
  }

  /** {@link InverseGaussian} with mean {@code loc}. */
  public static InverseGaussian inverseGaussian(NDArray loc, NDArray concentration) {
    return new InverseGaussian(Operand.of(loc), Operand.of(concentration));
  }

  /** {@link LogLogistic} with median {@code scale}. */
  public static LogLogistic logLogistic(double scale, double concentration) {
    return new LogLogistic(Operand.of(scale), Operand.of(concentration));
  }

  /** {@link LogLogistic} with median {@code scale}. */
  public static LogLogistic logLogistic(double scale, NDArray concentration) {
    return new LogLogistic(Operand.of(scale), Operand.of(concentration));
  }

  /** {@link LogLogistic} with median {@code scale}. */
  public static LogLogistic logLogistic(NDArray scale, double concentration) {
    return new LogLogistic(Operand.of(scale), Operand.of(concentration));
  }

  /** {@link LogLogistic} with median {@code scale}. */
  public static LogLogistic logLogistic(NDArray scale, NDArray concentration) {
    return new LogLogistic(Operand.of(scale), Operand.of(concentration));
  }

  /** {@link LogLaplace}; loc and scale are those of the logarithm. */
  public static LogLaplace logLaplace(double loc, double scale) {
    return new LogLaplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link LogLaplace}; loc and scale are those of the logarithm. */
  public static LogLaplace logLaplace(double loc, NDArray scale) {
    return new LogLaplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link LogLaplace}; loc and scale are those of the logarithm. */
  public static LogLaplace logLaplace(NDArray loc, double scale) {
    return new LogLaplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link LogLaplace}; loc and scale are those of the logarithm. */
  public static LogLaplace logLaplace(NDArray loc, NDArray scale) {
    return new LogLaplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link LogUniform} on [low, high], low above 0. */
  public static LogUniform logUniform(double low, double high) {
    return new LogUniform(Operand.of(low), Operand.of(high));
  }

  /** {@link LogUniform} on [low, high], low above 0. */
  public static LogUniform logUniform(double low, NDArray high) {
    return new LogUniform(Operand.of(low), Operand.of(high));
  }

  /** {@link LogUniform} on [low, high], low above 0. */
  public static LogUniform logUniform(NDArray low, double high) {
    return new LogUniform(Operand.of(low), Operand.of(high));
  }

  /** {@link LogUniform} on [low, high], low above 0. */
  public static LogUniform logUniform(NDArray low, NDArray high) {
    return new LogUniform(Operand.of(low), Operand.of(high));
  }

  /** {@link Frechet} of maxima; the concentration is the shape. */
  public static Frechet frechet(double scale, double concentration) {
    return new Frechet(Operand.of(scale), Operand.of(concentration));
  }

  /** {@link Frechet} of maxima; the concentration is the shape. */
  public static Frechet frechet(double scale, NDArray concentration) {
    return new Frechet(Operand.of(scale), Operand.of(concentration));
  }

  /** {@link Frechet} of maxima; the concentration is the shape. */
  public static Frechet frechet(NDArray scale, double concentration) {
    return new Frechet(Operand.of(scale), Operand.of(concentration));
  }

  /** {@link Frechet} of maxima; the concentration is the shape. */
  public static Frechet frechet(NDArray scale, NDArray concentration) {
    return new Frechet(Operand.of(scale), Operand.of(concentration));
  }

  /** {@link Gompertz}, whose hazard grows by {@code rate}. */
  public static Gompertz gompertz(double concentration, double rate) {
    return new Gompertz(Operand.of(concentration), Operand.of(rate));
  }

  /** {@link Gompertz}, whose hazard grows by {@code rate}. */
  public static Gompertz gompertz(double concentration, NDArray rate) {
    return new Gompertz(Operand.of(concentration), Operand.of(rate));
  }

  /** {@link Gompertz}, whose hazard grows by {@code rate}. */
  public static Gompertz gompertz(NDArray concentration, double rate) {
    return new Gompertz(Operand.of(concentration), Operand.of(rate));
  }

  /** {@link Gompertz}, whose hazard grows by {@code rate}. */
  public static Gompertz gompertz(NDArray concentration, NDArray rate) {
    return new Gompertz(Operand.of(concentration), Operand.of(rate));
  }

  /** {@link Lomax}, a Pareto moved to 0. */
  public static Lomax lomax(double scale, double alpha) {
    return new Lomax(Operand.of(scale), Operand.of(alpha));
  }

  /** {@link Lomax}, a Pareto moved to 0. */
  public static Lomax lomax(double scale, NDArray alpha) {
    return new Lomax(Operand.of(scale), Operand.of(alpha));
  }

  /** {@link Lomax}, a Pareto moved to 0. */
  public static Lomax lomax(NDArray scale, double alpha) {
    return new Lomax(Operand.of(scale), Operand.of(alpha));
  }

  /** {@link Lomax}, a Pareto moved to 0. */
  public static Lomax lomax(NDArray scale, NDArray alpha) {
    return new Lomax(Operand.of(scale), Operand.of(alpha));
  }

  /** {@link Levy} above {@code loc}. */
  public static Levy levy(double loc, double scale) {
    return new Levy(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Levy} above {@code loc}. */
  public static Levy levy(double loc, NDArray scale) {
    return new Levy(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Levy} above {@code loc}. */
  public static Levy levy(NDArray loc, double scale) {
    return new Levy(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Levy} above {@code loc}. */
  public static Levy levy(NDArray loc, NDArray scale) {
    return new Levy(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Rice}: the length of two normal numbers around (loc, 0). */
  public static Rice rice(double loc, double scale) {
    return new Rice(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Rice}: the length of two normal numbers around (loc, 0). */
  public static Rice rice(double loc, NDArray scale) {
    return new Rice(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Rice}: the length of two normal numbers around (loc, 0). */
  public static Rice rice(NDArray loc, double scale) {
    return new Rice(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Rice}: the length of two normal numbers around (loc, 0). */
  public static Rice rice(NDArray loc, NDArray scale) {
    return new Rice(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Nakagami}, of mean square {@code spread}. */
  public static Nakagami nakagami(double concentration, double spread) {
    return new Nakagami(Operand.of(concentration), Operand.of(spread));
  }

  /** {@link Nakagami}, of mean square {@code spread}. */
  public static Nakagami nakagami(double concentration, NDArray spread) {
    return new Nakagami(Operand.of(concentration), Operand.of(spread));
  }

  /** {@link Nakagami}, of mean square {@code spread}. */
  public static Nakagami nakagami(NDArray concentration, double spread) {
    return new Nakagami(Operand.of(concentration), Operand.of(spread));
  }

  /** {@link Nakagami}, of mean square {@code spread}. */
  public static Nakagami nakagami(NDArray concentration, NDArray spread) {
    return new Nakagami(Operand.of(concentration), Operand.of(spread));
  }
}
