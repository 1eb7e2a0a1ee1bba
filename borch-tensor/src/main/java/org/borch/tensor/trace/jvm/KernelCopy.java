package org.borch.tensor.trace.jvm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Writes the methods of {@link Kernels} into another class. */
final class KernelCopy extends ClassVisitor {

  private final ClassVisitor target;
  private final String owner;

  private KernelCopy(ClassVisitor target, String owner) {
    super(Opcodes.ASM9);
    this.target = target;
    this.owner = owner;
  }

  static void write(ClassVisitor target, String owner) {
    try (InputStream bytes = Kernels.class.getResourceAsStream("Kernels.class")) {
      if (bytes == null) {
        throw new IllegalStateException("the bytes of " + Kernels.class + " are not on its path");
      }
      new ClassReader(bytes).accept(new KernelCopy(target, owner), ClassReader.SKIP_DEBUG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    if (name.startsWith("<")) {
      return null;
    }
    return new MethodVisitor(
        Opcodes.ASM9, target.visitMethod(access, name, descriptor, signature, exceptions)) {
      @Override
      public void visitMethodInsn(
          int opcode, String called, String method, String type, boolean isInterface) {
        String here = called.equals(Code.KERNELS) ? owner : called;
        super.visitMethodInsn(opcode, here, method, type, isInterface);
      }
    };
  }
}
