package org.borch.tensor.jvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes a loop as a method of its own: its parameters are the arrays that it reads and writes and
 * the numbers that it uses, and every array is accessed at the bare index.
 */
final class LoopWriter {

  private final List<Term> terms;
  private final List<Term> arrays = new ArrayList<>();
  private final List<Term> numbers = new ArrayList<>();
  private final Map<Term, Integer> slots = new HashMap<>();
  private final Map<Term, Integer> uses = new HashMap<>();
  private final Set<Term> stored;

  /**
   * A loop.
   *
   * @param stored the vectors that others need
   */
  LoopWriter(List<Term> terms, Set<Term> stored) {
    this.terms = terms;
    this.stored = stored;
    for (Term term : terms) {
      for (Term argument : term.arguments()) {
        uses.merge(argument, 1, Integer::sum);
        List<Term> parameters = argument.isNumber() ? numbers : arrays;
        if (!argument.is(Op.NUMBER)
            && !terms.contains(argument)
            && !parameters.contains(argument)) {
          parameters.add(argument);
        }
      }
      if (stored.contains(term)) {
        arrays.add(term);
      }
    }
  }

  /** The vectors to pass, the first parameters. */
  List<Term> arrays() {
    return arrays;
  }

  /** The numbers to pass after them. */
  List<Term> numbers() {
    return numbers;
  }

  String descriptor() {
    return "(" + "[D".repeat(arrays.size()) + "D".repeat(numbers.size()) + ")V";
  }

  void write(ClassVisitor type, String name) {
    MethodVisitor method = type.visitMethod(Opcodes.ACC_STATIC, name, descriptor(), null, null);
    method.visitCode();
    int next = 0;
    for (Term array : arrays) {
      slots.put(array, next++);
    }
    for (Term number : numbers) {
      slots.put(number, next);
      next += 2;
    }
    int index = next++;
    Label test = new Label();
    Label end = new Label();
    method.visitInsn(Opcodes.ICONST_0);
    method.visitVarInsn(Opcodes.ISTORE, index);
    method.visitLabel(test);
    method.visitVarInsn(Opcodes.ILOAD, index);
    Code.push(method, terms.get(0).size());
    method.visitJumpInsn(Opcodes.IF_ICMPGE, end);
    Map<Term, Integer> values = new HashMap<>();
    for (Term term : terms) {
      boolean store = stored.contains(term);
      int used = uses.getOrDefault(term, 0);
      if (store) {
        method.visitVarInsn(Opcodes.ALOAD, slot(term));
        method.visitVarInsn(Opcodes.ILOAD, index);
      }
      if (store || used > 1) {
        push(method, term, index, values, true);
        if (used > 0) {
          if (store) {
            method.visitInsn(Opcodes.DUP2);
          }
          method.visitVarInsn(Opcodes.DSTORE, next);
          values.put(term, next);
          next += 2;
        }
      }
      if (store) {
        method.visitInsn(Opcodes.DASTORE);
      }
    }
    method.visitIincInsn(index, 1);
    method.visitJumpInsn(Opcodes.GOTO, test);
    method.visitLabel(end);
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
  }

  private int slot(Term parameter) {
    return Objects.requireNonNull(slots.get(parameter));
  }

  private void push(
      MethodVisitor method, Term term, int index, Map<Term, Integer> values, boolean compute) {
    Integer known = values.get(term);
    if (known != null) {
      method.visitVarInsn(Opcodes.DLOAD, known);
    } else if (term.is(Op.NUMBER)) {
      Code.push(method, term.number());
    } else if (term.isNumber()) {
      method.visitVarInsn(Opcodes.DLOAD, slot(term));
    } else if (compute || terms.contains(term)) {
      term.arguments().forEach(argument -> push(method, argument, index, values, false));
      Code.operate(method, term.op());
    } else {
      method.visitVarInsn(Opcodes.ALOAD, slot(term));
      method.visitVarInsn(Opcodes.ILOAD, index);
      method.visitInsn(Opcodes.DALOAD);
    }
  }
}
