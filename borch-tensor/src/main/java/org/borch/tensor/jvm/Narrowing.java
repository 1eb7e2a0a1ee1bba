package org.borch.tensor.jvm;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Makes code on floats of code on doubles: every double becomes a float. Functions that exist only
 * for doubles are called with conversions around them.
 */
final class Narrowing extends ClassVisitor {

  private static final String MATH = "java/lang/Math";
  private static final Map<String, String> TWINS =
      Map.of(
          Type.getInternalName(Memory.class), Type.getInternalName(FloatMemory.class),
          Type.getInternalName(Body.class), Type.getInternalName(FloatBody.class));

  private record Function(String owner, String name, String descriptor) {}

  private final String owner;
  private final boolean generated;
  private final Map<Function, String> wrappers = new LinkedHashMap<>();

  private Narrowing(ClassVisitor target, String owner, boolean generated) {
    super(Opcodes.ASM9, target);
    this.owner = owner;
    this.generated = generated;
  }

  /** For code that this package writes: in it, DUP2 always doubles a number. */
  static Narrowing ofGenerated(ClassVisitor target, String owner) {
    return new Narrowing(target, owner, true);
  }

  /** For methods that javac made: in them, DUP2 always doubles an array and an index. */
  static Narrowing ofCopied(ClassVisitor target, String owner) {
    return new Narrowing(target, owner, false);
  }

  private static Type narrowed(Type type) {
    return switch (type.getSort()) {
      case Type.DOUBLE -> Type.FLOAT_TYPE;
      case Type.ARRAY ->
          type.getElementType().equals(Type.DOUBLE_TYPE)
              ? Type.getType("[".repeat(type.getDimensions()) + "F")
              : type;
      case Type.OBJECT ->
          Type.getObjectType(TWINS.getOrDefault(type.getInternalName(), type.getInternalName()));
      default -> type;
    };
  }

  private static String narrowed(String method) {
    Type[] arguments = Type.getArgumentTypes(method);
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = narrowed(arguments[i]);
    }
    return Type.getMethodDescriptor(narrowed(Type.getReturnType(method)), arguments);
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      @Nullable String signature,
      String superName,
      String[] interfaces) {
    String[] twins = interfaces.clone();
    for (int i = 0; i < twins.length; i++) {
      twins[i] = TWINS.getOrDefault(twins[i], twins[i]);
    }
    super.visit(version, access, name, signature, superName, twins);
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor method =
        super.visitMethod(access, name, narrowed(descriptor), signature, exceptions);
    return new Method(method, slots(access, descriptor));
  }

  /** For each local variable of the parameters, its new number: a double takes two. */
  private static int[] slots(int access, String descriptor) {
    int here = (access & Opcodes.ACC_STATIC) == 0 ? 1 : 0;
    int[] slots = new int[here + (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1];
    int next = here;
    for (Type argument : Type.getArgumentTypes(descriptor)) {
      slots[here] = next++;
      here += argument.getSize();
    }
    return slots;
  }

  @Override
  public void visitEnd() {
    wrappers.forEach(this::writeWrapper);
    super.visitEnd();
  }

  private void writeWrapper(Function function, String name) {
    Type[] arguments = Type.getArgumentTypes(function.descriptor());
    MethodVisitor method =
        super.visitMethod(Opcodes.ACC_STATIC, name, narrowed(function.descriptor()), null, null);
    method.visitCode();
    for (int i = 0; i < arguments.length; i++) {
      method.visitVarInsn(Opcodes.FLOAD, i);
      method.visitInsn(Opcodes.F2D);
    }
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC, function.owner(), function.name(), function.descriptor(), false);
    method.visitInsn(Opcodes.D2F);
    method.visitInsn(Opcodes.FRETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
  }

  private final class Method extends MethodVisitor {

    private final int[] slots;

    Method(MethodVisitor target, int[] slots) {
      super(Opcodes.ASM9, target);
      this.slots = slots;
    }

    private int slot(int variable) {
      return variable < slots.length ? slots[variable] : variable;
    }

    @Override
    public void visitInsn(int opcode) {
      super.visitInsn(
          switch (opcode) {
            case Opcodes.DCONST_0 -> Opcodes.FCONST_0;
            case Opcodes.DCONST_1 -> Opcodes.FCONST_1;
            case Opcodes.DALOAD -> Opcodes.FALOAD;
            case Opcodes.DASTORE -> Opcodes.FASTORE;
            case Opcodes.DADD -> Opcodes.FADD;
            case Opcodes.DSUB -> Opcodes.FSUB;
            case Opcodes.DMUL -> Opcodes.FMUL;
            case Opcodes.DDIV -> Opcodes.FDIV;
            case Opcodes.DNEG -> Opcodes.FNEG;
            case Opcodes.DCMPL -> Opcodes.FCMPL;
            case Opcodes.DCMPG -> Opcodes.FCMPG;
            case Opcodes.DRETURN -> Opcodes.FRETURN;
            case Opcodes.I2D -> Opcodes.I2F;
            case Opcodes.DUP2 -> generated ? Opcodes.DUP : Opcodes.DUP2;
            default -> opcode;
          });
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
      super.visitVarInsn(
          switch (opcode) {
            case Opcodes.DLOAD -> Opcodes.FLOAD;
            case Opcodes.DSTORE -> Opcodes.FSTORE;
            default -> opcode;
          },
          slot(variable));
    }

    @Override
    public void visitIincInsn(int variable, int increment) {
      super.visitIincInsn(slot(variable), increment);
    }

    @Override
    public void visitLdcInsn(Object value) {
      super.visitLdcInsn(value instanceof Double number ? (Object) rounded(number) : value);
    }

    /** A finite constant stays finite. */
    private static float rounded(double constant) {
      return Double.isInfinite(constant)
          ? (float) constant
          : (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, constant));
    }

    @Override
    public void visitFieldInsn(int opcode, String type, String name, String descriptor) {
      super.visitFieldInsn(
          opcode,
          TWINS.getOrDefault(type, type),
          name,
          narrowed(Type.getType(descriptor)).getDescriptor());
    }

    @Override
    public void visitMethodInsn(
        int opcode, String type, String name, String descriptor, boolean isInterface) {
      boolean ofDoubles = descriptor.endsWith("D)D");
      if (!ofDoubles || type.equals(owner) || existsForFloats(type, name)) {
        super.visitMethodInsn(
            opcode, TWINS.getOrDefault(type, type), name, narrowed(descriptor), isInterface);
      } else {
        String wrapper =
            wrappers.computeIfAbsent(
                new Function(type, name, descriptor), f -> "narrow" + wrappers.size() + name);
        super.visitMethodInsn(opcode, owner, wrapper, narrowed(descriptor), false);
      }
    }

    private static boolean existsForFloats(String type, String name) {
      return switch (name) {
        case "abs", "max", "min", "fma" -> type.equals(MATH) || type.equals(Fma.CLASS);
        default -> false;
      };
    }

    @Override
    public void visitFrame(
        int type, int locals, Object @Nullable [] local, int stack, Object @Nullable [] items) {
      // The class writer computes the frames.
    }
  }
}
