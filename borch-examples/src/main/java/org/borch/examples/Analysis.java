package org.borch.examples;

import java.nio.file.Path;
import java.util.Map;
import org.borch.infer.draws.Draws;
import org.borch.infer.plot.Plot;

/**
 * What an analysis of the gallery found.
 *
 * @param draws from the posterior
 * @param truth by the names of numbers in the draws: what the data were simulated with, or what is
 *     known from elsewhere
 * @param picture of the result
 */
record Analysis(Draws draws, Map<String, Double> truth, Plot picture) {

  Analysis {
    truth = Map.copyOf(truth);
  }

  /** Prints the estimates of what is known, and saves the picture. */
  void report(String name) {
    System.out.println(draws.select(names()).summary());
    Path file = Path.of("target", name + ".png");
    picture.save(file);
    System.out.println("picture: " + file);
  }

  private String[] names() {
    return truth.keySet().stream()
        .map(name -> name.replaceAll("\\[.*", ""))
        .distinct()
        .sorted()
        .toArray(String[]::new);
  }
}
