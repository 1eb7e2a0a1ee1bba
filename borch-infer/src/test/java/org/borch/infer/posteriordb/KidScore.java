package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.flat;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.LinearAlgebra.matVec;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;

/** Children's test scores on their mothers' schooling and IQ. */
final class KidScore extends Module<KidScore.Mothers, NDArray> {

  record Mothers(NDArray finishedSchool, NDArray iq) {}

  static Model<?, ?> of(Data data) {
    return new KidScore()
        .on(new Mothers(data.array("mom_hs"), data.array("mom_iq")))
        .observe("kid_score", data.array("kid_score"));
  }

  @Override
  protected NDArray forward(Mothers mothers) {
    NDArray beta = plate("predictor", 3).rv("beta", flat());
    NDArray sigma = rv("sigma", halfCauchy(2.5));
    NDArray iq = mothers.iq();
    NDArray x = stack(1, iq.onesLike(), mothers.finishedSchool(), iq);
    return plate("child").rv("kid_score", normal(matVec(x, beta), sigma));
  }
}
