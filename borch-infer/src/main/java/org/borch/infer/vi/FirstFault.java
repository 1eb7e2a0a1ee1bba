package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.borch.Params;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.distributions.Parameter;
import org.borch.tensor.BorchArray;

/** Finds out why a loss or gradient is not finite; reads every value into Java memory. */
final class FirstFault {

  private FirstFault() {}

  /** A sentence about the first site of the draws that is wrong. */
  static Optional<String> in(List<Trace> draws) {
    return draws.stream()
        .flatMap(draw -> draw.sites().values().stream())
        .map(FirstFault::at)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> at(Site site) {
    return site instanceof RandomVariable variable
        ? atVariable(variable)
        : notFinite(site.value())
            ? Optional.of(site.name() + ": value in " + range(site.value()))
            : Optional.empty();
  }

  private static Optional<String> atVariable(RandomVariable variable) {
    String name = variable.name();
    Distribution p = variable.prior();
    Optional<Distribution> q = variable.approximation();
    return q.flatMap(distribution -> invalid(name + ": its approximation", distribution))
        .or(() -> invalid(name, p))
        .or(
            () ->
                notFinite(variable.value())
                    ? Optional.of(name + ": value in " + range(variable.value()) + drawnFrom(q))
                    : Optional.empty())
        .or(
            () ->
                notFinite(variable.logPrior())
                    ? Optional.of(
                        name
                            + ": log density in "
                            + range(variable.logPrior())
                            + " of the "
                            + (variable.isObserved() ? "observed" : "drawn")
                            + " value in "
                            + range(variable.value())
                            + " under "
                            + describe(p))
                    : Optional.empty())
        .or(
            () ->
                !variable.isObserved() && notFinite(variable.logApproximation())
                    ? Optional.of(
                        name
                            + ": log density in "
                            + range(variable.logApproximation())
                            + " of its own value in "
                            + range(variable.value())
                            + " under its approximation"
                            + q.map(d -> " " + describe(d)).orElse(""))
                    : Optional.empty());
  }

  private static String drawnFrom(Optional<Distribution> q) {
    return q.map(distribution -> ", drawn from " + describe(distribution)).orElse("");
  }

  private static Optional<String> invalid(String path, Distribution distribution) {
    try {
      distribution.validate(path);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage() + " (" + describe(distribution) + ")");
    }
  }

  /** A sentence about the parameters whose derivative is not finite. */
  static String inGradient(Params params, NDArray gradient) {
    double[] values = BorchArray.wrap(gradient).values();
    List<String> names =
        params.names().stream().filter(name -> !isFinite(params, name, values)).toList();
    return names.isEmpty()
        ? "no place that running the step again shows: there the loss and its derivatives are"
            + " finite, so that rounding of the back-end decides"
        : "no variable: the loss is finite, but not its derivative by "
            + String.join(", ", names)
            + ", as of a square root or a power at 0";
  }

  private static boolean isFinite(Params params, String name, double[] values) {
    int from = Math.toIntExact(params.offset(name));
    int to = from + Math.toIntExact(params.shape(name).size());
    return Arrays.stream(values, from, to).allMatch(Double::isFinite);
  }

  private static boolean notFinite(NDArray array) {
    return !Arrays.stream(BorchArray.wrap(array).values()).allMatch(Double::isFinite);
  }

  /** {@code Normal with loc in [0.0, 3.2], scale = 5.0}. */
  private static String describe(Distribution distribution) {
    return distribution.parameters().stream()
        .map(FirstFault::describe)
        .collect(Collectors.joining(", ", distribution.name() + " with ", ""));
  }

  private static String describe(Parameter parameter) {
    return parameter.value().isNumber()
        ? parameter.name() + " = " + parameter.value().number()
        : parameter.name() + " in " + range(parameter.value().array());
  }

  /** {@code [least, greatest]}, with the number of NaNs. */
  private static String range(NDArray array) {
    double[] values = BorchArray.wrap(array).values();
    double[] numbers = Arrays.stream(values).filter(x -> !Double.isNaN(x)).toArray();
    int nans = values.length - numbers.length;
    String known =
        numbers.length == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "[%.4g, %.4g]",
                Arrays.stream(numbers).min().orElseThrow(),
                Arrays.stream(numbers).max().orElseThrow());
    String missing = nans == 0 ? "" : nans + " of " + values.length + " NaN";
    return known + (known.isEmpty() || missing.isEmpty() ? "" : " and ") + missing;
  }
}
