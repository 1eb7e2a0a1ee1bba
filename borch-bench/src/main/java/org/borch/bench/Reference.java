package org.borch.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names a class of JMH benchmarks and the variant that the others are compared with. Each method of
 * the class that JMH runs is a variant, named like the method; all of them compute the same.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Reference {
  /** What is computed: {@code gradient.eight_schools}. */
  String benchmark();

  /** The method whose time is 1: {@code hand}. */
  String variant();
}
