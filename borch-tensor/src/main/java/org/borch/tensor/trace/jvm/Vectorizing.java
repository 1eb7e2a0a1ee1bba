package org.borch.tensor.trace.jvm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Puts before each loop over arrays, as javac makes it of {@code for (int i = 0; i < a.length;
 * i++)}, one that does the same with the vector API, a vector at a time. The loop itself does the
 * rest. Every element is computed by the same operations, so that results are the same, bit by bit.
 * Calls of methods of the class are followed. Loops with branches or sums stay as they are.
 */
final class Vectorizing extends ClassVisitor {

  /** A loop: {@code for (index = 0; index < bound; index++) body}. */
  record Loop(
      int index, AbstractInsnNode head, List<AbstractInsnNode> bound, List<AbstractInsnNode> body) {

    /** The variables that the body writes. */
    Set<Integer> written() {
      Set<Integer> written = new HashSet<>();
      for (AbstractInsnNode node : body) {
        if (node instanceof VarInsnNode variable
            && node.getOpcode() >= Opcodes.ISTORE
            && node.getOpcode() <= Opcodes.ASTORE) {
          written.add(variable.var);
        }
      }
      return written;
    }
  }

  /** All methods of the class, by name and descriptor. */
  private final Map<String, MethodNode> methods = new LinkedHashMap<>();

  Vectorizing(ClassVisitor target) {
    super(Opcodes.ASM9, target);
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodNode method =
        new MethodNode(Opcodes.ASM9, access, name, descriptor, signature, exceptions);
    methods.put(name + descriptor, method);
    return method;
  }

  @Override
  public void visitEnd() {
    for (MethodNode method : methods.values()) {
      for (AbstractInsnNode node : method.instructions.toArray()) {
        Loop loop = node instanceof JumpInsnNode jump ? loop(jump) : null;
        if (loop != null) {
          vectorize(method, loop);
        }
      }
    }
    methods.values().forEach(method -> method.accept(cv));
    super.visitEnd();
  }

  private void vectorize(MethodNode method, Loop loop) {
    InsnList code = LoopVectors.of(loop, method.maxLocals, methods);
    if (code != null) {
      for (AbstractInsnNode node : code.toArray()) {
        if (node instanceof VarInsnNode variable) {
          method.maxLocals = Math.max(method.maxLocals, variable.var + 2);
        }
      }
      method.instructions.insertBefore(loop.head(), code);
    }
  }

  /** The loop that ends with a jump, or null if it is another one. */
  private static @Nullable Loop loop(JumpInsnNode jump) {
    AbstractInsnNode step = previous(jump);
    AbstractInsnNode first = next(jump.label);
    AbstractInsnNode start = previous(jump.label);
    if (jump.getOpcode() != Opcodes.GOTO
        || !(step instanceof IincInsnNode increment)
        || increment.incr != 1
        || !isVariable(first, Opcodes.ILOAD, increment.var)
        || !isVariable(start, Opcodes.ISTORE, increment.var)) {
      return null;
    }
    AbstractInsnNode zero = previous(start);
    List<AbstractInsnNode> bound = new ArrayList<>();
    AbstractInsnNode node = next(first);
    while (node != null && !(node instanceof JumpInsnNode)) {
      bound.add(node);
      node = next(node);
    }
    if (zero == null
        || zero.getOpcode() != Opcodes.ICONST_0
        || node == null
        || node.getOpcode() != Opcodes.IF_ICMPGE) {
      return null;
    }
    List<AbstractInsnNode> body = new ArrayList<>();
    for (node = next(node); node != null && node != step; node = next(node)) {
      if (node instanceof JumpInsnNode) {
        return null;
      }
      body.add(node);
    }
    return node == null ? null : new Loop(increment.var, jump.label, bound, body);
  }

  private static boolean isVariable(@Nullable AbstractInsnNode node, int opcode, int variable) {
    return node instanceof VarInsnNode known && node.getOpcode() == opcode && known.var == variable;
  }

  /** The next instruction, without labels and frames. */
  private static @Nullable AbstractInsnNode next(@Nullable AbstractInsnNode node) {
    AbstractInsnNode next = node == null ? null : node.getNext();
    while (next != null && next.getOpcode() < 0) {
      next = next.getNext();
    }
    return next;
  }

  private static @Nullable AbstractInsnNode previous(@Nullable AbstractInsnNode node) {
    AbstractInsnNode previous = node == null ? null : node.getPrevious();
    while (previous != null && previous.getOpcode() < 0) {
      previous = previous.getPrevious();
    }
    return previous;
  }
}
