package org.borch.infer.run;

import java.util.ArrayList;
import java.util.List;

/** A {@link ProgressLine} for each chain. */
final class ChainProgress implements AutoCloseable {

  private final List<ProgressLine> lines = new ArrayList<>();

  ChainProgress(Run run) {
    for (int i = 0; i < run.chains(); i++) {
      lines.add(new ProgressLine("chain " + i, run.steps(), run.control().progress()));
    }
  }

  void at(RunningChain chain) {
    lines.get(chain.number()).at(chain.steps(), chain.phase());
  }

  @Override
  public void close() {
    lines.forEach(ProgressLine::close);
  }
}
