/**
 * What runs any algorithm: chains in threads, blocks of steps, kept draws, progress, endings and
 * checkpoints. It knows neither models nor densities. An algorithm is an {@link
 * org.borch.infer.run.Algorithm} that makes a {@link org.borch.infer.run.Chain}; {@link
 * org.borch.infer.run.ChainRun} runs it.
 */
@NullMarked
package org.borch.infer.run;

import org.jspecify.annotations.NullMarked;
