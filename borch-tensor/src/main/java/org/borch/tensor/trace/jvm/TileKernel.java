package org.borch.tensor.trace.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Type;

/** Code for tiles of products of matrices of one width: {@link Tiles} or {@link FloatTiles}. */
final class TileKernel extends VectorCode {

  private static final String NAME = "org/borch/tensor/trace/jvm/Tiled";

  /** With fewer columns most of a vector would be unused. */
  private static final int LEAST_COLUMNS = 4;

  private static final Map<Kind, TileKernel> KNOWN = new ConcurrentHashMap<>();

  private record Kind(boolean single, int vectors) {}

  private final Kind kind;

  private TileKernel(Kind kind) {
    this.kind = kind;
  }

  /** The kernel for matrices with a number of columns, or null if they are too narrow. */
  static @Nullable TileKernel of(int columns, int numberBytes) {
    if (columns < LEAST_COLUMNS) {
      return null;
    }
    int lanes = VectorUnit.lanes(numberBytes);
    int most = VectorUnit.hasManyRegisters() ? 4 : 2;
    int vectors = columns <= lanes ? 1 : columns <= 2 * lanes ? 2 : most;
    return KNOWN.computeIfAbsent(
        new Kind(numberBytes == Float.BYTES, vectors),
        kind -> {
          TileKernel kernel = new TileKernel(kind);
          kernel.start();
          return kernel;
        });
  }

  int lanes() {
    return VectorUnit.lanes(kind.single() ? Float.BYTES : Double.BYTES);
  }

  int width() {
    return kind.vectors() * lanes();
  }

  @Override
  List<Contest> contests(Object code) {
    List<Contest> contests = new ArrayList<>();
    for (int rows : new int[] {4 * TiledProduct.HEIGHT, TiledProduct.HEIGHT - 1}) {
      contests.add(contest(code, rows, false));
      contests.add(contest(code, rows, true));
    }
    return contests;
  }

  private Contest contest(Object code, int rows, boolean transposed) {
    int inner = 16;
    int columns = width();
    View left = view(rows, inner, transposed);
    View right = view(inner, columns, transposed);
    View out = view(rows, columns, transposed);
    TiledProduct shape = new TiledProduct(rows, inner, columns, left, right, out, false, this);
    Product loops = new Product(rows, inner, columns, left, right, out, 1, false, true);
    double[] a = new double[rows * inner];
    double[] b = new double[inner * columns];
    double[] product = new double[rows * columns];
    double[][] lines = new double[inner][columns];
    double[][] sums = new double[1][columns];
    float[] floatsA = new float[a.length];
    float[] floatsB = new float[b.length];
    float[] floats = new float[product.length];
    double[] scratch = new double[shape.scratch()];
    float[] floatScratch = new float[scratch.length];
    return new Contest(
        code instanceof FloatTiles narrow
            ? () -> narrow.multiply(floatsA, floatsB, floats, floatScratch, shape)
            : () -> ((Tiles) code).multiply(a, b, product, scratch, shape),
        () -> Products.byRows(a, b, product, lines, sums, inner, loops));
  }

  private static View view(int rows, int columns, boolean transposed) {
    int[] first = {0};
    return transposed
        ? View.rowMajor(first, columns, rows).transposed()
        : View.rowMajor(first, rows, columns);
  }

  @Override
  Object define() throws ReflectiveOperationException {
    boolean single = kind.single();
    ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    ClassVisitor narrowing = single ? Narrowing.ofCopied(type, NAME) : type;
    Code.begin(narrowing, NAME, Tiles.class);
    String multiply = "([D[D[D[D" + Type.getDescriptor(TiledProduct.class) + ")V";
    Code.forward(narrowing, NAME, "multiply", multiply, "ofmultiply", multiply);
    KernelCopy.write(narrowing, NAME, "of", TileLoops.class);
    TileWriter.write(type, "ofhigh", single, TiledProduct.HEIGHT, kind.vectors());
    TileWriter.write(type, "oflow", single, 1, kind.vectors());
    narrowing.visitEnd();
    return Classes.define(type.toByteArray());
  }
}
