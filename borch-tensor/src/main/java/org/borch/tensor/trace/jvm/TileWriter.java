package org.borch.tensor.trace.jvm;

import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes methods that compute a tile of a product of matrices in the vector registers, by the
 * vector API: it is not on the class path of a build, because it is in incubation.
 */
final class TileWriter {

  private static final String VECTOR = VectorUnit.type("Vector");

  // Parameters of the methods, as in TileLoops.
  private static final int A = 0;
  private static final int AT = 1;
  private static final int DOWN = 2;
  private static final int ACROSS = 3;
  private static final int B = 4;
  private static final int FROM = 5;
  private static final int STEP = 6;
  private static final int INNER = 7;
  private static final int LAST = 8;
  private static final int OUT = 9;
  private static final int TO = 10;
  private static final int BELOW = 11;
  private static final int FIRST_LOCAL = 12;

  private final Type number;
  private final String vector;
  private final int lanes;
  private final int rows;
  private final int vectors;
  private final MethodVisitor method;

  private TileWriter(ClassVisitor type, String name, boolean single, int rows, int vectors) {
    this.number = single ? Type.FLOAT_TYPE : Type.DOUBLE_TYPE;
    this.vector = VectorUnit.type(single ? "FloatVector" : "DoubleVector");
    this.lanes = VectorUnit.lanes(single ? Float.BYTES : Double.BYTES);
    this.rows = rows;
    this.vectors = vectors;
    String descriptor = "([" + number + "III[" + number + "IIII[" + number + "II)V";
    this.method = type.visitMethod(Opcodes.ACC_STATIC, name, descriptor, null, null);
  }

  /**
   * Writes a method with the parameters of {@link TileLoops}.
   *
   * @param rows of the tile
   * @param vectors in a row of the tile
   */
  static void write(ClassVisitor type, String name, boolean single, int rows, int vectors) {
    new TileWriter(type, name, single, rows, vectors).write();
  }

  private int offset(int v) {
    return FIRST_LOCAL + v;
  }

  private int row(int i) {
    return FIRST_LOCAL + vectors + i;
  }

  private int right(int v) {
    return FIRST_LOCAL + vectors + rows + v;
  }

  private int left() {
    return FIRST_LOCAL + 2 * vectors + rows;
  }

  private int sum(int i, int v) {
    return left() + 1 + i * vectors + v;
  }

  private int counter() {
    return sum(rows, 0);
  }

  private void write() {
    method.visitCode();
    for (int v = 0; v < vectors; v++) { // beyond the last column, the last ones are computed again
      Code.push(method, v * lanes);
      load(LAST);
      method.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
      method.visitVarInsn(Opcodes.ISTORE, offset(v));
    }
    for (int i = 0; i < rows; i++) {
      Code.push(method, i);
      load(DOWN);
      method.visitInsn(Opcodes.IMUL);
      method.visitVarInsn(Opcodes.ISTORE, row(i));
    }
    loadRight();
    for (int i = 0; i < rows; i++) {
      loadLeft(i);
      for (int v = 0; v < vectors; v++) {
        reference(right(v));
        reference(left());
        call(Opcodes.INVOKEVIRTUAL, "mul", "(L" + VECTOR + ";)L" + vector + ";");
        method.visitVarInsn(Opcodes.ASTORE, sum(i, v));
      }
    }
    Label test = new Label();
    Label body = new Label();
    method.visitInsn(Opcodes.ICONST_1);
    method.visitVarInsn(Opcodes.ISTORE, counter());
    method.visitJumpInsn(Opcodes.GOTO, test);
    method.visitLabel(body);
    advance(AT, ACROSS);
    advance(FROM, STEP);
    loadRight();
    for (int i = 0; i < rows; i++) {
      loadLeft(i);
      for (int v = 0; v < vectors; v++) {
        reference(right(v));
        reference(left());
        reference(sum(i, v));
        call(Opcodes.INVOKEVIRTUAL, "fma", "(L" + VECTOR + ";L" + VECTOR + ";)L" + vector + ";");
        method.visitVarInsn(Opcodes.ASTORE, sum(i, v));
      }
    }
    method.visitIincInsn(counter(), 1);
    method.visitLabel(test);
    load(counter());
    load(INNER);
    method.visitJumpInsn(Opcodes.IF_ICMPLT, body);
    for (int i = 0; i < rows; i++) {
      for (int v = 0; v < vectors; v++) {
        reference(sum(i, v));
        reference(OUT);
        load(TO);
        Code.push(method, i);
        load(BELOW);
        method.visitInsn(Opcodes.IMUL);
        method.visitInsn(Opcodes.IADD);
        load(offset(v));
        method.visitInsn(Opcodes.IADD);
        call(Opcodes.INVOKEVIRTUAL, "intoArray", "([" + number + "I)V");
      }
    }
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
  }

  private void loadRight() {
    for (int v = 0; v < vectors; v++) {
      species();
      reference(B);
      load(FROM);
      load(offset(v));
      method.visitInsn(Opcodes.IADD);
      call(
          Opcodes.INVOKESTATIC,
          "fromArray",
          "(" + VectorUnit.SPECIES + "[" + number + "I)L" + vector + ";");
      method.visitVarInsn(Opcodes.ASTORE, right(v));
    }
  }

  /** An element of the left matrix in every lane. */
  private void loadLeft(int i) {
    species();
    reference(A);
    load(AT);
    load(row(i));
    method.visitInsn(Opcodes.IADD);
    method.visitInsn(number.getOpcode(Opcodes.IALOAD));
    call(
        Opcodes.INVOKESTATIC, "broadcast", "(" + VectorUnit.SPECIES + number + ")L" + vector + ";");
    method.visitVarInsn(Opcodes.ASTORE, left());
  }

  private void species() {
    method.visitFieldInsn(Opcodes.GETSTATIC, vector, VectorUnit.speciesField(), VectorUnit.SPECIES);
  }

  private void call(int opcode, String name, String descriptor) {
    method.visitMethodInsn(opcode, vector, name, descriptor, false);
  }

  private void load(int local) {
    method.visitVarInsn(Opcodes.ILOAD, local);
  }

  private void reference(int local) {
    method.visitVarInsn(Opcodes.ALOAD, local);
  }

  private void advance(int local, int step) {
    load(local);
    load(step);
    method.visitInsn(Opcodes.IADD);
    method.visitVarInsn(Opcodes.ISTORE, local);
  }
}
