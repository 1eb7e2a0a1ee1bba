package org.borch.tensor.jvm;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Writes what computes whole vectors: calls of copied kernels, and of a primitive's own. */
final class VectorWriter {

  private static final String INDEXED = "([D[D[I)V";

  /** Shorter runs of elements are moved one by one. */
  private static final int MIN_RUN = 8;

  private final MethodVisitor method;
  private final PartWriter part;
  private final Storage storage;
  private final String owner;

  /**
   * A writer.
   *
   * @param owner the class with the copied kernels
   */
  VectorWriter(MethodVisitor method, PartWriter part, Storage storage, String owner) {
    this.method = method;
    this.part = part;
    this.storage = storage;
    this.owner = owner;
  }

  /** Computes a vector, or the sum of one. */
  void write(Term term) {
    if (term.is(Op.TOTAL)) {
      part.vector(storage.vector(term.argument(0)));
      call("total", "([D)D");
      part.keep(term);
      return;
    }
    int out = storage.vector(term);
    switch (term.op()) {
      case FILL -> {
        part.vector(out);
        part.number(term.argument(0));
        call("fill", "([DD)V");
      }
      case GATHER -> gather(term, out);
      case JOIN -> join(term, out);
      case SCATTER -> scatter(term, out);
      case LARGEST -> {
        Index targets = term.detail(Groups.class).targets();
        part.vector(storage.vector(term.argument(0)));
        part.vector(out);
        part.item("indices", "[[I", storage.index(targets, targets.places()));
        call("largest", "([D[D[I)V");
      }
      case PRODUCT -> {
        Matrix matrix = term.detail(Matrix.class);
        part.item("matrices", "[[[D", storage.matrix(matrix));
        part.vector(storage.vector(term.argument(0)));
        part.vector(out);
        call(matrix.byRows() ? "rows" : matrix.name() + "columns", "([[D[D[D)V");
      }
      case MATRIX_PRODUCT -> products(term, out);
      case KERNEL -> {
        method.visitVarInsn(Opcodes.ALOAD, PartWriter.MEMORY_SLOT);
        Code.push(method, storage.call(term));
        method.visitMethodInsn(Opcodes.INVOKEVIRTUAL, PartWriter.MEMORY, "call", "(I)V", false);
      }
      default -> function(term, out);
    }
  }

  private void function(Term term, int out) {
    int scratch = term.op().scratch();
    part.vector(storage.vector(term.argument(0)));
    part.vector(out);
    for (int i = 0; i < scratch; i++) {
      part.vector(storage.scratch(term.size(), i));
    }
    call(term.op().function(), "(" + "[D".repeat(2 + scratch) + ")V");
  }

  private void gather(Term term, int out) {
    Index index = term.detail(Index.class);
    int copied = index.runLength(1);
    int filled = index.runLength(0);
    part.vector(storage.vector(term.argument(0)));
    part.vector(out);
    if (Math.max(copied, filled) >= MIN_RUN) {
      boolean copy = copied >= filled;
      int[] runs = index.runs(copy ? copied : filled);
      part.item("indices", "[[I", storage.index(new Index(runs), runs));
      call(copy ? "copyRuns" : "fillRuns", INDEXED);
    } else {
      part.item("indices", "[[I", storage.index(index, index.places()));
      call(index.hasZeros() ? "gatherOrZero" : "gather", INDEXED);
    }
  }

  private void join(Term term, int out) {
    int from = 0;
    for (Term source : term.arguments()) {
      int[] runs = term.detail(Index.class).runsWithin(from, from + source.size());
      from += source.size();
      part.vector(storage.vector(source));
      part.vector(out);
      part.item("indices", "[[I", storage.index(new Index(runs), runs));
      call("placeRuns", INDEXED);
    }
  }

  private void scatter(Term term, int out) {
    Groups groups = term.detail(Groups.class);
    part.vector(storage.vector(term.argument(0)));
    part.vector(out);
    if (groups.size() >= MIN_RUN && groups.isPeriodic()) {
      for (int i = 0; i < 4; i++) {
        part.vector(storage.scratch(groups.size(), i));
      }
      call("columnSums", "(" + "[D".repeat(6) + ")V");
    } else if (groups.isSorted()) {
      part.item("indices", "[[I", storage.index(groups, groups.starts()));
      call("segments", INDEXED);
    } else {
      part.item("indices", "[[I", storage.index(groups.targets(), groups.targets().places()));
      call("scatter", INDEXED);
    }
  }

  private void products(Term term, int out) {
    Product product = term.detail(Product.class);
    part.vector(storage.vector(term.argument(0)));
    part.vector(storage.vector(term.argument(1)));
    part.vector(out);
    String memory = "";
    if (product.byRows()) {
      int block = product.block(storage.numberBytes());
      part.item("rows", "[[[D", storage.rows(product.inner(), product.length()));
      part.item("rows", "[[[D", storage.sums(product.panel(block), product.length()));
      Code.push(method, block);
      memory = "[[D[[DI";
    }
    part.item("products", "[" + Type.getDescriptor(Product.class), storage.product(product));
    call(
        product.name() + (product.byRows() ? "byRows" : "dots"),
        "([D[D[D" + memory + Type.getDescriptor(Product.class) + ")V");
  }

  private void call(String name, String descriptor) {
    method.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
  }
}
