package org.borch.distributions.transform;

import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.cumSum;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.softmax;
import static org.borch.tensor.ArrayMath.softplus;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * Each element of a real vector by an increasing curve of its own: between -bound and bound K
 * pieces of quotients of quadratics that meet smoothly, the identity outside. Durkan, Bekasov,
 * Murray and Papamakarios (2019), "Neural spline flows", equations 4 to 8.
 *
 * @param bound above 0
 * @param widths of the pieces, as logits: [d, K]
 * @param heights likewise
 * @param slopes at the knots between pieces, before softplus: [d, K - 1]; {@link #UNIT} is slope 1
 */
public record RationalQuadraticSpline(double bound, Operand widths, Operand heights, Operand slopes)
    implements Bijector {

  /** Of softplus and the least slope: with it everywhere, and equal pieces, the map is u. */
  public static final double UNIT = Math.log(Math.expm1(1 - 1e-3));

  private static final double LEAST = 1e-3;

  /** Checks the bound. */
  public RationalQuadraticSpline {
    if (!(bound > 0) || Double.isInfinite(bound)) {
      throw new IllegalArgumentException(
          "RationalQuadraticSpline got bound = " + bound + ", expected finite and above 0");
    }
  }

  /** The curve's pieces, each array [d, K] or [d, K + 1]. */
  private record Pieces(NDArray x, NDArray y, NDArray widths, NDArray heights, NDArray slopes) {

    /** The piece's own number for each element: batch + [d]. */
    static NDArray chosen(NDArray ofPieces, NDArray isIn) {
      return ofPieces.mul(isIn).sum(new int[] {-1});
    }
  }

  /** What the piece of each element is: its corner, size, slopes at both ends. */
  private record Piece(NDArray x, NDArray y, NDArray w, NDArray h, NDArray left, NDArray right) {

    NDArray mean() {
      return h.div(w);
    }

    NDArray bend() {
      return left.add(right).sub(mean().mul(2));
    }
  }

  private Pieces pieces(NDArray like) {
    NDArray w = parts(widths.like(like));
    NDArray h = parts(heights.like(like));
    NDArray inner = softplus(slopes.like(like)).add(LEAST);
    NDArray one = w.get(new NDIndex("..., :1")).onesLike();
    return new Pieces(edges(w), edges(h), w, h, concat(-1, one, inner, one));
  }

  /** Sizes that add up to twice the bound, none too small. */
  private NDArray parts(NDArray logits) {
    long k = logits.getShape().get(logits.getShape().dimension() - 1);
    return softmax(logits, -1).mul(1 - LEAST * k).add(LEAST).mul(2 * bound);
  }

  /** Where each piece begins. */
  private NDArray edges(NDArray parts) {
    return cumSum(parts, -1).sub(parts).sub(bound);
  }

  /** The piece in which each element lies. */
  private Piece piece(Pieces all, NDArray at, boolean byHeight) {
    NDArray begins = byHeight ? all.y : all.x;
    NDArray sizes = byHeight ? all.heights : all.widths;
    NDArray point = at.expandDims(-1);
    NDArray isIn =
        point
            .gte(begins)
            .toType(at.getDataType(), false)
            .sub(point.gte(begins.add(sizes)).toType(at.getDataType(), false));
    NDArray left = all.slopes.get(new NDIndex("..., :-1"));
    NDArray right = all.slopes.get(new NDIndex("..., 1:"));
    return new Piece(
        Pieces.chosen(all.x, isIn),
        Pieces.chosen(all.y, isIn),
        Pieces.chosen(all.widths, isIn),
        Pieces.chosen(all.heights, isIn),
        Pieces.chosen(left, isIn),
        Pieces.chosen(right, isIn));
  }

  /** Elements beyond the bounds stand in the last piece, where they are not used. */
  private NDArray inside(NDArray x) {
    double edge = bound * (1 - (x.getDataType() == DataType.FLOAT32 ? 1e-6 : 1e-12));
    return x.minimum(edge).maximum(-edge);
  }

  private NDArray isInside(NDArray x) {
    return x.gt(-bound).logicalAnd(x.lt(bound));
  }

  @Override
  public NDArray forward(NDArray u) {
    NDArray at = inside(u);
    Piece p = piece(pieces(u), at, false);
    NDArray t = at.sub(p.x).div(p.w);
    NDArray both = t.mul(t.neg().add(1));
    NDArray rise = p.h.mul(square(t).mul(p.mean()).add(both.mul(p.left)));
    NDArray y = p.y.add(rise.div(p.mean().add(both.mul(p.bend()))));
    return where(isInside(u), y, u);
  }

  @Override
  public NDArray inverse(NDArray x) {
    NDArray at = inside(x);
    Piece p = piece(pieces(x), at, true);
    NDArray up = at.sub(p.y);
    NDArray a = p.h.mul(p.mean().sub(p.left)).add(up.mul(p.bend()));
    NDArray b = p.h.mul(p.left).sub(up.mul(p.bend()));
    NDArray c = p.mean().neg().mul(up);
    NDArray root = square(b).sub(a.mul(c).mul(4)).maximum(0).sqrt();
    NDArray t = c.mul(2).div(b.neg().sub(root));
    return where(isInside(x), t.mul(p.w).add(p.x), x);
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    NDArray at = inside(u);
    Piece p = piece(pieces(u), at, false);
    NDArray t = at.sub(p.x).div(p.w);
    NDArray rest = t.neg().add(1);
    NDArray both = t.mul(rest);
    NDArray slope =
        square(p.mean())
            .mul(
                p.right
                    .mul(square(t))
                    .add(p.mean().mul(both).mul(2))
                    .add(p.left.mul(square(rest))));
    NDArray logs = log(slope).sub(log(p.mean().add(both.mul(p.bend()))).mul(2));
    return where(isInside(u), logs, 0).sum(new int[] {-1});
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
