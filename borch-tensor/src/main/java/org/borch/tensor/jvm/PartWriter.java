package org.borch.tensor.jvm;

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

  static final String MEMORY = Type.getInternalName(Memory.class);
  static final int MEMORY_SLOT = 0;
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

  /** Pushes an element of an array of arrays or of other objects. */
  void item(String name, String descriptor, int index) {
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

  /** Keeps what is on the stack as the value of a number, also for other methods. */
  void keep(Term number) {
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
    if (term.is(Op.LOOP)) {
      new RepetitionWriter(method, this, term).write(storage.vector(term));
    } else {
      new VectorWriter(method, this, storage, owner).write(term);
    }
  }

  void end() {
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
  }
}
