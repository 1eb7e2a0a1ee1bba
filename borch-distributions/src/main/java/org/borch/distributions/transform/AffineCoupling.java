package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Operand;

/**
 * The first elements a of a real vector stay, the others b are scaled and shifted by what a network
 * of one layer makes of the first: x = [a, b · exp(s(a)) + t(a)], with s between -2 and 2 so that
 * no scale runs off. Dinh, Sohl-Dickstein and Bengio (2017), "Density estimation using Real NVP",
 * equations 4 and 5.
 *
 * <pre>
 *   hidden = tanh(in a + inBias),  [r, t] = out hidden + outBias,  s = 2 tanh(r / 2)
 * </pre>
 *
 * @param kept how many elements stay, k of d
 * @param in [hidden, k]
 * @param inBias [hidden]
 * @param out [2 (d - k), hidden]: 0 makes this the identity
 * @param outBias [2 (d - k)]
 */
public record AffineCoupling(int kept, Operand in, Operand inBias, Operand out, Operand outBias)
    implements Bijector {

  private static final double LARGEST = 2;

  /** Checks the number of elements that stay. */
  public AffineCoupling {
    if (kept < 1) {
      throw new IllegalArgumentException(
          "AffineCoupling keeps " + kept + " elements, expected at least 1 and less than all");
    }
  }

  private NDArray first(NDArray x) {
    return x.get(new NDIndex("..., :{}", kept));
  }

  private NDArray rest(NDArray x) {
    return x.get(new NDIndex("..., {}:", kept));
  }

  /** Scales' logarithms, then shifts: batch + [2 (d - k)]. */
  private NDArray network(NDArray a) {
    NDArray hidden = ArrayMath.tanh(product(in.like(a), a).add(inBias.like(a)));
    return product(out.like(a), hidden).add(outBias.like(a));
  }

  private static NDArray product(NDArray matrix, NDArray vector) {
    return matrix.matMul(vector.expandDims(-1)).squeeze(-1);
  }

  private NDArray logScale(NDArray network) {
    long half = half(network);
    NDArray raw = network.get(new NDIndex("..., :{}", half));
    return ArrayMath.tanh(raw.div(LARGEST)).mul(LARGEST);
  }

  private NDArray shift(NDArray network) {
    return network.get(new NDIndex("..., {}:", half(network)));
  }

  private static long half(NDArray network) {
    return network.getShape().get(network.getShape().dimension() - 1) / 2;
  }

  @Override
  public NDArray forward(NDArray u) {
    NDArray a = first(u);
    NDArray network = network(a);
    NDArray b = rest(u).mul(ArrayMath.exp(logScale(network))).add(shift(network));
    return ArrayMath.concat(-1, a, b);
  }

  @Override
  public NDArray inverse(NDArray x) {
    NDArray a = first(x);
    NDArray network = network(a);
    NDArray b = rest(x).sub(shift(network)).mul(ArrayMath.exp(logScale(network).neg()));
    return ArrayMath.concat(-1, a, b);
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return logScale(network(first(u))).sum(new int[] {-1});
  }

  @Override
  public Constraint domain() {
    return Constraints.realVector();
  }

  @Override
  public Constraint codomain() {
    return Constraints.realVector();
  }
}
