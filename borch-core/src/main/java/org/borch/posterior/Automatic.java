package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.borch.distributions.Distribution;
import org.borch.distributions.Orthogonal;
import org.borch.distributions.Parameter;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.posterior.LatentStart.Origin;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;

/**
 * The prior's own family with learned arguments α, in the unconstrained coordinates of each
 * argument. Where q follows the prior and the prior's argument depends on other latent variables,
 * q's is λ·(prior's) + (1-λ)·α with λ = sigmoid(lambda) learned for each element, so that q keeps
 * the model's structure (Ambrogioni et al. 2021, Automatic structured variational inference, eq.
 * 7); where it depends on data it is kept.
 *
 * <p>Three kinds of families cannot serve as q and are approximated like {@link
 * Posteriors#normal()} does, and with them variables whose start is given, at which not every
 * family can be put: those whose support moves with their arguments (Uniform), which would leave
 * the prior's support; those without draws (Flat); and those that {@linkplain
 * Distribution#canConcentrate cannot concentrate} (HalfNormal, HalfStudentT, GaussianRandomWalk):
 * for a half-normal scale σ the mean of 1/σ² and with it the negative ELBO would be infinite.
 *
 * @param followsPrior whether q's arguments depend on what the prior's do; else all are α
 */
record Automatic(boolean followsPrior) implements Posterior {

  private static final Gaussian OTHERWISE = Posteriors.normal();

  @Override
  public Draw begin(Latents latents) {
    Draw otherwise = OTHERWISE.begin(latents);
    return latent -> choose(latent, otherwise);
  }

  private Choice choose(Latent latent, Draw otherwise) {
    Distribution prior = latent.prior();
    if (Supports.isPoint(prior)) {
      return Choice.of(prior, latent.noise());
    }
    boolean isFamily = prior.isProper() && prior.canConcentrate();
    LatentStart start = latent.start();
    if (!start.hasFixedSupport() || !isFamily || start.given() != null) {
      return otherwise.choose(latent);
    }
    return Choice.of(learned(latent), latent.noise());
  }

  private Distribution learned(Latent latent) {
    Distribution prior = latent.prior();
    LatentStart start = latent.start();
    Orthogonal now = prior.orthogonal().orElse(null);
    if (now == null || keepsData(start)) {
      List<Operand> arguments = new ArrayList<>();
      for (int i = 0; i < prior.parameters().size(); i++) {
        int place = i;
        arguments.add(
            value(
                latent,
                prior.parameters().get(i),
                () -> start.prior().parameters().get(place),
                origins(start, Stream.of(i))));
      }
      return prior.withParameters(arguments);
    }
    Supplier<Orthogonal> first = () -> start.prior().orthogonal().orElseThrow();
    Set<Origin> all = origins(start, IntStream.range(0, prior.parameters().size()).boxed());
    Set<Origin> own = origins(start, now.arguments().stream());
    Operand centre = value(latent, now.centre(), () -> first.get().centre(), all);
    Operand size = value(latent, now.size(), () -> sizeAtFirst(latent, first.get()), own);
    return now.family().of(centre.array(), size.array());
  }

  private boolean keepsData(LatentStart start) {
    return followsPrior && start.isFrom(Origin.DATA);
  }

  /** The prior's own, if that keeps draws off the edges. */
  private static Parameter sizeAtFirst(Latent latent, Orthogonal first) {
    Parameter size = first.size();
    NDArray value = size.value().as(latent.noise().type()).maximum(first.least());
    return new Parameter(size.name(), Operand.of(value), size.constraint());
  }

  private Set<Origin> origins(LatentStart start, Stream<Integer> arguments) {
    return arguments
        .filter(argument -> followsPrior)
        .flatMap(argument -> start.origins().get(argument).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * A parameter that is learned, kept, or mixed of both.
   *
   * @param first as it starts, which is asked for only then
   */
  private Operand value(
      Latent latent, Parameter now, Supplier<Parameter> first, Set<Origin> origins) {
    LatentStart start = latent.start();
    Constraint constraint = now.constraint();
    if (origins.contains(Origin.DATA) || constraint.isDiscrete()) {
      return now.value();
    }
    Bijector bijector = Bijectors.to(constraint);
    Shape shape = bijector.inverseShape(shape(latent.prior(), now, start));
    NDArray learned = latent.parameter(now.name(), shape, () -> start(start, first.get()));
    if (!origins.contains(Origin.LATENT)) {
      return Operand.of(bijector.forward(learned));
    }
    NDArray lambda =
        ArrayMath.sigmoid(
            latent.parameter(now.name() + ".lambda", shape, () -> evenly(start, first.get())));
    NDArray given = bijector.inverse(now.value().as(latent.noise().type()));
    NDArray mixed = lambda.mul(given.sub(learned)).add(learned);
    return Operand.of(bijector.forward(mixed));
  }

  /**
   * The shape of a learned argument: one for each element of the prior. Where data decides the
   * prior's shape, the argument's own shape, so that no parameter has the size of a batch.
   */
  private Shape shape(Distribution prior, Parameter parameter, LatentStart start) {
    if (keepsData(start)) {
      return parameter.value().shape();
    }
    return Shapes.concat(
        prior.argumentShape(),
        Shapes.last(parameter.value().shape(), parameter.constraint().eventRank()));
  }

  private NDArray start(LatentStart start, Parameter parameter) {
    Shape shape = shape(start.prior(), parameter, start);
    NDArray value = ArrayMath.broadcastTo(parameter.value().as(start.noise().type()), shape);
    return Gaussian.finite(Bijectors.to(parameter.constraint()).inverse(value));
  }

  private NDArray evenly(LatentStart start, Parameter parameter) {
    return BorchArray.full(start(start, parameter).getShape(), 0, start.noise().type());
  }

  @Override
  public String toString() {
    return followsPrior ? "automatic()" : "asPrior()";
  }
}
