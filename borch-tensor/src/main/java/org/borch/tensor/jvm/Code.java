package org.borch.tensor.jvm;

import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Instructions that straight-line code and loops share. */
final class Code {

  /** Twice times this, the least positive number is more than 1; for floats, too. */
  private static final double LARGE = 0x1p600;

  private Code() {}

  /** Begins a class that implements an interface, with a constructor that takes nothing. */
  static void begin(ClassVisitor type, String name, Class<?> parent) {
    type.visit(
        Opcodes.V17,
        Opcodes.ACC_FINAL | Opcodes.ACC_SUPER,
        name,
        null,
        "java/lang/Object",
        new String[] {Type.getInternalName(parent)});
    MethodVisitor constructor = type.visitMethod(0, "<init>", "()V", null, null);
    constructor.visitCode();
    constructor.visitVarInsn(Opcodes.ALOAD, 0);
    constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    constructor.visitInsn(Opcodes.RETURN);
    constructor.visitMaxs(0, 0);
    constructor.visitEnd();
  }

  /** Pushes an int. */
  static void push(MethodVisitor method, int value) {
    if (value >= -1 && value <= 5) {
      method.visitInsn(Opcodes.ICONST_0 + value);
    } else if (value == (byte) value) {
      method.visitIntInsn(Opcodes.BIPUSH, value);
    } else if (value == (short) value) {
      method.visitIntInsn(Opcodes.SIPUSH, value);
    } else {
      method.visitLdcInsn(value);
    }
  }

  /** Pushes a double. */
  static void push(MethodVisitor method, double value) {
    if (Double.doubleToRawLongBits(value) == 0) {
      method.visitInsn(Opcodes.DCONST_0);
    } else if (value == 1) {
      method.visitInsn(Opcodes.DCONST_1);
    } else {
      method.visitLdcInsn(value);
    }
  }

  /** Replaces the operands on the stack by the result. */
  static void operate(MethodVisitor method, Op op) {
    switch (op) {
      case ADD -> method.visitInsn(Opcodes.DADD);
      case SUB -> method.visitInsn(Opcodes.DSUB);
      case MUL -> method.visitInsn(Opcodes.DMUL);
      case DIV -> method.visitInsn(Opcodes.DDIV);
      case NEG -> method.visitInsn(Opcodes.DNEG);
      case SQUARE -> {
        method.visitInsn(Opcodes.DUP2);
        method.visitInsn(Opcodes.DMUL);
      }
      case SQRT -> function(method, Math.class, "sqrt", 1);
      case ABS -> function(method, Math.class, "abs", 1);
      case MAXIMUM -> function(method, Math.class, "max", 2);
      case MINIMUM -> function(method, Math.class, "min", 2);
      case STEP -> {
        method.visitInsn(Opcodes.DCONST_0);
        function(method, Math.class, "max", 2);
        for (int i = 0; i < 2; i++) {
          method.visitLdcInsn(LARGE);
          method.visitInsn(Opcodes.DMUL);
        }
        method.visitInsn(Opcodes.DCONST_1);
        function(method, Math.class, "min", 2);
      }
      case LOG1P_UNIT -> function(method, Math.class, "log1p", 1);
      default -> function(method, op.owner(), op.function(), op.arity());
    }
  }

  private static void function(MethodVisitor method, Class<?> owner, String name, int arity) {
    String descriptor = "(" + "D".repeat(arity) + ")D";
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC, Type.getInternalName(owner), name, descriptor, false);
  }
}
