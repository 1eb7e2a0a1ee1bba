package org.borch.tensor.jvm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Writes the static methods of classes into another one. */
final class KernelCopy extends ClassVisitor {

  private final ClassVisitor target;
  private final Set<String> sources;
  private final String owner;
  private final String prefix;

  private KernelCopy(ClassVisitor target, Set<String> sources, String owner, String prefix) {
    super(Opcodes.ASM9);
    this.target = target;
    this.sources = sources;
    this.owner = owner;
    this.prefix = prefix;
  }

  /** The prefix of methods whose loops have a length: HotSpot shapes each copy after its own. */
  static String prefix(int length) {
    return "length" + (32 - Integer.numberOfLeadingZeros(length));
  }

  /**
   * Copies classes.
   *
   * @param owner the class that the target writes
   * @param prefix of the methods' new names, so that a class may hold several copies
   * @param sources classes that call each other and have no methods of the same name and type
   */
  static void write(ClassVisitor target, String owner, String prefix, Class<?>... sources) {
    Set<String> names =
        Arrays.stream(sources).map(Type::getInternalName).collect(Collectors.toSet());
    for (Class<?> source : sources) {
      String file = source.getSimpleName() + ".class";
      try (InputStream bytes = source.getResourceAsStream(file)) {
        if (bytes == null) {
          throw new IllegalStateException("the bytes of " + source + " are not on its path");
        }
        new ClassReader(bytes)
            .accept(new KernelCopy(target, names, owner, prefix), ClassReader.SKIP_DEBUG);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    boolean isStatic = (access & Opcodes.ACC_STATIC) != 0 && !name.startsWith("<");
    if (!isStatic) {
      return null;
    }
    return new MethodVisitor(
        Opcodes.ASM9,
        target.visitMethod(access, prefix + name, descriptor, signature, exceptions)) {
      @Override
      public void visitMethodInsn(
          int opcode, String called, String method, String type, boolean isInterface) {
        if (opcode == Opcodes.INVOKESTATIC && sources.contains(called)) {
          super.visitMethodInsn(opcode, owner, prefix + method, type, isInterface);
        } else if (method.equals("fma") && !Fma.IN_HARDWARE) {
          super.visitMethodInsn(opcode, Fma.CLASS, method, type, isInterface);
        } else {
          super.visitMethodInsn(opcode, called, method, type, isInterface);
        }
      }
    };
  }
}
