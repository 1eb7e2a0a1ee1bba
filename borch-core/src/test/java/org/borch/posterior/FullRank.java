package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;

/**
 * One joint normal over all latent variables in unconstrained coordinates: a user's own posterior.
 */
final class FullRank implements Posterior {

  private record Place(long from, Shape shape) {}

  @Override
  public Draw begin(Latents latents) {
    Map<String, Place> places = new HashMap<>();
    long size = 0;
    List<LatentStart> all = latents.all();
    for (LatentStart start : all) {
      Shape shape = Bijectors.to(start.prior().support()).inverseShape(start.shape());
      places.put(start.name(), new Place(size, shape));
      size += shape.size();
    }
    int d = (int) size;
    NDArray loc = latents.parameter("loc", new Shape(d), () -> centres(all));
    NDArray logScale = latents.parameter("log_scale", new Shape(d), () -> constant(latents, -1, d));
    NDArray lower = latents.parameter("lower", new Shape(d, d), () -> constant(latents, 0, d, d));
    NDArray strictlyLower = LinearAlgebra.lowerTriangle(lower).sub(diagonal(lower));
    NDArray factor = strictlyLower.add(LinearAlgebra.diagonalMatrix(ArrayMath.exp(logScale)));
    NDArray z = latents.noise().normal(new Shape(d));
    NDArray u = LinearAlgebra.matVec(factor, z).add(loc);
    NDArray logDensity =
        ArrayMath.square(z)
            .sum()
            .mul(-0.5)
            .sub(logScale.sum())
            .sub(0.5 * d * Math.log(2 * Math.PI));
    return latent -> {
      Place place = places.get(latent.name());
      NDArray own =
          u.get(new NDIndex(place.from + ":" + (place.from + place.shape.size())))
              .reshape(place.shape);
      Bijector bijector = Bijectors.to(latent.prior().support());
      NDArray x = bijector.forward(own);
      NDArray logJacobian = bijector.logAbsDetJacobian(own, x).sum();
      boolean first = place.from == 0; // which carries the joint density
      return Choice.of(x, first ? logDensity.sub(logJacobian) : logJacobian.neg());
    };
  }

  private static NDArray diagonal(NDArray matrix) {
    return LinearAlgebra.diagonalMatrix(LinearAlgebra.diagonal(matrix));
  }

  private static NDArray constant(Latents latents, double value, long... sizes) {
    return BorchArray.full(new Shape(sizes), value, latents.type());
  }

  private static NDArray centres(List<LatentStart> all) {
    NDArray[] parts =
        all.stream()
            .map(start -> Gaussian.centre(start, Bijectors.to(start.prior().support())).flatten())
            .toArray(NDArray[]::new);
    return ArrayMath.concat(0, parts);
  }
}
