package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.jvm.HostKernel;
import org.borch.tensor.jvm.Layout;
import org.jspecify.annotations.Nullable;

/** Primitives of linear algebra on the last two axes; the axes before them are batches. */
sealed interface Dense extends Primitive {

  private static Shape batch(Spec spec) {
    return Shapes.dropLast(spec.shape(), 2);
  }

  private static long rows(Spec spec) {
    return spec.shape().get(spec.shape().dimension() - 2);
  }

  private static long columns(Spec spec) {
    return spec.shape().get(spec.shape().dimension() - 1);
  }

  private static void requireSquare(Spec spec, String what) {
    if (spec.shape().dimension() < 2 || rows(spec) != columns(spec)) {
      throw new IllegalArgumentException(
          what + " of " + spec + ", expected square matrices in the last two axes");
    }
  }

  /** Whose products the engine computes at a quarter of the speed of other products. */
  private static Work triangular(double products, Spec result) {
    return Work.of(result.size()).withProducts(products).plus(new Work(0, 0, 0, products / 8, 0));
  }

  record MatMul() implements Dense {

    @Override
    public Spec output(List<Spec> inputs) {
      Spec a = inputs.get(0);
      Spec b = inputs.get(1);
      if (a.shape().dimension() < 2
          || b.shape().dimension() < 2
          || columns(a) != rows(b)
          || a.type() != b.type()) {
        throw new IllegalArgumentException(
            "matrix product of "
                + a
                + " and "
                + b
                + ", expected [n, k] times [k, m] of one data type, with batch axes before");
      }
      return a.with(Shapes.broadcast(batch(a), batch(b)).addAll(new Shape(rows(a), columns(b))));
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return inputs[0].matMul(inputs[1]);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      return "torch.matmul(" + arguments.get(0) + ", " + arguments.get(1) + ")";
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      BorchArray a = inputs.get(0);
      BorchArray b = inputs.get(1);
      return input == 0
          ? Guard.of(cotangent.matMul(b.swapLast()), cotangent, -1).sumTo(a.getShape())
          : Guard.of(a.swapLast().matMul(cotangent), cotangent, -2).sumTo(b.getShape());
    }

    @Override
    public @Nullable BorchArray tangent(
        List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
      BorchArray left = tangents.get(0);
      BorchArray right = tangents.get(1);
      BorchArray first = left == null ? null : Guard.of(left.apply(this, inputs.get(1)), left, -1);
      BorchArray second =
          right == null ? null : Guard.of(inputs.get(0).apply(this, right), right, -2);
      return first == null || second == null ? (first == null ? second : first) : first.add(second);
    }

    @Override
    public boolean isBounded() {
      return true;
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return BatchedProducts.matMul(new Batch(size, mapped, inputs));
    }

    @Override
    public Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
      Spec a = inputs.get(0);
      Spec b = inputs.get(1);
      Shape batch = Shapes.broadcast(batch(a), batch(b));
      return new Layout.Product(
          (int) rows(a),
          (int) columns(a),
          (int) columns(b),
          Shapes.broadcastIndex(batch(a), batch),
          Shapes.broadcastIndex(batch(b), batch));
    }

    @Override
    public Work work(List<Spec> inputs) {
      double products = (double) output(inputs).size() * columns(inputs.get(0));
      // Reading a matrix takes longer than multiplying it with a single vector.
      double read = 1.5 * inputs.get(0).size() + 1.5 * inputs.get(1).size();
      boolean vector = rows(inputs.get(0)) == 1 || columns(inputs.get(1)) == 1;
      Work work = Work.of(output(inputs).size());
      // Products of two matrices begin with copies of rows in Java, and write sums more often.
      Work more = vector ? Work.NONE : new Work(0, 0, read / 3 + 0.017 * products, 0, 0);
      return work.withProducts(products + read).plus(more);
    }

    /** A matrix that changes is copied row by row before Java multiplies it with a vector. */
    @Override
    public Work work(List<Spec> inputs, List<Boolean> constant) {
      Spec a = inputs.get(0);
      Spec b = inputs.get(1);
      double moved = 0;
      if (columns(b) == 1 && !constant.get(0)) {
        moved = a.size();
      } else if (rows(a) == 1 && !constant.get(1)) {
        moved = b.size();
      }
      return work(inputs).plus(new Work(0, 0, 0.35 * moved, 0, 0));
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      Shape batch = Shapes.dropLast(output(inputs).shape(), 2);
      int n = (int) rows(inputs.get(0));
      int k = (int) columns(inputs.get(0));
      int m = (int) columns(inputs.get(1));
      int[] startA = Shapes.broadcastIndex(batch(inputs.get(0)), batch);
      int[] startB = Shapes.broadcastIndex(batch(inputs.get(1)), batch);
      return Optional.of(
          (in, out) -> {
            Arrays.fill(out, 0);
            for (int p = 0; p < startA.length; p++) {
              multiply(in[0], startA[p] * n * k, in[1], startB[p] * k * m, out, p * n * m, n, k, m);
            }
          });
    }

    private static void multiply(
        double[] a, int fromA, double[] b, int fromB, double[] c, int fromC, int n, int k, int m) {
      for (int i = 0; i < n; i++) {
        for (int l = 0; l < k; l++) {
          double factor = a[fromA + i * k + l];
          int row = fromB + l * m;
          int target = fromC + i * m;
          for (int j = 0; j < m; j++) {
            c[target + j] += factor * b[row + j];
          }
        }
      }
    }
  }

  /** The lower triangular L with L Lᵀ = A; NaN where A is not positive definite. */
  record Cholesky() implements Dense {

    @Override
    public Spec output(List<Spec> inputs) {
      requireSquare(inputs.get(0), "Cholesky factor");
      return inputs.get(0);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return NativeOperations.cholesky(inputs[0]);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      String factor = writer.name();
      String info = writer.name();
      writer.line(factor + ", " + info + " = torch.linalg_cholesky_ex(" + arguments.get(0) + ")");
      String failed = "torch.unsqueeze(torch.unsqueeze(torch.ne(" + info + ", 0), -1), -1)";
      return "torch.masked_fill(" + factor + ", " + failed + ", float(\"nan\"))";
    }

    /** Smith 1995 in matrix form (Murray 2016, "Differentiation of the Cholesky decomposition"). */
    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      BorchArray product = output.swapLast().matMul(cotangent).apply(new LowerTriangle());
      BorchArray half =
          product.sub(product.apply(new Diagonal()).apply(new DiagonalMatrix()).mul(0.5));
      SolveTriangular transposed = new SolveTriangular(true);
      BorchArray left = output.apply(transposed, half);
      BorchArray both = output.apply(transposed, left.swapLast());
      return Guard.of(both.add(both.swapLast()).mul(0.5), cotangent, -2, -1);
    }

    @Override
    public @Nullable BorchArray tangent(
        List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
      BorchArray direction = tangents.get(0);
      if (direction == null) {
        return null;
      }
      SolveTriangular solve = new SolveTriangular(false);
      BorchArray symmetric = direction.add(direction.swapLast()).mul(0.5);
      BorchArray left = output.apply(solve, symmetric);
      BorchArray both = output.apply(solve, left.swapLast()).apply(new LowerTriangle());
      BorchArray product =
          output.matMul(both.sub(both.apply(new Diagonal()).apply(new DiagonalMatrix()).mul(0.5)));
      return Guard.of(product, direction, -2, -1);
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return inputs.get(0).apply(this);
    }

    @Override
    public Work work(List<Spec> inputs) {
      return triangular((double) output(inputs).size() * rows(inputs.get(0)) / 6, output(inputs));
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      int d = (int) rows(inputs.get(0));
      return Optional.of(
          ScratchKernel.ofRows((in, out, columns) -> Triangles.factor(in[0], out, columns), d, d));
    }
  }

  /** X with L X = B, or with Lᵀ X = B, for lower triangular L (first input). */
  record SolveTriangular(boolean transposed) implements Dense {

    @Override
    public Spec output(List<Spec> inputs) {
      Spec l = inputs.get(0);
      Spec b = inputs.get(1);
      requireSquare(l, "triangular solve");
      if (b.shape().dimension() < 2 || rows(b) != rows(l)) {
        throw new IllegalArgumentException(
            "triangular solve of " + l + " with right side " + b + ", expected [d, d] and [d, k]");
      }
      return b.with(Shapes.broadcast(batch(l), batch(b)).addAll(new Shape(rows(b), columns(b))));
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return NativeOperations.solveTriangular(inputs[0], inputs[1], transposed);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      String l = arguments.get(0);
      String factor = transposed ? "torch.transpose(" + l + ", -2, -1)" : l;
      String upper = ", upper=" + TorchWriter.truth(transposed);
      return "torch.linalg_solve_triangular(" + factor + ", " + arguments.get(1) + upper + ")";
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      BorchArray l = inputs.get(0);
      BorchArray b = Guard.of(l.apply(new SolveTriangular(!transposed), cotangent), cotangent, -2);
      if (input == 1) {
        return b.sumTo(inputs.get(1).getShape());
      }
      BorchArray product = transposed ? output.matMul(b.swapLast()) : b.matMul(output.swapLast());
      BorchArray lower = product.apply(new LowerTriangle()).neg();
      return Guard.of(lower, cotangent, -2, -1).sumTo(l.getShape());
    }

    @Override
    public @Nullable BorchArray tangent(
        List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
      BorchArray matrix = tangents.get(0);
      BorchArray right = tangents.get(1);
      BorchArray change = right;
      if (matrix != null) {
        BorchArray triangle = matrix.apply(new LowerTriangle());
        BorchArray product = (transposed ? triangle.swapLast() : triangle).matMul(output);
        BorchArray moved = Guard.of(product, triangle, -2, -1);
        change = right == null ? moved.neg() : right.sub(moved);
      }
      return change == null ? null : Guard.of(inputs.get(0).apply(this, change), change, -2);
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return BatchedProducts.solve(this, new Batch(size, mapped, inputs));
    }

    @Override
    public Work work(List<Spec> inputs) {
      return triangular((double) output(inputs).size() * rows(inputs.get(0)) / 2, output(inputs));
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      Shape batch = Shapes.dropLast(output(inputs).shape(), 2);
      int d = (int) rows(inputs.get(0));
      int k = (int) columns(inputs.get(1));
      int[] startL = Shapes.broadcastIndex(batch(inputs.get(0)), batch);
      int[] startB = Shapes.broadcastIndex(batch(inputs.get(1)), batch);
      int down = transposed ? 1 : d;
      int across = transposed ? d : 1;
      if (k < Triangles.FEW) {
        return Optional.of(
            (in, out) -> {
              for (int p = 0; p < startL.length; p++) {
                int start = p * d * k;
                System.arraycopy(in[1], startB[p] * d * k, out, start, d * k);
                Triangles.solveFew(
                    in[0], startL[p] * d * d, down, across, transposed, out, start, d, k);
              }
            });
      }
      return Optional.of(
          ScratchKernel.ofRows(
              (in, out, rows) -> {
                for (int p = 0; p < startL.length; p++) {
                  for (int i = 0; i < d; i++) {
                    System.arraycopy(in[1], (startB[p] * d + i) * k, rows[i], 0, k);
                  }
                  Triangles.solve(in[0], startL[p] * d * d, down, across, transposed, rows);
                  for (int i = 0; i < d; i++) {
                    System.arraycopy(rows[i], 0, out, (p * d + i) * k, k);
                  }
                }
              },
              d,
              k));
    }
  }

  /** What moves the elements of each matrix, or leaves some out. */
  sealed interface Placement extends Dense {

    @Override
    default boolean isBounded() {
      return true;
    }

    @Override
    default @Nullable BorchArray tangent(
        List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
      BorchArray direction = tangents.get(0);
      return direction == null ? null : direction.apply(this);
    }

    @Override
    default BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return inputs.get(0).apply(this);
    }

    @Override
    default Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
      return Moves.of(this, inputs);
    }
  }

  /** The diagonal of each matrix. */
  record Diagonal() implements Placement {

    @Override
    public Spec output(List<Spec> inputs) {
      requireSquare(inputs.get(0), "diagonal");
      return inputs.get(0).with(Shapes.dropLast(inputs.get(0).shape(), 1));
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return NativeOperations.diagonal(inputs[0]);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      String a = arguments.get(0);
      return writer.view(a, "torch.diagonal(" + a + ", 0, -2, -1)");
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return cotangent.apply(new DiagonalMatrix());
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      int d = (int) rows(inputs.get(0));
      return Optional.of(
          (in, out) -> {
            for (int i = 0; i < out.length; i++) {
              out[i] = in[0][i * d + i % d];
            }
          });
    }
  }

  /** Matrices with the given diagonals and zeros beside them. */
  record DiagonalMatrix() implements Placement {

    @Override
    public Spec output(List<Spec> inputs) {
      Shape shape = inputs.get(0).shape();
      return inputs.get(0).with(shape.add(shape.get(shape.dimension() - 1)));
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return NativeOperations.diagonalMatrix(inputs[0]);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      return "torch.diag_embed(" + arguments.get(0) + ")";
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return cotangent.apply(new Diagonal());
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      int d = (int) columns(inputs.get(0));
      return Optional.of(
          (in, out) -> {
            Arrays.fill(out, 0);
            for (int i = 0; i < in[0].length; i++) {
              out[i * d + i % d] = in[0][i];
            }
          });
    }
  }

  /** The matrices with zeros above the diagonal. */
  record LowerTriangle() implements Placement {

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return NativeOperations.lowerTriangle(inputs[0]);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      return "torch.tril(" + arguments.get(0) + ")";
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return cotangent.apply(this);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      int n = (int) rows(inputs.get(0));
      int m = (int) columns(inputs.get(0));
      return Optional.of(
          (in, out) -> {
            for (int i = 0; i < out.length; i++) {
              out[i] = i % m <= i / m % n ? in[0][i] : 0;
            }
          });
    }
  }
}
