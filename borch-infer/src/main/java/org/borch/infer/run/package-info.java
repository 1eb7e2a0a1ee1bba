/**
 * What runs any algorithm: chains in threads, blocks of steps on every back-end, kept draws,
 * progress, endings and checkpoints. An algorithm is an {@link org.borch.infer.run.Algorithm} that
 * makes a {@link org.borch.infer.run.Chain}; one that consists of array operations is a {@link
 * org.borch.infer.run.StepAlgorithm} and has its chains already. {@link
 * org.borch.infer.run.ChainRun} runs both.
 */
@NullMarked
package org.borch.infer.run;

import org.jspecify.annotations.NullMarked;
