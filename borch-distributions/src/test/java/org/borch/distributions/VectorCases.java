package org.borch.distributions;

import static org.borch.distributions.DistributionCase.row;
import static org.borch.distributions.Distributions.autoregressive;
import static org.borch.distributions.Distributions.car;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.eulerMaruyama;
import static org.borch.distributions.Distributions.gaussianProcess;
import static org.borch.distributions.Distributions.gaussianRandomWalk;
import static org.borch.distributions.Distributions.hiddenMarkov;
import static org.borch.distributions.Distributions.intrinsicCar;
import static org.borch.distributions.Distributions.inverseWishart;
import static org.borch.distributions.Distributions.linearGaussian;
import static org.borch.distributions.Distributions.lkjCorrelation;
import static org.borch.distributions.Distributions.matrixNormal;
import static org.borch.distributions.Distributions.matrixStudentT;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.oneHotCategorical;
import static org.borch.distributions.Distributions.oneHotCategoricalLogits;
import static org.borch.distributions.Distributions.plackettLuce;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.distributions.Distributions.projectedNormal;
import static org.borch.distributions.Distributions.sineBivariateVonMises;
import static org.borch.distributions.Distributions.stickBreakingWeights;
import static org.borch.distributions.Distributions.vonMisesFisher;
import static org.borch.distributions.Distributions.wishart;
import static org.borch.distributions.Distributions.wishartCholesky;
import static org.borch.distributions.Distributions.wishartTril;
import static org.borch.distributions.Distributions.zeroSumNormal;
import static org.borch.distributions.kernel.Kernels.linear;
import static org.borch.distributions.kernel.Kernels.matern52;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;

/** Rows of {@link DistributionCase} for vectors and matrices. */
final class VectorCases {

  private VectorCases() {}

  static List<DistributionCase> rows() {
    BorchArray tril = BorchArray.of(new double[][] {{1.2, 0}, {0.5, 0.7}});
    BorchArray covariance = BorchArray.of(new double[][] {{2.0, 0.6}, {0.6, 1.0}});
    BorchArray places = BorchArray.of(new double[][] {{0, 1, 0}, {1, 0, 1}, {0, 1, 0}});
    return List.of(
        row("Wishart", wishart(5.5, covariance))
            .outside(1, 2, 2, 1)
            .invalid("Wishart(df, covarianceMatrix) got df = 1.0, expected > 1", 1.0, covariance)
            .build(),
        row("Wishart by scaleTril", wishartTril(4.5, tril)).outside(1, 0, 1, 1).build(),
        row("WishartCholesky", wishartCholesky(4.5, tril))
            .outside(1, 0.5, 0, 1)
            .invalid("WishartCholesky(df, scaleTril) got df = 0.5, expected > 1", 0.5, tril)
            .build(),
        row("InverseWishart", inverseWishart(14, covariance))
            .outside(1, 2, 2, 1)
            .invalid("InverseWishart(df, scaleMatrix) got df = 1.0, expected > 1", 1.0, covariance)
            .build(),
        row("LkjCorrelation", lkjCorrelation(3, 1.5))
            .outside(1, 0.5, 0, 0.5, 2, 0, 0, 0, 1)
            .invalid("LkjCorrelation(concentration) got concentration = 0.0, expected > 0", 0.0)
            .build(),
        row("OneHotCategorical by probs", oneHotCategorical(BorchArray.of(2, 3, 5)))
            .outside(1, 1, 0)
            .invalid(
                "OneHotCategorical(probs) got probs = [0.5, -0.5], expected every element >= 0",
                BorchArray.of(0.5, -0.5))
            .build(),
        row("OneHotCategorical by logits", oneHotCategoricalLogits(BorchArray.of(0, 1, -0.5)))
            .outside(0.5, 0.5, 0)
            .build(),
        row("ZeroSumNormal", zeroSumNormal(3, 1.5))
            .outside(1, 2, 3)
            .invalid("ZeroSumNormal(scale) got scale = 0.0, expected > 0", 0.0)
            .build(),
        row(
                "GaussianProcess",
                gaussianProcess(
                    matern52(0.8).scaled(1.3).plus(linear()), BorchArray.of(0.2, 0.9, 1.7), 0.4))
            .invalid(
                "GaussianProcess(loc, noise, 0.scale, 0.lengthScale) got noise = -1.0, expected"
                    + " >= 0",
                0.0,
                -1.0,
                1.0,
                1.0)
            .build(),
        row("Car", car(1.5, 0.6, places))
            .invalid("Car(scale, correlation) got correlation = 1.5, expected in [0, 1]", 1.0, 1.5)
            .build(),
        row("IntrinsicCar", intrinsicCar(1.5, places))
            .outside(1, 2, 3)
            .invalid("IntrinsicCar(scale) got scale = 0.0, expected > 0", 0.0)
            .build(),
        row("StickBreakingWeights", stickBreakingWeights(4, 1.5))
            .outside(0.5, 0.5, 0.5, -0.5)
            .invalid(
                "StickBreakingWeights(concentration) got concentration = 0.0, expected > 0", 0.0)
            .build(),
        row(
                "MatrixNormal",
                matrixNormal(
                    BorchArray.of(new double[][] {{1, 2, 3}, {0, -1, 0.5}}),
                    tril,
                    BorchArray.of(new double[][] {{1, 0, 0}, {0.2, 1.1, 0}, {-0.3, 0.4, 0.8}})))
            .invalid(
                "MatrixNormal(loc, rowTril, columnTril) got rowTril = [1.0, 0.0, 0.5, -1.0],"
                    + " expected a lower triangular matrix with a positive diagonal",
                BorchArray.of(new double[][] {{1, 2}, {0, 1}}),
                BorchArray.of(new double[][] {{1, 0}, {0.5, -1}}),
                tril)
            .build(),
        row("VonMisesFisher", vonMisesFisher(BorchArray.of(0.6, 0, -0.8), 3))
            .outside(1, 1, 0)
            .invalid(
                "VonMisesFisher(loc, concentration) got loc = [1.0, 1.0], expected a vector of"
                    + " length 1",
                BorchArray.of(1, 1),
                1.0)
            .build(),
        row(
                "VonMisesFisher of five dimensions",
                vonMisesFisher(BorchArray.of(0, 0.6, 0, 0.8, 0), 7))
            .build(),
        row("ProjectedNormal", projectedNormal(BorchArray.of(0.7, -1.5))).outside(1, 1).build(),
        row("ProjectedNormal on the sphere", projectedNormal(BorchArray.of(0.7, -1.5, 3.5)))
            .build(),
        row(
                "SineBivariateVonMises",
                sineBivariateVonMises(BorchArray.of(0.5, -1), BorchArray.of(2, 1.2), 1.1))
            .invalid(
                "SineBivariateVonMises(loc, concentration, correlation) got concentration = [1.0,"
                    + " -1.0], expected every element >= 0",
                BorchArray.of(0, 0),
                BorchArray.of(1, -1),
                0.0)
            .build(),
        row(
                "SineBivariateVonMises of two peaks",
                sineBivariateVonMises(BorchArray.of(0.5, -1), BorchArray.of(2, 0.8), -3))
            .build(),
        row(
                "MatrixStudentT",
                matrixStudentT(
                    7,
                    BorchArray.of(new double[][] {{1, 2, 3}, {0, -1, 0.5}}),
                    tril,
                    BorchArray.of(new double[][] {{1, 0, 0}, {0.2, 1.1, 0}, {-0.3, 0.4, 0.8}})))
            .invalid(
                "MatrixStudentT(df, loc, rowTril, columnTril) got df = 0.0, expected > 0",
                0.0,
                BorchArray.of(new double[][] {{1, 2}, {0, 1}}),
                tril,
                tril)
            .build(),
        row(
                "MatrixStudentT of a column",
                matrixStudentT(
                    9,
                    BorchArray.of(new double[][] {{1}, {0}}),
                    tril,
                    BorchArray.of(new double[][] {{2}})))
            .build(),
        row(
                "LinearGaussian",
                linearGaussian(
                    BorchArray.of(0.5, -1),
                    tril,
                    BorchArray.of(new double[][] {{0.9, 0.4}, {-0.2, 0.7}}),
                    BorchArray.of(new double[][] {{0.6, 0}, {0.1, 0.4}}),
                    BorchArray.of(new double[][] {{1, 0.3}}),
                    BorchArray.of(new double[][] {{0.8}}),
                    4))
            .build(),
        row("GaussianRandomWalk", gaussianRandomWalk(0.3, 1.5, 5))
            .invalid("GaussianRandomWalk(drift, scale) got scale = 0.0, expected > 0", 0.0, 0.0)
            .build(),
        row(
                "EulerMaruyama",
                eulerMaruyama(
                    VectorCases::meanReverting,
                    0.25,
                    4,
                    0.5,
                    new Parameter("rate", Operand.of(0.8), Constraints.positive()),
                    new Parameter("scale", Operand.of(1.5), Constraints.positive())))
            .invalid(
                "EulerMaruyama(start, rate, scale) got rate = 0.0, expected > 0", 0.0, 0.0, 1.0)
            .build(),
        row("PlackettLuce", plackettLuce(BorchArray.of(0.5, -1, 1.2, 0)))
            .outside(0, 1, 1, 2)
            .invalid(
                "PlackettLuce(logits) got logits = [1.0, NaN], expected every element a finite"
                    + " number",
                BorchArray.of(1, Double.NaN))
            .build(),
        row("Autoregressive", autoregressive(BorchArray.of(0.6, -0.3), 1.5, 5))
            .invalid(
                "Autoregressive(coefficients, scale) got scale = 0.0, expected > 0",
                BorchArray.of(0.5, 0.1),
                0.0)
            .build(),
        row(
                "HiddenMarkov of reals",
                hiddenMarkov(
                    categorical(2, 1, 1),
                    categorical(BorchArray.of(new double[][] {{5, 1, 2}, {1, 3, 1}, {0.5, 1, 4}})),
                    normal(BorchArray.of(-1, 0.5, 3), BorchArray.of(0.7, 1, 0.5)),
                    4))
            .build(),
        row(
                "HiddenMarkov of counts",
                hiddenMarkov(
                    categorical(2, 1),
                    categorical(BorchArray.of(new double[][] {{5, 1}, {1, 3}})),
                    poisson(BorchArray.of(1.5, 6)),
                    3))
            .outside(1, -1, 2)
            .build());
  }

  /** An Ornstein-Uhlenbeck process whose noise and centre depend on state and time. */
  static EulerMaruyama.Rates meanReverting(NDArray x, NDArray time, List<NDArray> parameters) {
    NDArray rate = parameters.get(0);
    NDArray drift = time.sub(x).mul(rate);
    return new EulerMaruyama.Rates(drift, square(x).add(1).sqrt().mul(parameters.get(1)));
  }
}
