package org.borch.infer.draws;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.diagnostics.HamiltonianDiagnosis;
import org.borch.infer.diagnostics.Warning;
import org.borch.infer.diagnostics.Warning.Kind;
import org.borch.infer.run.Info;

/** What is wrong with draws, in as few sentences as say it. */
final class DrawsWarnings {

  private DrawsWarnings() {}

  static List<Warning> of(Draws draws, DrawsSummary summary) {
    List<Warning> warnings = new ArrayList<>(trajectories(draws));
    for (String variable : draws.names()) {
      warnings.addAll(variable(variable, draws.elements(variable), summary));
    }
    return List.copyOf(warnings);
  }

  private static List<Warning> trajectories(Draws draws) {
    SampleStats stats = draws.stats();
    long divergences = stats.divergences();
    long depthHits = stats.depthHits();
    if (stats.has(Info.ENERGY)) {
      double[][] energies = stats.get(Info.ENERGY);
      return HamiltonianDiagnosis.of(divergences, depthHits, energies).warnings();
    }
    long all = (long) draws.chainCount() * draws.drawCount();
    return new HamiltonianDiagnosis(all, divergences, depthHits, List.of()).warnings();
  }

  private static List<Warning> variable(
      String variable, List<String> elements, DrawsSummary summary) {
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    Map<Kind, Warning> worst = new EnumMap<>(Kind.class);
    for (String element : elements) {
      for (Warning warning : summary.row(element).warnings(element)) {
        counts.merge(warning.kind(), 1, Integer::sum);
        worst.merge(warning.kind(), warning, DrawsWarnings::worse);
      }
    }
    // Some entries of a Cholesky factor or a correlation matrix are constants by definition.
    if (counts.getOrDefault(Kind.CONSTANT, 0) < elements.size()) {
      worst.remove(Kind.CONSTANT);
    }
    return worst.values().stream()
        .map(warning -> forAll(warning, counts.getOrDefault(warning.kind(), 1), variable, elements))
        .toList();
  }

  private static Warning worse(Warning one, Warning other) {
    if (Double.isNaN(one.value()) || one.kind() == Kind.CONSTANT) {
      return one;
    }
    boolean greater = one.value() >= other.value();
    return greater == (one.kind() == Kind.R_HAT) ? one : other;
  }

  private static Warning forAll(
      Warning warning, int count, String variable, List<String> elements) {
    if (count == 1) {
      return warning;
    }
    String more =
        " The same holds for %d of the %d elements of %s; this is the worst."
            .formatted(count, elements.size(), variable);
    return new Warning(warning.kind(), warning.value(), warning.sentence() + more);
  }
}
