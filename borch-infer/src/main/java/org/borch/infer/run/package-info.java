/**
 * What runs any algorithm: chains in threads, blocks of steps on every back-end ({@link
 * org.borch.infer.run.Execution} says on which and why), kept draws, progress, endings ({@link
 * org.borch.infer.run.Stop}) and checkpoints. An algorithm is an {@link
 * org.borch.infer.run.Algorithm} that makes a {@link org.borch.infer.run.Chain}; one that consists
 * of array operations is a {@link org.borch.infer.run.StepAlgorithm} and has its chains already.
 * {@link org.borch.infer.run.ChainRun} runs both.
 */
@NullMarked
package org.borch.infer.run;

import org.jspecify.annotations.NullMarked;
