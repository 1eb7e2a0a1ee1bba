package org.borch.tensor.trace.jvm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes one method of straight-line code. Numbers live in local variables; those that another
 * method needs also in the memory.
 */
final class PartWriter {

  private static final String MEMORY = Type.getInternalName(Memory.class);
  private static final String INDEXED = "([D[D[I)V";

  /** Shorter runs of elements are moved one by one. */
  private static final int MIN_RUN = 8;

  private static final int MEMORY_SLOT = 0;
  private static final int VECTORS = 1;
  private static final int NUMBERS = 2;

  private final MethodVisitor method;
  private final Storage storage;
  private final Inlining inlining;
  private final Set<Term> crossing;
  private final Map<Integer, Integer> arrays = new HashMap<>();
  private final Map<Term, Integer> locals = new HashMap<>();
  private int next = 3;

  /** How many conditions the code is under: what it loads then is not there for later code. */
  private int conditions;

  /**
   * The writer of a method.
   *
   * @param crossing numbers that are computed in one method and used in another
   */
  PartWriter(MethodVisitor method, Storage storage, Inlining inlining, Set<Term> crossing) {
    this.method = method;
    this.storage = storage;
    this.inlining = inlining;
    this.crossing = crossing;
    method.visitCode();
    field("vectors", "[[D");
    method.visitVarInsn(Opcodes.ASTORE, VECTORS);
    field("numbers", "[D");
    method.visitVarInsn(Opcodes.ASTORE, NUMBERS);
  }

  private void field(String name, String descriptor) {
    method.visitVarInsn(Opcodes.ALOAD, MEMORY_SLOT);
    method.visitFieldInsn(Opcodes.GETFIELD, MEMORY, name, descriptor);
  }

  /** Pushes an element of an array of arrays or of kernels. */
  private void item(String name, String descriptor, int index) {
    field(name, descriptor);
    Code.push(method, index);
    method.visitInsn(Opcodes.AALOAD);
  }

  /** Pushes a vector. */
  void vector(int number) {
    Integer local = arrays.get(number);
    if (local == null) {
      method.visitVarInsn(Opcodes.ALOAD, VECTORS);
      Code.push(method, number);
      method.visitInsn(Opcodes.AALOAD);
      if (conditions == 0) {
        method.visitInsn(Opcodes.DUP);
        method.visitVarInsn(Opcodes.ASTORE, next);
        arrays.put(number, next++);
      }
    } else {
      method.visitVarInsn(Opcodes.ALOAD, local);
    }
  }

  /** Computes a number and keeps it. */
  void assign(Term number) {
    compute(number);
    keep(number);
  }

  /** The same, unless it is computed where it is used. */
  void assignUnlessInlined(Term number) {
    if (!inlining.contains(number)) {
      assign(number);
    }
  }

  /** Keeps what is on the stack as the value of a number; returns its variable. */
  int bind(Term number) {
    int local = newLocal(2);
    method.visitVarInsn(Opcodes.DSTORE, local);
    locals.put(number, local);
    return local;
  }

  int newLocal(int slots) {
    next += slots;
    return next - slots;
  }

  /** The number of a vector's memory. */
  int address(Term vector) {
    return storage.vector(vector);
  }

  /** Makes sure that later code finds a vector in a local variable. */
  void load(int vector) {
    vector(vector);
    method.visitInsn(Opcodes.POP);
  }

  private void keep(Term number) {
    method.visitVarInsn(Opcodes.DSTORE, next);
    if (crossing.contains(number)) {
      method.visitVarInsn(Opcodes.ALOAD, NUMBERS);
      Code.push(method, storage.crossing(number));
      method.visitVarInsn(Opcodes.DLOAD, next);
      method.visitInsn(Opcodes.DASTORE);
    }
    locals.put(number, next);
    next += 2;
  }

  /** Pushes a number. */
  void number(Term term) {
    Integer local = locals.get(term);
    if (local != null) {
      method.visitVarInsn(Opcodes.DLOAD, local);
    } else if (term.is(Op.NUMBER)) {
      Code.push(method, term.number());
    } else if (term.is(Op.ELEMENT)) {
      vector(storage.vector(term.argument(0)));
      Code.push(method, term.index());
      method.visitInsn(Opcodes.DALOAD);
    } else if (inlining.contains(term)) {
      compute(term);
    } else {
      method.visitVarInsn(Opcodes.ALOAD, NUMBERS);
      Code.push(method, storage.crossing(term));
      method.visitInsn(Opcodes.DALOAD);
      if (conditions == 0) {
        method.visitInsn(Opcodes.DUP2);
        method.visitVarInsn(Opcodes.DSTORE, next);
        locals.put(term, next);
        next += 2;
      }
    }
  }

  private void compute(Term term) {
    if (term.is(Op.WHERE)) {
      choose(term);
      return;
    }
    term.arguments().forEach(this::number);
    Code.operate(method, term.op());
  }

  /** Computes only what is chosen, as far as it has no other use. */
  private void choose(Term term) {
    Label otherwise = new Label();
    Label end = new Label();
    number(term.argument(0));
    method.visitInsn(Opcodes.DCONST_0);
    method.visitInsn(Opcodes.DCMPL);
    method.visitJumpInsn(Opcodes.IFEQ, otherwise);
    conditions++;
    number(term.argument(1));
    method.visitJumpInsn(Opcodes.GOTO, end);
    method.visitLabel(otherwise);
    number(term.argument(2));
    method.visitLabel(end);
    conditions--;
  }

  /** Writes numbers into a vector, from an index on. */
  void store(List<Term> numbers, int vector, int from) {
    for (int i = 0; i < numbers.size(); i++) {
      vector(vector);
      Code.push(method, from + i);
      number(numbers.get(i));
      method.visitInsn(Opcodes.DASTORE);
    }
  }

  /** Runs a loop. */
  void loop(LoopWriter loop, String owner, String name) {
    loop.arrays().forEach(array -> vector(storage.vector(array)));
    loop.numbers().forEach(this::number);
    method.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, loop.descriptor(), false);
  }

  /** Computes a whole vector, or the sum of one. */
  void whole(Term term, String owner) {
    if (term.is(Op.TOTAL)) {
      vector(storage.vector(term.argument(0)));
      call(owner, "total", "([D)D");
      keep(term);
      return;
    }
    int out = storage.vector(term);
    switch (term.op()) {
      case FILL -> {
        vector(out);
        number(term.argument(0));
        call(owner, "fill", "([DD)V");
      }
      case GATHER -> gather(term, out, owner);
      case JOIN -> join(term, out, owner);
      case SCATTER -> scatter(term, out, owner);
      case LARGEST -> {
        Index targets = term.detail(Groups.class).targets();
        vector(storage.vector(term.argument(0)));
        vector(out);
        item("indices", "[[I", storage.index(targets, targets.places()));
        call(owner, "largest", "([D[D[I)V");
      }
      case PRODUCT -> {
        Matrix matrix = term.detail(Matrix.class);
        item("matrices", "[[[D", storage.matrix(matrix));
        vector(storage.vector(term.argument(0)));
        vector(out);
        call(owner, matrix.isWide() ? "rows" : "columns", "([[D[D[D)V");
      }
      case MATRIX_PRODUCT -> products(term, out, owner);
      case LOOP -> new RepetitionWriter(method, this, term).write(out);
      case KERNEL -> {
        method.visitVarInsn(Opcodes.ALOAD, MEMORY_SLOT);
        Code.push(method, storage.call(term));
        method.visitMethodInsn(Opcodes.INVOKEVIRTUAL, MEMORY, "call", "(I)V", false);
      }
      default -> {
        vector(storage.vector(term.argument(0)));
        vector(out);
        for (int i = 0; i < term.op().scratch(); i++) {
          vector(storage.scratch(term.size(), i));
        }
        String arrays = "[D".repeat(2 + term.op().scratch());
        call(owner, term.op().function(), "(" + arrays + ")V");
      }
    }
  }

  private void gather(Term term, int out, String owner) {
    Index index = term.detail(Index.class);
    int copied = index.runLength(1);
    int filled = index.runLength(0);
    vector(storage.vector(term.argument(0)));
    vector(out);
    if (Math.max(copied, filled) >= MIN_RUN) {
      boolean copy = copied >= filled;
      int[] runs = index.runs(copy ? copied : filled);
      item("indices", "[[I", storage.index(new Index(runs), runs));
      call(owner, copy ? "copyRuns" : "fillRuns", INDEXED);
    } else {
      item("indices", "[[I", storage.index(index, index.places()));
      call(owner, index.hasZeros() ? "gatherOrZero" : "gather", INDEXED);
    }
  }

  private void join(Term term, int out, String owner) {
    int from = 0;
    for (Term source : term.arguments()) {
      int[] runs = term.detail(Index.class).runsWithin(from, from + source.size());
      from += source.size();
      vector(storage.vector(source));
      vector(out);
      item("indices", "[[I", storage.index(new Index(runs), runs));
      call(owner, "placeRuns", INDEXED);
    }
  }

  private void scatter(Term term, int out, String owner) {
    Groups groups = term.detail(Groups.class);
    vector(storage.vector(term.argument(0)));
    vector(out);
    if (groups.size() >= MIN_RUN && groups.isPeriodic()) {
      for (int i = 0; i < 4; i++) {
        vector(storage.scratch(groups.size(), i));
      }
      call(owner, "columnSums", "(" + "[D".repeat(6) + ")V");
    } else if (groups.isSorted()) {
      item("indices", "[[I", storage.index(groups, groups.starts()));
      call(owner, "segments", INDEXED);
    } else {
      item("indices", "[[I", storage.index(groups.targets(), groups.targets().places()));
      call(owner, "scatter", INDEXED);
    }
  }

  private void products(Term term, int out, String owner) {
    Product product = term.detail(Product.class);
    vector(storage.vector(term.argument(0)));
    vector(storage.vector(term.argument(1)));
    vector(out);
    String memory = "";
    if (product.byRows()) {
      item("rows", "[[[D", storage.rows(product.block(), product.columns()));
      vector(storage.scratch(product.columns(), 0));
      memory = "[[D[D";
    }
    item("products", "[" + Type.getDescriptor(Product.class), storage.product(product));
    call(
        owner,
        product.name() + (product.byRows() ? "byRows" : "dots"),
        "([D[D[D" + memory + Type.getDescriptor(Product.class) + ")V");
  }

  private void call(String owner, String name, String descriptor) {
    method.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
  }

  void end() {
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
  }
}
