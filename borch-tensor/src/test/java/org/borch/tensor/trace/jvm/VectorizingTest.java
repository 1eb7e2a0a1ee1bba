package org.borch.tensor.trace.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Which loops get a twin with vectors; {@link VectorUnitTest} runs them. */
class VectorizingTest {

  /** The methods that call the vector API. */
  private static List<String> vectorized(Class<?> source) {
    List<String> methods = new ArrayList<>();
    ClassVisitor collecting =
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access,
              String method,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
              @Override
              public void visitMethodInsn(
                  int opcode, String owner, String name, String type, boolean isInterface) {
                if (owner.startsWith("jdk/incubator/vector/") && !methods.contains(method)) {
                  methods.add(method);
                }
              }
            };
          }
        };
    Vectorizing vectorizing = new Vectorizing(collecting);
    KernelCopy.write(vectorizing, "Copy", "", source);
    vectorizing.visitEnd();
    return methods;
  }

  @ParameterizedTest
  @ValueSource(classes = {Kernels.class, FloatKernels.class})
  void loopsOfFunctionsAreVectorized(Class<?> kernels) {
    assertThat(vectorized(kernels))
        .contains("expReduce", "expPolynomial", "expScale", "expm1", "powersOfTwo", "tanh")
        .contains("logSplit", "logPolynomial", "log1p", "log1pUnit", "logGamma", "digamma");
  }

  @ParameterizedTest
  @ValueSource(classes = {Kernels.class, FloatKernels.class})
  void loopsWithSumsBranchesOrOtherPlacesAreNot(Class<?> kernels) {
    assertThat(vectorized(kernels))
        .doesNotContain("total", "segments", "exp", "log", "gather", "scatter", "largest");
  }
}
