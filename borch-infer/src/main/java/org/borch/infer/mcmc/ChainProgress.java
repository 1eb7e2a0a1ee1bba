package org.borch.infer.mcmc;

import java.util.ArrayList;
import java.util.List;
import org.borch.infer.run.ProgressLine;

/** A progress bar for each chain; silent where there is no terminal. */
final class ChainProgress implements AutoCloseable {

  private final List<ProgressLine> lines = new ArrayList<>();

  ChainProgress(Sampling settings) {
    for (int i = 0; i < settings.chains(); i++) {
      lines.add(new ProgressLine("chain " + i, settings.steps(), settings.control().progress()));
    }
  }

  void at(Chain chain) {
    lines.get(chain.number()).at(chain.steps(), chain.phase());
  }

  @Override
  public void close() {
    lines.forEach(ProgressLine::close);
  }
}
