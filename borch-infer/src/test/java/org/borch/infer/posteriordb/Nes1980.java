package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.flat;
import static org.borch.distributions.Distributions.halfFlat;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.LinearAlgebra.matVec;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;

/** Party identification in the National Election Study of 1980. */
final class Nes1980 extends Module<Nes1980.Voters, NDArray> {

  record Voters(
      NDArray ideology,
      NDArray race,
      NDArray age,
      NDArray education,
      NDArray gender,
      NDArray income) {}

  static Model<?, ?> of(Data data) {
    return new Nes1980()
        .on(
            new Voters(
                data.array("real_ideo"),
                data.array("race_adj"),
                data.array("age_discrete"),
                data.array("educ1"),
                data.array("gender"),
                data.array("income")))
        .observe("partyid7", data.array("partyid7"));
  }

  @Override
  protected NDArray forward(Voters voters) {
    NDArray beta = plate("predictor", 9).rv("beta", flat());
    NDArray sigma = rv("sigma", halfFlat());
    NDArray x =
        stack(
            1,
            voters.age().onesLike(),
            voters.ideology(),
            voters.race(),
            isAge(voters, 2),
            isAge(voters, 3),
            isAge(voters, 4),
            voters.education(),
            voters.gender(),
            voters.income());
    return plate("voter").rv("partyid7", normal(matVec(x, beta), sigma));
  }

  private static NDArray isAge(Voters voters, int age) {
    return cast(voters.age().eq(age), voters.age().getDataType());
  }
}
