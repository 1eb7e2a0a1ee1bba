package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.borch.distributions.Distribution;
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
 * argument. Where the prior's argument depends on other latent variables, q's is λ·(prior's) +
 * (1-λ)·α with λ = sigmoid(lambda) learned for each element, so that q keeps the model's structure
 * (Ambrogioni et al. 2021, Automatic structured variational inference, eq. 7). Where it depends on
 * data it is kept.
 *
 * <p>Three kinds of families cannot serve as q and are approximated like {@link
 * Posteriors#normal()} does: those whose support moves with their arguments (Uniform), which would
 * leave the prior's support; those without draws (Flat); and those with one number as their only
 * argument (HalfNormal, HalfCauchy), which cannot concentrate away from the edge of the support, so
 * that for a scale σ the mean of 1/σ² and with it the negative ELBO would be infinite.
 */
record Automatic() implements Posterior {

  private static final Gaussian OTHERWISE = Posteriors.normal();

  @Override
  public Draw begin(Latents latents) {
    Draw otherwise = OTHERWISE.begin(latents);
    return latent -> choose(latent, otherwise);
  }

  private static Choice choose(Latent latent, Draw otherwise) {
    Distribution prior = latent.prior();
    if (Supports.isPoint(prior)) {
      return Choice.of(prior, latent.noise());
    }
    boolean isFamily = prior.isProper() && !Supports.hasFixedForm(prior);
    if (!latent.start().hasFixedSupport() || !isFamily) {
      return otherwise.choose(latent);
    }
    List<Operand> arguments = new ArrayList<>();
    for (int i = 0; i < prior.parameters().size(); i++) {
      arguments.add(argument(latent, i));
    }
    return Choice.of(prior.withParameters(arguments), latent.noise());
  }

  private static Operand argument(Latent latent, int i) {
    Parameter parameter = latent.prior().parameters().get(i);
    LatentStart start = latent.start();
    if (start.isFrom(Origin.DATA, i) || parameter.constraint().isDiscrete()) {
      return parameter.value();
    }
    Constraint constraint = parameter.constraint();
    Bijector bijector = Bijectors.to(constraint);
    Shape shape = bijector.inverseShape(shape(latent.prior(), parameter, start));
    NDArray learned = latent.parameter(parameter.name(), shape, () -> start(start, i));
    if (!start.isFrom(Origin.LATENT, i)) {
      return Operand.of(bijector.forward(learned));
    }
    NDArray lambda =
        ArrayMath.sigmoid(
            latent.parameter(parameter.name() + ".lambda", shape, () -> evenly(start, i)));
    NDArray given = bijector.inverse(parameter.value().as(latent.noise().type()));
    NDArray mixed = lambda.mul(given.sub(learned)).add(learned);
    return Operand.of(bijector.forward(mixed));
  }

  /**
   * The shape of a learned argument: one for each element of the prior. Where data decides the
   * prior's shape, the argument's own shape, so that no parameter has the size of a batch.
   */
  private static Shape shape(Distribution prior, Parameter parameter, LatentStart start) {
    if (start.isFrom(Origin.DATA)) {
      return parameter.value().shape();
    }
    Shape batch =
        Shapes.broadcast(
            prior.parameters().stream().map(Parameter::batchShape).toArray(Shape[]::new));
    return Shapes.concat(
        batch, Shapes.last(parameter.value().shape(), parameter.constraint().eventRank()));
  }

  private static NDArray start(LatentStart start, int i) {
    Parameter parameter = start.prior().parameters().get(i);
    Shape shape = shape(start.prior(), parameter, start);
    NDArray value = ArrayMath.broadcastTo(parameter.value().as(start.noise().type()), shape);
    return Gaussian.finite(Bijectors.to(parameter.constraint()).inverse(value));
  }

  private static NDArray evenly(LatentStart start, int i) {
    return BorchArray.full(start(start, i).getShape(), 0, start.noise().type());
  }

  @Override
  public String toString() {
    return "automatic()";
  }
}
