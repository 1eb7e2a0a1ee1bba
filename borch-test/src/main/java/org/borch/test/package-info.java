/**
 * Tests of models as ordinary JUnit tests: {@link org.borch.test.BorchAssertions#assertThat} with
 * Monte Carlo errors, {@link org.borch.test.Sbc} for calibration, {@link org.borch.test.BorchTest}
 * for seeds, scopes and repetitions.
 */
@NullMarked
package org.borch.test;

import org.jspecify.annotations.NullMarked;
