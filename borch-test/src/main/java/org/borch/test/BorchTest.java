package org.borch.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A statistical test, in place of {@code @Test}: with a seed, in a scope of its own, and, where
 * asked, repeated with new seeds.
 *
 * <pre>{@code
 * @BorchTest
 * void aPriorSchoolIsBetweenMinusAndPlusHundred(Seed seed) {
 *   assertThat(schools()).hasPriorRange("y", 0.99, -100, 100, 1000, seed);
 * }
 * }</pre>
 *
 * <p>Parameters may be a {@link org.borch.tensor.random.Seed}, a {@link
 * org.borch.tensor.random.Key}, the {@link org.borch.tensor.Scope} that is closed after the test,
 * and a {@link java.nio.file.Path}: a folder that is deleted after it.
 *
 * <p>Two system properties serve the command line: {@code -Dborch.test.seed=5} replays the seed
 * that a failure names, {@code -Dborch.test.repeats=100} runs each test with so many seeds.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(BorchExtension.class)
public @interface BorchTest {

  /** The first seed; the repetitions have the next whole numbers. */
  long seed() default 1;

  /** With how many seeds it runs. The report has the failure rate of all, and judges that. */
  int repeats() default 1;

  /**
   * Of several runs the share that may fail: they are too many when a 95 % interval of the rate
   * (Clopper and Pearson 1934) lies above it.
   */
  double allowedFailures() default 0;

  /** The time of one run beyond which it fails, after its end; 0 is none. */
  double seconds() default 0;

  /**
   * Whether it runs a second time, after which no more arrays may be left in the engine's memory
   * than after the first, when all caches are full.
   */
  boolean findsLeaks() default false;
}
