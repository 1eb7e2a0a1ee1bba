package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.exp;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;

/**
 * The two-parameter logistic model of answers to test items.
 *
 * <p>The likelihood stays the same when theta and b grow by a factor by which a shrinks. As the
 * model is written down, this is a long ridge on which 1000 draws of a chain are too few for an
 * R-hat below 1.01, in Stan, too. In units of sigma_theta, which are sampled, there is none; log a
 * is sampled in units of sigma_a.
 */
final class ItemResponse extends Module<Void, NDArray> {

  private final int items;
  private final int persons;

  private ItemResponse(int items, int persons) {
    this.items = items;
    this.persons = persons;
  }

  static Model<?, ?> of(Data data) {
    return new ItemResponse(data.integer("I"), data.integer("J"))
        .on()
        .observe("y", data.array("y"));
  }

  @Override
  protected NDArray forward(Void nothing) {
    NDArray unit = rv("sigma_theta", halfCauchy(2));
    NDArray ability = plate("person", persons).rv("ability", normal(0, 1));
    NDArray sigmaA = rv("sigma_a", halfCauchy(2));
    NDArray muB = rv("mu_b", normal(0, 5));
    NDArray sigmaB = rv("sigma_b", halfCauchy(2));
    Plate item = plate("item", items);
    NDArray a = deterministic("a", exp(sigmaA.mul(item.rv("sharpness", normal(0, 1)))));
    NDArray difficulty = item.rv("difficulty", normal(muB.div(unit), sigmaB.div(unit)));
    deterministic("theta", ability.mul(unit));
    deterministic("b", difficulty.mul(unit));

    NDArray above = ability.sub(difficulty.expandDims(1)); // [item, person]
    NDArray logits = a.mul(unit).expandDims(1).mul(above);
    return item.plate("answer", persons).rv("y", bernoulliLogits(logits));
  }
}
