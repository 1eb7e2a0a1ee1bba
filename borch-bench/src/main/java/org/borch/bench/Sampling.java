package org.borch.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Figures of NUTS: one {@link SamplingRun} for each posterior. */
final class Sampling {

  private Sampling() {}

  /** Of the posteriors whose benchmark's name matches. */
  static List<Figure> figures(Pattern pattern) throws IOException {
    List<Figure> figures = new ArrayList<>();
    for (SampledPosterior posterior : SampledPosterior.values()) {
      if (pattern.matcher(posterior.benchmark()).find()) {
        List<String> lines = Child.run(SamplingRun.class, posterior.name()).lines();
        lines.forEach(line -> figures.add(figure(posterior, line)));
      }
    }
    return figures;
  }

  private static Figure figure(SampledPosterior posterior, String line) {
    String[] words = line.split(" ", -1);
    double value = Double.parseDouble(words[1]);
    return new Figure(posterior.benchmark(), words[0], value, words[2], words[3]);
  }
}
