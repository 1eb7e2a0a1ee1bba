package org.borch.tensor.trace.jvm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Writes the loop over vectors for a loop over elements, by following its body on a stack. */
final class LoopVectors {

  private static final String VECTOR = "L" + VectorUnit.type("Vector") + ";";
  private static final String OPERATORS = VectorUnit.type("VectorOperators");
  private static final String BINARY = "L" + OPERATORS + "$Binary;";
  private static final String ASSOCIATIVE = "L" + OPERATORS + "$Associative;";

  /** What the loop has and vectors do not. */
  private static final class NotVectorizable extends Exception {

    private static final long serialVersionUID = 1;
  }

  private enum Form {
    ARRAY,
    INDEX,
    /** The same number for all elements. */
    NUMBER,
    VECTOR
  }

  /**
   * A value on the stack.
   *
   * @param type of its numbers, null of an array and of the index
   * @param local the variable of an array or a vector
   * @param push pushes a number
   */
  private record Value(Form form, @Nullable Type type, int local, @Nullable AbstractInsnNode push) {

    static Value number(Type type, AbstractInsnNode push) {
      return new Value(Form.NUMBER, type, -1, push);
    }
  }

  private final Vectorizing.Loop loop;
  private final Map<String, MethodNode> methods;
  private final Set<Integer> written;
  private final InsnList before = new InsnList();
  private final InsnList code = new InsnList();
  private final InsnList after = new InsnList();
  private final Deque<Value> stack = new ArrayDeque<>();
  private Map<Integer, Value> variables = new HashMap<>();
  private final Map<Integer, Value> unions = new HashMap<>();
  private boolean isInCall;
  private int nextLocal;

  /** Of the numbers in the loop, which must all have as many. */
  private int bytes;

  private LoopVectors(Vectorizing.Loop loop, int firstLocal, Map<String, MethodNode> methods) {
    this.loop = loop;
    this.methods = methods;
    this.written = loop.written();
    this.nextLocal = firstLocal;
  }

  /**
   * The code, or null if there is none.
   *
   * @param firstLocal the first variable that is free
   * @param methods those that it may call, by name and descriptor
   */
  static @Nullable InsnList of(
      Vectorizing.Loop loop, int firstLocal, Map<String, MethodNode> methods) {
    LoopVectors vectors = new LoopVectors(loop, firstLocal, methods);
    try {
      for (AbstractInsnNode node : loop.body()) {
        vectors.follow(node);
      }
      vectors.finishUnions();
    } catch (NotVectorizable e) {
      return null;
    }
    return vectors.bytes == 0 ? null : vectors.written();
  }

  private InsnList written() {
    LabelNode test = new LabelNode();
    LabelNode end = new LabelNode();
    int lanes = VectorUnit.lanes(bytes);
    InsnList all = new InsnList();
    all.add(before);
    all.add(test);
    all.add(new VarInsnNode(Opcodes.ILOAD, loop.index()));
    loop.bound().forEach(node -> all.add(node.clone(Map.of())));
    all.add(new IntInsnNode(Opcodes.BIPUSH, lanes - 1));
    all.add(new InsnNode(Opcodes.ISUB));
    all.add(new JumpInsnNode(Opcodes.IF_ICMPGE, end));
    all.add(code);
    all.add(new IincInsnNode(loop.index(), lanes));
    all.add(new JumpInsnNode(Opcodes.GOTO, test));
    all.add(end);
    all.add(after);
    return all;
  }

  private void follow(AbstractInsnNode node) throws NotVectorizable {
    int opcode = node.getOpcode();
    switch (opcode) {
      case Opcodes.ALOAD -> {
        int variable = ((VarInsnNode) node).var;
        if (isInCall || written.contains(variable)) {
          throw new NotVectorizable();
        }
        stack.push(new Value(Form.ARRAY, null, variable, null));
      }
      case Opcodes.ILOAD -> load((VarInsnNode) node, Type.INT_TYPE);
      case Opcodes.LLOAD -> load((VarInsnNode) node, Type.LONG_TYPE);
      case Opcodes.FLOAD -> load((VarInsnNode) node, Type.FLOAT_TYPE);
      case Opcodes.DLOAD -> load((VarInsnNode) node, Type.DOUBLE_TYPE);
      case Opcodes.ISTORE, Opcodes.LSTORE, Opcodes.FSTORE, Opcodes.DSTORE ->
          variables.put(((VarInsnNode) node).var, stack.pop());
      case Opcodes.BIPUSH, Opcodes.SIPUSH -> stack.push(Value.number(Type.INT_TYPE, node));
      case Opcodes.LDC -> stack.push(Value.number(typeOf(((LdcInsnNode) node).cst), node));
      case Opcodes.FALOAD -> read(Type.FLOAT_TYPE);
      case Opcodes.DALOAD -> read(Type.DOUBLE_TYPE);
      case Opcodes.LALOAD -> read(Type.LONG_TYPE);
      case Opcodes.FASTORE, Opcodes.DASTORE, Opcodes.LASTORE -> store();
      case Opcodes.DUP2 -> duplicate();
      case Opcodes.FADD, Opcodes.DADD, Opcodes.IADD, Opcodes.LADD -> binary("add");
      case Opcodes.FSUB, Opcodes.DSUB, Opcodes.ISUB, Opcodes.LSUB -> binary("sub");
      case Opcodes.FMUL, Opcodes.DMUL, Opcodes.LMUL -> binary("mul");
      case Opcodes.FDIV, Opcodes.DDIV -> binary("div");
      case Opcodes.IOR, Opcodes.LOR -> binary("or");
      case Opcodes.IAND, Opcodes.LAND -> binary("and");
      case Opcodes.LXOR -> exclusiveOr();
      case Opcodes.FNEG, Opcodes.DNEG -> unary("neg");
      case Opcodes.ISHL, Opcodes.LSHL -> shift("LSHL");
      case Opcodes.ISHR, Opcodes.LSHR -> shift("ASHR");
      case Opcodes.IUSHR, Opcodes.LUSHR -> shift("LSHR");
      case Opcodes.INVOKESTATIC -> call((MethodInsnNode) node);
      default -> {
        if (opcode >= Opcodes.ICONST_M1 && opcode <= Opcodes.ICONST_5) {
          stack.push(Value.number(Type.INT_TYPE, node));
        } else if (opcode == Opcodes.LCONST_0 || opcode == Opcodes.LCONST_1) {
          stack.push(Value.number(Type.LONG_TYPE, node));
        } else if (opcode >= Opcodes.FCONST_0 && opcode <= Opcodes.FCONST_2) {
          stack.push(Value.number(Type.FLOAT_TYPE, node));
        } else if (opcode == Opcodes.DCONST_0 || opcode == Opcodes.DCONST_1) {
          stack.push(Value.number(Type.DOUBLE_TYPE, node));
        } else {
          throw new NotVectorizable();
        }
      }
    }
  }

  private static Type typeOf(Object constant) throws NotVectorizable {
    if (constant instanceof Float) {
      return Type.FLOAT_TYPE;
    } else if (constant instanceof Double) {
      return Type.DOUBLE_TYPE;
    } else if (constant instanceof Integer) {
      return Type.INT_TYPE;
    } else if (constant instanceof Long) {
      return Type.LONG_TYPE;
    }
    throw new NotVectorizable();
  }

  private void load(VarInsnNode node, Type type) throws NotVectorizable {
    Value known = variables.get(node.var);
    if (known != null) {
      stack.push(known);
    } else if (node.var == loop.index()) {
      stack.push(new Value(Form.INDEX, null, -1, null));
    } else if (written.contains(node.var)) {
      stack.push(union(node, type));
    } else {
      stack.push(Value.number(type, node));
    }
  }

  /** A variable that goes from element to element: the or of something of all of them. */
  private Value union(VarInsnNode node, Type type) throws NotVectorizable {
    if (!type.equals(Type.INT_TYPE) && !type.equals(Type.LONG_TYPE)) {
      throw new NotVectorizable();
    }
    Value union = new Value(Form.VECTOR, type, nextLocal++, null);
    int zero = type.equals(Type.INT_TYPE) ? Opcodes.ICONST_0 : Opcodes.LCONST_0;
    broadcast(before, type, new InsnNode(zero));
    before.add(new VarInsnNode(Opcodes.ASTORE, union.local()));
    unions.put(node.var, union);
    return union;
  }

  private void finishUnions() throws NotVectorizable {
    for (Map.Entry<Integer, Value> entry : unions.entrySet()) {
      int variable = entry.getKey();
      Value union = entry.getValue();
      Value last = variables.get(variable);
      if (last == null || !isUnion(variable)) {
        throw new NotVectorizable();
      }
      code.add(new VarInsnNode(Opcodes.ALOAD, last.local()));
      code.add(new VarInsnNode(Opcodes.ASTORE, union.local()));
      Type type = Objects.requireNonNull(union.type());
      boolean isInt = type.equals(Type.INT_TYPE);
      after.add(new VarInsnNode(isInt ? Opcodes.ILOAD : Opcodes.LLOAD, variable));
      after.add(new VarInsnNode(Opcodes.ALOAD, union.local()));
      after.add(new FieldInsnNode(Opcodes.GETSTATIC, OPERATORS, "OR", ASSOCIATIVE));
      invoke(after, type, "reduceLanes", "(" + ASSOCIATIVE + ")" + type);
      after.add(new InsnNode(isInt ? Opcodes.IOR : Opcodes.LOR));
      after.add(new VarInsnNode(isInt ? Opcodes.ISTORE : Opcodes.LSTORE, variable));
    }
  }

  /** Whether a variable is read once, first, and what is stored is the or of it and something. */
  private boolean isUnion(int variable) {
    int reads = 0;
    boolean stores = true;
    for (AbstractInsnNode node : loop.body()) {
      if (node instanceof VarInsnNode known && known.var == variable) {
        boolean isRead = node.getOpcode() == Opcodes.ILOAD || node.getOpcode() == Opcodes.LLOAD;
        reads += isRead ? 1 : 0;
        int former = node.getPrevious().getOpcode();
        stores &= isRead || former == Opcodes.IOR || former == Opcodes.LOR;
      }
    }
    return reads == 1 && stores;
  }

  private void read(Type type) throws NotVectorizable {
    requireIndex();
    Value array = stack.pop();
    species(code, type);
    code.add(new VarInsnNode(Opcodes.ALOAD, array.local()));
    code.add(new VarInsnNode(Opcodes.ILOAD, loop.index()));
    String vector = vector(type);
    String arguments = VectorUnit.SPECIES + "[" + type + "I";
    code.add(
        new MethodInsnNode(
            Opcodes.INVOKESTATIC, vector, "fromArray", "(" + arguments + ")L" + vector + ";"));
    push(type);
  }

  private void store() throws NotVectorizable {
    Value value = asVector(stack.pop());
    requireIndex();
    Value array = stack.pop();
    Type type = Objects.requireNonNull(value.type());
    code.add(new VarInsnNode(Opcodes.ALOAD, value.local()));
    code.add(new VarInsnNode(Opcodes.ALOAD, array.local()));
    code.add(new VarInsnNode(Opcodes.ILOAD, loop.index()));
    invoke(code, type, "intoArray", "([" + type + "I)V");
  }

  private void requireIndex() throws NotVectorizable {
    if (stack.pop().form() != Form.INDEX) {
      throw new NotVectorizable();
    }
  }

  /** An array and its index, as {@code a[i] += x} has them twice. */
  private void duplicate() throws NotVectorizable {
    requireIndex();
    Value array = stack.pop();
    Value index = new Value(Form.INDEX, null, -1, null);
    for (int i = 0; i < 2; i++) {
      stack.push(array);
      stack.push(index);
    }
  }

  private void binary(String name) throws NotVectorizable {
    Value right = asVector(stack.pop());
    Value left = asVector(stack.pop());
    operate(name, left, right);
  }

  private void unary(String name) throws NotVectorizable {
    operate(name, asVector(stack.pop()));
  }

  /** A method of the first vector, whose arguments are the others. */
  private void operate(String name, Value... vectors) throws NotVectorizable {
    Type type = Objects.requireNonNull(vectors[0].type());
    for (Value vector : vectors) {
      code.add(new VarInsnNode(Opcodes.ALOAD, vector.local()));
    }
    String arguments = VECTOR.repeat(vectors.length - 1);
    invoke(code, type, name, "(" + arguments + ")L" + vector(type) + ";");
    push(type);
  }

  private void exclusiveOr() throws NotVectorizable {
    Value right = asVector(stack.pop());
    Value left = asVector(stack.pop());
    Type type = Objects.requireNonNull(left.type());
    code.add(new VarInsnNode(Opcodes.ALOAD, left.local()));
    code.add(new FieldInsnNode(Opcodes.GETSTATIC, OPERATORS, "XOR", ASSOCIATIVE));
    code.add(new VarInsnNode(Opcodes.ALOAD, right.local()));
    invoke(code, type, "lanewise", "(" + BINARY + VECTOR + ")L" + vector(type) + ";");
    push(type);
  }

  private void shift(String operator) throws NotVectorizable {
    Value count = stack.pop();
    Value value = asVector(stack.pop());
    Type type = Objects.requireNonNull(value.type());
    if (count.push() == null) {
      throw new NotVectorizable();
    }
    code.add(new VarInsnNode(Opcodes.ALOAD, value.local()));
    code.add(new FieldInsnNode(Opcodes.GETSTATIC, OPERATORS, operator, BINARY));
    code.add(count.push().clone(Map.of()));
    if (type.equals(Type.LONG_TYPE)) {
      code.add(new InsnNode(Opcodes.I2L));
    }
    invoke(code, type, "lanewise", "(" + BINARY + type + ")L" + vector(type) + ";");
    push(type);
  }

  private void call(MethodInsnNode node) throws NotVectorizable {
    switch (node.name) {
      case "floatToRawIntBits" -> reinterpret("reinterpretAsInts", Type.INT_TYPE);
      case "intBitsToFloat" -> reinterpret("reinterpretAsFloats", Type.FLOAT_TYPE);
      case "doubleToRawLongBits" -> reinterpret("reinterpretAsLongs", Type.LONG_TYPE);
      case "longBitsToDouble" -> reinterpret("reinterpretAsDoubles", Type.DOUBLE_TYPE);
      case "max", "min" -> {
        requireMath(node);
        binary(node.name);
      }
      case "sqrt", "abs" -> {
        requireMath(node);
        unary(node.name);
      }
      default -> inline(node);
    }
  }

  private void inline(MethodInsnNode call) throws NotVectorizable {
    MethodNode method = methods.get(call.name + call.desc);
    if (method == null) {
      throw new NotVectorizable();
    }
    Type[] parameters = Type.getArgumentTypes(call.desc);
    Map<Integer, Value> arguments = new HashMap<>();
    int variable = Type.getArgumentsAndReturnSizes(call.desc) >> 2;
    for (int i = parameters.length - 1; i >= 0; i--) {
      variable -= parameters[i].getSize();
      arguments.put(variable - 1, stack.pop());
    }
    Map<Integer, Value> here = variables;
    boolean outer = isInCall;
    variables = arguments;
    isInCall = true;
    for (AbstractInsnNode node : method.instructions) {
      boolean isReturn = node.getOpcode() >= Opcodes.IRETURN && node.getOpcode() <= Opcodes.DRETURN;
      if (node.getOpcode() >= 0 && !isReturn) {
        follow(node);
      }
    }
    variables = here;
    isInCall = outer;
  }

  private static void requireMath(MethodInsnNode node) throws NotVectorizable {
    if (!node.owner.equals("java/lang/Math")) {
      throw new NotVectorizable();
    }
  }

  private void reinterpret(String name, Type to) throws NotVectorizable {
    Value value = asVector(stack.pop());
    code.add(new VarInsnNode(Opcodes.ALOAD, value.local()));
    Type from = Objects.requireNonNull(value.type());
    invoke(code, from, name, "()L" + vector(to) + ";");
    push(to);
  }

  private Value asVector(Value value) throws NotVectorizable {
    if (value.form() == Form.VECTOR) {
      return value;
    }
    if (value.type() == null || value.push() == null) {
      throw new NotVectorizable();
    }
    broadcast(code, value.type(), value.push().clone(Map.of()));
    push(value.type());
    return stack.pop();
  }

  private static void broadcast(InsnList list, Type type, AbstractInsnNode number) {
    species(list, type);
    list.add(number);
    String vector = vector(type);
    list.add(
        new MethodInsnNode(
            Opcodes.INVOKESTATIC,
            vector,
            "broadcast",
            "(" + VectorUnit.SPECIES + type + ")L" + vector + ";"));
  }

  private static void species(InsnList list, Type type) {
    String field = VectorUnit.speciesField();
    list.add(new FieldInsnNode(Opcodes.GETSTATIC, vector(type), field, VectorUnit.SPECIES));
  }

  private static void invoke(InsnList list, Type type, String name, String descriptor) {
    list.add(new MethodInsnNode(Opcodes.INVOKEVIRTUAL, vector(type), name, descriptor));
  }

  /** Keeps the vector that the code leaves. */
  private void push(Type type) throws NotVectorizable {
    int size =
        type.equals(Type.INT_TYPE) || type.equals(Type.FLOAT_TYPE) ? Float.BYTES : Double.BYTES;
    if (bytes != 0 && bytes != size) {
      throw new NotVectorizable();
    }
    bytes = size;
    code.add(new VarInsnNode(Opcodes.ASTORE, nextLocal));
    stack.push(new Value(Form.VECTOR, type, nextLocal++, null));
  }

  private static String vector(Type type) {
    return VectorUnit.type(
        switch (type.getSort()) {
          case Type.INT -> "IntVector";
          case Type.LONG -> "LongVector";
          case Type.FLOAT -> "FloatVector";
          default -> "DoubleVector";
        });
  }
}
