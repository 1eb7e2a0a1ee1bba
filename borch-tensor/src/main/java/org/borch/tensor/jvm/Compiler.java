package org.borch.tensor.jvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Makes a hidden class of a flat program: straight-line code for numbers, cut into methods that
 * HotSpot compiles (it gives up at 8,000 bytes), a method for each loop, and its own copy of the
 * kernels.
 */
public final class Compiler {

  private static final String NAME = "org/borch/tensor/jvm/Generated";
  private static final String MEMORY = Type.getDescriptor(Memory.class);
  private static final String PART = "(" + MEMORY + ")V";

  /** Numbers stored one by one in one statement. */
  private static final int STORES = 32;

  /** A piece of straight-line code that is not cut. */
  private interface Statement {
    void write(PartWriter part);
  }

  private record Placed(Statement statement, List<Term> made, List<Term> used, boolean isMethod) {

    Placed(Statement statement, List<Term> made, List<Term> used) {
      this(statement, made, used, false);
    }
  }

  private final Storage storage;
  private final List<List<Term>> results;
  private final List<Schedule.Step> steps;
  private final Inlining inlining;
  private final Set<Term> needed = new HashSet<>();
  private final List<LoopWriter> loops = new ArrayList<>();
  private final List<Placed> statements = new ArrayList<>();

  private Compiler(int inputs, int numberBytes, List<List<Term>> results) {
    this.storage = new Storage(inputs, numberBytes);
    this.results = results;
    this.steps = Schedule.of(results);
    this.inlining = new Inlining(steps, results);
  }

  /**
   * Compiles a program.
   *
   * @param inputs the number of arguments
   * @param results for each result its numbers, or one vector
   * @throws TooLargeException if it does not fit a class
   */
  public static Compiled compile(int inputs, List<List<Term>> results) {
    Compiler compiler = new Compiler(inputs, Double.BYTES, results);
    compiler.plan();
    ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    compiler.write(type, type, type, Kernels.class);
    return new Compiled((Body) define(type), compiler.storage);
  }

  /** Compiles a program in single precision: the same code, narrowed. */
  public static FloatCompiled compileFloats(int inputs, List<List<Term>> results) {
    Compiler compiler = new Compiler(inputs, Float.BYTES, results);
    compiler.plan();
    ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    compiler.write(
        Narrowing.ofGenerated(type, NAME),
        Narrowing.ofCopied(type, NAME),
        type,
        FloatKernels.class);
    return new FloatCompiled((FloatBody) define(type), compiler.storage);
  }

  private void plan() {
    Map<Term, Integer> stepOf = new HashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      for (Term term : steps.get(i).terms()) {
        stepOf.put(term, i);
      }
    }
    for (int i = 0; i < steps.size(); i++) {
      for (Term term : steps.get(i).terms()) {
        for (Term argument : term.arguments()) {
          Term source = argument.is(Op.ELEMENT) ? argument.argument(0) : argument;
          if (stepOf.getOrDefault(source, i) != i) {
            needed.add(source);
          }
        }
      }
    }
    for (List<Term> result : results) {
      for (Term term : result) {
        needed.add(term.is(Op.ELEMENT) ? term.argument(0) : term);
      }
    }
    steps.forEach(this::add);
    int[] vectors = new int[results.size()];
    for (int i = 0; i < vectors.length; i++) {
      List<Term> result = results.get(i);
      if (result.size() == 1 && !result.get(0).isNumber()) {
        vectors[i] = storage.vector(result.get(0));
      } else {
        vectors[i] = storage.fresh(result.size());
        addStores(result, vectors[i]);
      }
    }
    storage.results(vectors);
  }

  private void add(Schedule.Step step) {
    Term first = step.first();
    if (step.isLoop()) {
      LoopWriter loop = new LoopWriter(step.terms(), needed);
      String name = "loop" + loops.size();
      loops.add(loop);
      statements.add(new Placed(part -> part.loop(loop, NAME, name), List.of(), loop.numbers()));
    } else if (first.is(Op.PACK)) {
      addStores(first.arguments(), storage.vector(first));
    } else if (first.isNumber() && !first.is(Op.TOTAL)) {
      if (!inlining.contains(first)) {
        statements.add(new Placed(part -> part.assign(first), step.terms(), first.arguments()));
      }
    } else {
      statements.add(
          new Placed(
              part -> part.whole(first, NAME),
              first.isNumber() ? step.terms() : List.of(),
              first.arguments().stream().filter(Term::isNumber).toList(),
              first.is(Op.LOOP)));
    }
  }

  private void addStores(List<Term> numbers, int vector) {
    for (int from = 0; from < numbers.size(); from += STORES) {
      int start = from;
      List<Term> some = numbers.subList(from, Math.min(from + STORES, numbers.size()));
      statements.add(new Placed(part -> part.store(some, vector, start), List.of(), some));
    }
  }

  /**
   * Writes the class.
   *
   * @param copies takes the copies of what is written for doubles
   * @param own takes the copy of the functions
   */
  private void write(ClassVisitor type, ClassVisitor copies, ClassVisitor own, Class<?> functions) {
    Code.begin(type, NAME, Body.class);
    List<List<Placed>> parts =
        Cutting.cut(statements, s -> s.isMethod() ? Cutting.MAX_BYTES : size(s.used()));
    writeRun(type, parts.size());
    Set<Term> crossing = crossing(parts);
    for (int i = 0; i < parts.size(); i++) {
      MethodVisitor method = type.visitMethod(Opcodes.ACC_STATIC, "part" + i, PART, null, null);
      PartWriter writer = new PartWriter(method, storage, inlining, crossing);
      parts.get(i).forEach(placed -> placed.statement().write(writer));
      writer.end();
    }
    for (int i = 0; i < loops.size(); i++) {
      loops.get(i).write(type, "loop" + i);
    }
    if (steps.stream().anyMatch(step -> !step.first().isNumber() || step.first().is(Op.TOTAL))) {
      KernelCopy.write(own, NAME, "", functions);
      KernelCopy.write(copies, NAME, "", Vectors.class);
    }
    Set<String> products = names(Op.MATRIX_PRODUCT, Product.class, Product::name);
    Set<String> sums = names(Op.PRODUCT, Matrix.class, Matrix::name);
    products.forEach(
        prefix -> KernelCopy.write(copies, NAME, prefix, Products.class, Combinations.class));
    sums.stream()
        .filter(prefix -> !prefix.isEmpty() && !products.contains(prefix))
        .forEach(prefix -> KernelCopy.write(copies, NAME, prefix, Combinations.class));
    type.visitEnd();
  }

  /** The names of the copies of kernels that operations use, in their order. */
  private <T> Set<String> names(Op op, Class<T> detail, Function<T, String> name) {
    return steps.stream()
        .map(Schedule.Step::first)
        .filter(term -> term.is(op))
        .map(term -> name.apply(term.detail(detail)))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static void writeRun(ClassVisitor type, int parts) {
    MethodVisitor run = type.visitMethod(Opcodes.ACC_PUBLIC, "run", PART, null, null);
    run.visitCode();
    for (int i = 0; i < parts; i++) {
      run.visitVarInsn(Opcodes.ALOAD, 1);
      run.visitMethodInsn(Opcodes.INVOKESTATIC, NAME, "part" + i, PART, false);
    }
    run.visitInsn(Opcodes.RETURN);
    run.visitMaxs(0, 0);
    run.visitEnd();
  }

  /** What the bytes of a statement come to at most, from the numbers that it uses. */
  private int size(List<Term> used) {
    int size = 12;
    for (Term term : used) {
      size += inlining.contains(term) ? size(term.arguments()) : 12;
    }
    return size;
  }

  private Set<Term> crossing(List<List<Placed>> parts) {
    Map<Term, Integer> partOf = new HashMap<>();
    Set<Term> crossing = new HashSet<>();
    for (int i = 0; i < parts.size(); i++) {
      for (Placed placed : parts.get(i)) {
        int here = i;
        placed.made().forEach(term -> partOf.put(term, here));
        placed.used().forEach(term -> collect(term, here, partOf, crossing));
      }
    }
    return crossing;
  }

  private void collect(Term term, int part, Map<Term, Integer> partOf, Set<Term> crossing) {
    if (inlining.contains(term)) {
      term.arguments().forEach(argument -> collect(argument, part, partOf, crossing));
    } else if (partOf.getOrDefault(term, part) != part) {
      crossing.add(term);
    }
  }

  private static Object define(ClassWriter type) {
    try {
      return Classes.instance(type.toByteArray());
    } catch (ClassTooLargeException | MethodTooLargeException e) {
      throw new TooLargeException("code of more than a class or method holds: " + e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("generated code was refused", e);
    }
  }
}
