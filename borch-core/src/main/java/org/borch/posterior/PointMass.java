package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.Distribution;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.tensor.Shapes;

/**
 * One point for each variable, learned in unconstrained coordinates, that starts at a draw from the
 * prior. Its log density counts as 0, so that losses become penalised likelihoods.
 */
record PointMass() implements Posterior {

  private static final String NAME = "pointMass()";

  @Override
  public Draw begin(Latents latents) {
    return PointMass::choose;
  }

  private static Choice choose(Latent latent) {
    Distribution prior = latent.prior();
    if (Supports.isPoint(prior)) {
      return Choice.of(prior, latent.noise());
    }
    Bijector bijector = Supports.coordinates(latent, NAME);
    Shape shape = bijector.inverseShape(Shapes.concat(prior.batchShape(), prior.eventShape()));
    NDArray u = latent.parameter("point", shape, () -> start(latent.start()));
    return Choice.point(bijector.forward(u), prior.support());
  }

  private static NDArray start(LatentStart start) {
    return Gaussian.finite(Bijectors.to(start.prior().support()).inverse(start.draw()));
  }

  @Override
  public String toString() {
    return NAME;
  }
}
