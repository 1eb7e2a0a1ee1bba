package org.borch.tensor.trace.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.objectweb.asm.ClassWriter;

/**
 * Programs whose results must not depend on whether the machine's vectors are used. Run as a
 * process, computes them before and after code for vectors is ready.
 */
final class VectorUnitProbe {

  private static final int[] ROWS = {1, 2, 3, 4, 5, 6, 7, 12, 13, 50};
  private static final int[] INNER = {1, 2, 5, 33};
  private static final int[] COLUMNS = {4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100};

  private static final double[] SPECIAL = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
  };

  /** Of the arrays of functions; a rest of it does not fill a vector. */
  private static final int LENGTH = 69;

  /** After this time the lines are printed anyway, and say that code is not ready. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private VectorUnitProbe() {}

  /** A program with its arguments. */
  static final class Case {

    private final String name;
    private final Supplier<double[]> program;
    private final List<TileKernel> kernels;

    private Case(String name, Supplier<double[]> program, List<TileKernel> kernels) {
      this.name = name;
      this.program = program;
      this.kernels = kernels;
    }

    /**
     * A case.
     *
     * @param single whether it is compiled in single precision
     * @param result makes the result's term from those of the inputs
     */
    static Case of(
        String name, boolean single, BiFunction<Terms, Term[], Term> result, double[]... inputs) {
      Terms terms = new Terms();
      Term[] arguments =
          IntStream.range(0, inputs.length)
              .mapToObj(i -> terms.input(i, inputs[i].length))
              .toArray(Term[]::new);
      List<List<Term>> results = terms.improved(List.of(List.of(result.apply(terms, arguments))));
      return new Case(
          (single ? "float32 " : "float64 ") + name,
          single ? floats(results, inputs) : doubles(results, inputs),
          kernels(results, single ? Float.BYTES : Double.BYTES));
    }

    private static Supplier<double[]> doubles(List<List<Term>> results, double[][] inputs) {
      Compiled compiled = Compiler.compile(inputs.length, results);
      return () -> {
        Memory memory = compiled.memory(inputs); // new, or what is not computed would not show
        memory.run();
        return memory.result(0);
      };
    }

    private static Supplier<double[]> floats(List<List<Term>> results, double[][] inputs) {
      Object[] narrowed = Arrays.stream(inputs).map(Precision::narrowed).toArray();
      FloatCompiled compiled = Compiler.compileFloats(inputs.length, results);
      return () -> {
        FloatMemory memory = compiled.memory(narrowed);
        memory.run();
        double[] result = new double[memory.result(0).length];
        Precision.widen(memory.result(0), result);
        return result;
      };
    }

    private static List<TileKernel> kernels(List<List<Term>> results, int numberBytes) {
      return Schedule.of(results).stream()
          .map(Schedule.Step::first)
          .filter(term -> term.is(Op.MATRIX_PRODUCT))
          .map(term -> TiledProduct.of(term.detail(Product.class), numberBytes))
          .filter(Objects::nonNull)
          .map(TiledProduct::kernel)
          .toList();
    }

    /** Whether runs use vectors as soon as code for that is ready. */
    boolean usesVectors() {
      return !kernels.isEmpty();
    }

    boolean isReady() {
      return kernels.stream().allMatch(kernel -> kernel.ready() != null);
    }

    /**
     * Its name and the bits of the result of a run. All that is no number counts as the same: which
     * of two such arguments an operation returns is up to HotSpot.
     */
    String line() {
      long hash = 0;
      for (double number : program.get()) {
        long bits = Double.doubleToLongBits(number);
        hash = 31 * hash + (bits ^ bits >>> 32);
      }
      return name + ": " + Long.toHexString(hash);
    }
  }

  /** How a matrix lies in a vector. */
  private enum Layout {
    ROWS,
    COLUMNS,
    /** As a part of a wider matrix. */
    PART;

    private int place(int matrix, int i, int j, int rows, int columns) {
      return switch (this) {
        case ROWS -> (matrix * rows + i) * columns + j;
        case COLUMNS -> (matrix * columns + j) * rows + i;
        case PART -> (matrix * rows + i) * (columns + 3) + j + 2;
      };
    }

    /** Where elements of row-major matrices are. */
    int[] places(int matrices, int rows, int columns) {
      int[] places = new int[matrices * rows * columns];
      for (int i = 0; i < places.length; i++) {
        int row = i / columns;
        places[i] = place(row / rows, row % rows, i % columns, rows, columns);
      }
      return places;
    }
  }

  /** For each product, the numbers of its matrices. */
  private enum Batch {
    ONE(new int[1], new int[1]),
    EACH(new int[] {0, 1, 2}, new int[] {0, 1, 2}),
    ONE_LEFT(new int[3], new int[] {0, 1, 2}),
    ONE_RIGHT(new int[] {0, 1, 2}, new int[3]);

    private final int[] left;
    private final int[] right;

    Batch(int[] left, int[] right) {
      this.left = left;
      this.right = right;
    }

    int matricesLeft() {
      return Arrays.stream(left).max().orElseThrow() + 1;
    }

    int matricesRight() {
      return Arrays.stream(right).max().orElseThrow() + 1;
    }
  }

  /** All cases, in the same order in each process. */
  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (boolean single : new boolean[] {false, true}) {
      addProducts(cases, single);
      addFunctions(cases, single);
    }
    addNormals(cases);
    return cases;
  }

  /** All pairs of rows and columns; the rest of a case is drawn. */
  private static void addProducts(List<Case> cases, boolean single) {
    Random random = new Random(1);
    for (int rows : ROWS) {
      for (int columns : COLUMNS) {
        int inner = INNER[random.nextInt(INNER.length)];
        cases.add(product(rows, inner, columns, random, single, 0));
      }
    }
    for (int rows : new int[] {4, 7, 13}) {
      for (int columns : new int[] {6, 17, 65}) {
        cases.add(product(rows, 33, columns, random, single, 3));
      }
    }
  }

  private static Case product(
      int rows, int inner, int columns, Random random, boolean single, int special) {
    Batch batch = drawn(Batch.values(), random);
    Layout left = drawn(Layout.values(), random);
    Layout right = drawn(Layout.values(), random);
    boolean transposed = random.nextBoolean();
    int[] leftPlaces = left.places(batch.matricesLeft(), rows, inner);
    int[] rightPlaces = right.places(batch.matricesRight(), inner, columns);
    int[] out = Layout.COLUMNS.places(1, columns, batch.left.length * rows);
    return Case.of(
        List.of(rows, inner, columns, batch, left, right)
            + (transposed ? " transposed" : "")
            + (special > 0 ? " not finite" : ""),
        single,
        (terms, inputs) -> {
          Term a = terms.gather(inputs[0], leftPlaces);
          Term b = terms.gather(inputs[1], rightPlaces);
          Term product = terms.products(a, b, rows, inner, columns, batch.left, batch.right);
          return transposed ? terms.gather(product, out) : product;
        },
        numbers(leftPlaces, random, special),
        numbers(rightPlaces, random, special));
  }

  /** Functions that have a kernel, of usual numbers and of such that it leaves to others. */
  private static void addFunctions(List<Case> cases, boolean single) {
    Random random = new Random(2);
    for (Op op : Op.values()) {
      if (op.kind() == Op.Kind.KERNEL) {
        double[] x = random.doubles(LENGTH).toArray();
        cases.add(function(op, "", single, x));
        if (op != Op.LOG1P_UNIT) {
          double[] special = numbers(IntStream.range(0, LENGTH).toArray(), random, 9);
          special[10] = 1e-310;
          special[20] = 1e-40;
          special[30] = -800;
          special[40] = 800;
          cases.add(function(op, " not usual", single, special));
        }
      }
    }
  }

  private static Case function(Op op, String name, boolean single, double[] x) {
    double[] result = new double[LENGTH];
    double[][] scratch = new double[3][LENGTH];
    Object code =
        single
            ? code(FloatVectorFunction.class, op.function(), FloatKernels.class)
            : code(VectorFunction.class, op.function(), Kernels.class);
    return new Case(
        (single ? "float32 " : "float64 ") + op + name,
        () -> {
          if (code instanceof FloatVectorFunction function) {
            float[] floats = new float[LENGTH];
            float[][] narrow = new float[3][LENGTH];
            function.apply(Precision.narrowed(x), floats, narrow[0], narrow[1], narrow[2]);
            Precision.widen(floats, result);
          } else {
            ((VectorFunction) code).apply(x, result, scratch[0], scratch[1], scratch[2]);
          }
          return result;
        },
        List.of());
  }

  private static void addNormals(List<Case> cases) {
    Object code = code(NormalPoints.class, "points", normalSources());
    long[] lanes = LongStream.range(0, LENGTH).toArray();
    for (int points : new int[] {1, 8, 13, LENGTH}) {
      double[] x = new double[LENGTH];
      double[] y = new double[LENGTH];
      cases.add(
          new Case(
              points + " normal points",
              () -> {
                double[][] scratch = new double[5][LENGTH];
                ((NormalPoints) code)
                    .compute(11, 0x9E3779B97F4A7C15L, points, lanes, lanes.clone(), scratch, x, y);
                return DoubleStream.concat(Arrays.stream(x), Arrays.stream(y)).toArray();
              },
              List.of()));
    }
  }

  private static Class<?>[] normalSources() {
    return Stream.of(
            "NormalNoise",
            "UniformNoise",
            "UniformLogarithm",
            "PortableMath",
            "NoiseStream",
            "Mixing")
        .map(
            name -> {
              try {
                return Class.forName("org.borch.tensor." + name);
              } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
              }
            })
        .toArray(Class<?>[]::new);
  }

  /** Code without a trial, with its loops vectorised where that can be. */
  private static Object code(Class<?> type, String method, Class<?>... sources) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    VectorLoops.write(writer, VectorUnit.isOffered(), type, method, sources);
    try {
      return Classes.define(writer.toByteArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T drawn(T[] values, Random random) {
    return values[random.nextInt(values.length)];
  }

  /** Numbers for these places, the same in each process; an eighth are zeros, of both signs. */
  private static double[] numbers(int[] places, Random random, int special) {
    double[] numbers = new double[Arrays.stream(places).max().orElseThrow() + 1];
    for (int i = 0; i < numbers.length; i++) {
      double size = random.nextInt(8) == 0 ? 0 : StrictMath.exp(random.nextGaussian());
      numbers[i] = random.nextBoolean() ? size : -size;
    }
    for (int i = 0; i < special; i++) {
      numbers[places[random.nextInt(places.length)]] = SPECIAL[i % SPECIAL.length];
    }
    return numbers;
  }

  static Stream<String> lines(List<Case> cases) {
    return cases.stream().map(Case::line);
  }

  private static long ready(List<Case> cases) {
    return cases.stream().filter(Case::isReady).count();
  }

  /**
   * Prints all lines, then how many cases use vectors and for how many of these the code is ready,
   * then all lines again.
   */
  public static void main(String[] arguments) throws InterruptedException {
    long start = System.nanoTime();
    List<Case> cases = cases();
    lines(cases).forEach(System.out::println);
    List<Case> byVectors = cases.stream().filter(Case::usesVectors).toList();
    while (ready(byVectors) < byVectors.size() && System.nanoTime() - start < PATIENCE_NANOS) {
      Thread.sleep(20);
    }
    System.out.println(byVectors.size());
    System.out.println(ready(byVectors));
    lines(cases).forEach(System.out::println);
  }
}
