package org.borch.tensor.jvm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A product of matrices that is only transposed is written transposed. */
final class PlacedProducts {

  private PlacedProducts() {}

  /** The results with fewer gathers. */
  static List<List<Term>> in(Terms terms, List<List<Term>> results) {
    return new Rewriting(terms, results).by((term, rewriting) -> placed(terms, term, rewriting));
  }

  private static @Nullable Term placed(Terms terms, Term term, Rewriting rewriting) {
    if (!term.is(Op.GATHER)
        || !term.argument(0).is(Op.MATRIX_PRODUCT)
        || !rewriting.isUsedOnce(term.argument(0))) {
      return null;
    }
    Product product = term.argument(0).detail(Product.class);
    View places = product.through(term.detail(Index.class));
    return places == null
        ? null
        : terms.placed(rewriting.renewed(term.argument(0)), product.placed(places));
  }
}
