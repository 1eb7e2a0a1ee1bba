package org.borch.infer;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.posterior.Choice;
import org.borch.posterior.LatentStart;
import org.borch.posterior.Latents;
import org.borch.posterior.Posterior;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;

/**
 * A user's own posterior: one normal over all latent variables together, in unconstrained
 * coordinates: u = loc + L e with e ~ N(0, I). For variables with scalar events.
 */
public final class FullRankNormal implements Posterior {

  private static final double SCALE = Math.exp(-3);

  @Override
  public Draw begin(Latents latents) {
    List<LatentStart> all = latents.all();
    int size = Math.toIntExact(all.stream().mapToLong(start -> start.shape().size()).sum());
    Shape square = new Shape(size, size);
    NDArray loc =
        latents.parameter(
            "loc", new Shape(size), () -> BorchArray.full(new Shape(size), 0, latents.type()));
    NDArray lower =
        latents.parameter("lower", square, () -> BorchArray.full(square, 0, latents.type()));
    NDArray logDiagonal =
        latents.parameter(
            "log_diagonal",
            new Shape(size),
            () -> BorchArray.full(new Shape(size), Math.log(SCALE), latents.type()));
    NDArray diagonal = exp(logDiagonal);
    NDArray strictlyLower =
        LinearAlgebra.lowerTriangle(lower)
            .sub(LinearAlgebra.diagonalMatrix(LinearAlgebra.diagonal(lower)));
    NDArray scaleTril = strictlyLower.add(LinearAlgebra.diagonalMatrix(diagonal));
    NDArray e = latents.noise().normal(new Shape(size));
    NDArray u = LinearAlgebra.matVec(scaleTril, e).add(loc);
    // log q(u) element by element: the Jacobian of u by e is triangular.
    NDArray logQ = e.mul(e).mul(-0.5).sub(log(diagonal)).sub(0.5 * Math.log(2 * Math.PI));
    return choices(all, u, logQ);
  }

  private static Draw choices(List<LatentStart> all, NDArray u, NDArray logQ) {
    Map<String, Choice> choices = new LinkedHashMap<>();
    long from = 0;
    for (LatentStart start : all) {
      Shape shape = start.shape();
      NDIndex part = new NDIndex("{}:{}", from, from + shape.size());
      Bijector bijector = Bijectors.to(start.prior().support());
      NDArray own = u.get(part).reshape(shape);
      NDArray x = bijector.forward(own);
      NDArray density = logQ.get(part).reshape(shape).sub(bijector.logAbsDetJacobian(own, x));
      choices.put(start.name(), Choice.of(x, density));
      from += shape.size();
    }
    return latent -> choices.get(latent.name());
  }
}
