package org.borch.tensor.jvm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Writes a {@link Repetition}: the carry and all that the body computes are local variables. */
final class RepetitionWriter {

  private final MethodVisitor method;
  private final PartWriter part;
  private final Term loop;
  private final Repetition body;

  RepetitionWriter(MethodVisitor method, PartWriter part, Term loop) {
    this.method = method;
    this.part = part;
    this.loop = loop;
    this.body = loop.detail(Repetition.class);
  }

  /** The numbers that a body computes, in an order in which they can be computed. */
  static List<Term> computed(Repetition body) {
    Set<Term> known = new HashSet<>(body.outside());
    Set<Term> computed = new TreeSet<>(Comparator.comparingInt(Term::id));
    List<Term> stack = results(body);
    while (!stack.isEmpty()) {
      Term term = stack.remove(stack.size() - 1);
      if (term.op().isElementwise() && !known.contains(term) && computed.add(term)) {
        stack.addAll(term.arguments());
      }
    }
    return List.copyOf(computed);
  }

  static List<Term> results(Repetition body) {
    List<Term> results = new ArrayList<>(body.next());
    body.emitted().forEach(emission -> results.add(emission.number()));
    return results;
  }

  void write(int out) {
    List<Term> arguments = loop.arguments();
    int carries = body.carry().size();
    int numbers = arguments.size() - body.outside().size();
    for (int i = 0; i < body.outside().size(); i++) {
      bind(body.outside().get(i), arguments.get(numbers + i));
    }
    int[] carry = new int[carries];
    for (int i = 0; i < carries; i++) {
      carry[i] = bind(body.carry().get(i), arguments.get(i));
    }
    List<Integer> sources =
        arguments.subList(carries, numbers).stream().map(part::address).toList();
    sources.forEach(part::load);
    part.load(out);
    int row = part.newLocal(1);
    Code.push(method, body.backwards() ? body.steps() - 1 : 0);
    method.visitVarInsn(Opcodes.ISTORE, row);
    Label test = new Label();
    Label end = new Label();
    method.visitLabel(test);
    method.visitVarInsn(Opcodes.ILOAD, row);
    if (body.backwards()) {
      method.visitJumpInsn(Opcodes.IFLT, end);
    } else {
      Code.push(method, body.steps());
      method.visitJumpInsn(Opcodes.IF_ICMPGE, end);
    }
    for (Repetition.Row read : body.rows()) {
      part.vector(sources.get(read.source()));
      place(row, read.offset(), read.width());
      method.visitInsn(Opcodes.DALOAD);
      part.bind(read.number());
    }
    computed(body).forEach(part::assignUnlessInlined);
    for (Repetition.Emission emission : body.emitted()) {
      part.vector(out);
      place(row, emission.offset(), emission.width());
      part.number(emission.number());
      method.visitInsn(Opcodes.DASTORE);
    }
    // All are computed before the first is overwritten.
    body.next().forEach(part::number);
    for (int i = carries - 1; i >= 0; i--) {
      method.visitVarInsn(Opcodes.DSTORE, carry[i]);
    }
    method.visitIincInsn(row, body.backwards() ? -1 : 1);
    method.visitJumpInsn(Opcodes.GOTO, test);
    method.visitLabel(end);
    for (int i = 0; i < carries; i++) {
      part.vector(out);
      Code.push(method, body.last() + i);
      method.visitVarInsn(Opcodes.DLOAD, carry[i]);
      method.visitInsn(Opcodes.DASTORE);
    }
  }

  private int bind(Term inside, Term value) {
    part.number(value);
    return part.bind(inside);
  }

  private void place(int row, int offset, int width) {
    method.visitVarInsn(Opcodes.ILOAD, row);
    if (width != 1) {
      Code.push(method, width);
      method.visitInsn(Opcodes.IMUL);
    }
    if (offset != 0) {
      Code.push(method, offset);
      method.visitInsn(Opcodes.IADD);
    }
  }
}
