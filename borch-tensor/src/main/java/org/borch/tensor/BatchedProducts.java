package org.borch.tensor;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Matrix products and triangular solves for many elements. Where one side is the same for all, the
 * other side's rows or columns are put together, so that one larger product remains. Shapes: a is A
 * + [n, k] and b is B + [k, m], with [S] first for the mapped ones.
 */
final class BatchedProducts {

  /**
   * From so many columns on, products with one matrix on the left fill the registers by themselves;
   * putting columns together would only move them twice (64 networks 13-50-1: 5 % slower).
   */
  private static final int WIDE = 16;

  private BatchedProducts() {}

  static BorchArray matMul(Batch batch) {
    BorchArray a = batch.get(0);
    BorchArray b = batch.get(1);
    if (!batch.isMapped(1)) {
      return rows(a, b);
    }
    if (batch.isMapped(0)) {
      return both(batch);
    }
    Shape shape = b.getShape();
    int rank = shape.dimension();
    boolean vectors = shape.get(rank - 1) == 1;
    if (vectors && a.getShape().dimension() == 2) {
      Shape lead = shape.slice(0, rank - 2);
      BorchArray product = b.reshape(lead.size(), shape.get(rank - 2)).matMul(a.swapLast());
      return product.reshape(lead.add(a.getShape().get(0), 1));
    }
    return shape.get(rank - 1) < WIDE
        ? columns(b, a.getShape().dimension() == 2, a::matMul)
        : a.matMul(batch.aligned(1, batch.rank(0)));
  }

  static BorchArray solve(Dense.SolveTriangular primitive, Batch batch) {
    return batch.isMapped(0)
        ? BorchArray.apply(primitive, batch.aligned())
        : columns(
            batch.get(1),
            batch.get(0).getShape().dimension() == 2,
            b -> batch.get(0).apply(primitive, b));
  }

  /** a mapped, b the same for all. */
  private static BorchArray rows(BorchArray a, BorchArray b) {
    Shape shape = a.getShape();
    int rank = shape.dimension();
    if (b.getShape().dimension() == 2) {
      Shape lead = shape.slice(0, rank - 1);
      BorchArray product = a.reshape(lead.size(), shape.get(rank - 1)).matMul(b);
      return product.reshape(lead.add(b.getShape().get(1)));
    }
    BorchArray inner = a.moveAxis(0, rank - 3); // A + [S, n, k]
    BorchArray product = inner.flatten(rank - 3, rank - 2).matMul(b); // batch + [S n, m]
    int last = product.getShape().dimension() - 1;
    return product
        .reshape(
            product
                .getShape()
                .slice(0, last - 1)
                .add(shape.get(0), shape.get(rank - 2), product.getShape().get(last)))
        .moveAxis(last - 1, 0);
  }

  /**
   * A linear map of the columns of b, the same for all elements.
   *
   * @param b [S] + B + [k, m]
   * @param single whether the map is one matrix, without batch axes of its own
   * @return [S] + batch + [n, m]
   */
  private static BorchArray columns(BorchArray b, boolean single, UnaryOperator<BorchArray> map) {
    Shape shape = b.getShape();
    int rank = shape.dimension();
    if (single) {
      Shape rest = shape.slice(0, rank - 2).add(shape.get(rank - 1)); // [S] + B + [m]
      BorchArray product =
          map.apply(b.moveAxis(rank - 2, 0).reshape(shape.get(rank - 2), rest.size()));
      return product
          .reshape(new Shape(product.getShape().get(0)).addAll(rest))
          .moveAxis(0, rank - 2);
    }
    BorchArray inner = b.moveAxis(0, rank - 2); // B + [k, S, m]
    BorchArray product = map.apply(inner.flatten(rank - 2, rank - 1)); // batch + [n, S m]
    int last = product.getShape().dimension() - 1;
    return product
        .reshape(product.getShape().slice(0, last).add(shape.get(0), shape.get(rank - 1)))
        .moveAxis(last, 0);
  }

  private static BorchArray both(Batch batch) {
    BorchArray a = batch.get(0);
    BorchArray b = batch.get(1);
    Shape left = a.getShape();
    Shape right = b.getShape();
    int rank = left.dimension();
    if (batch.rank(1) == 2 && rank > 3) {
      // One matrix b for the rows of all of A.
      Shape product = left.slice(0, rank - 1).add(right.get(2));
      return a.flatten(1, rank - 2).matMul(b).reshape(product);
    }
    List<BorchArray> aligned = batch.aligned();
    boolean dot = left.get(rank - 2) == 1 && right.get(right.dimension() - 1) == 1;
    if (dot && a.getDataType().isFloating()) {
      // Scalar products are sums of products of elements, which back-ends make one loop of.
      return aligned.get(0).mul(aligned.get(1).swapLast()).sum(new int[] {-1}, true);
    }
    return aligned.get(0).matMul(aligned.get(1));
  }
}
