package org.borch.infer.mcmc;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.borch.infer.draws.SampleStats;

/** What chains noted of their draws, under CmdStan's names. */
final class ChainStats {

  private ChainStats() {}

  /** The numbers of a run; those of trajectories only where the sampler has some. */
  static SampleStats of(Chains chains) {
    Map<String, double[][]> columns = new LinkedHashMap<>();
    columns.put(SampleStats.LOG_DENSITY, column(chains, Info::logDensity));
    columns.put(SampleStats.ACCEPTANCE, column(chains, Info::acceptance));
    columns.put(SampleStats.STEP_SIZE, column(chains, Info::stepSize));
    double[][] energies = column(chains, Info::energy);
    if (!Arrays.stream(energies).flatMapToDouble(Arrays::stream).allMatch(Double::isNaN)) {
      columns.put(SampleStats.TREE_DEPTH, column(chains, Info::depth));
      columns.put(SampleStats.LEAPFROGS, column(chains, Info::leapfrogs));
      columns.put(SampleStats.DIVERGENT, column(chains, info -> info.divergent() ? 1 : 0));
      columns.put(SampleStats.ENERGY, energies);
    }
    return SampleStats.of(columns, settings(chains.sampler()));
  }

  private static Map<String, String> settings(Sampler sampler) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("num_warmup", Integer.toString(sampler.sampling().warmup()));
    settings.put("delta", Double.toString(sampler.sampling().targetAcceptance()));
    if (sampler instanceof Nuts nuts) {
      settings.put(SampleStats.ALGORITHM, "hmc");
      settings.put("engine", "nuts");
      settings.put(SampleStats.MAX_DEPTH, Integer.toString(nuts.maxDepth()));
    } else if (sampler instanceof Hmc hmc) {
      settings.put(SampleStats.ALGORITHM, "hmc");
      settings.put("engine", "static");
      settings.put("int_time", Double.toString(hmc.integrationTime()));
    } else {
      settings.put(
          SampleStats.ALGORITHM, sampler.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }
    return settings;
  }

  private static double[][] column(Chains chains, ToDoubleFunction<Info> number) {
    double[][] column = new double[chains.chains()][chains.draws()];
    for (int chain = 0; chain < column.length; chain++) {
      for (int draw = 0; draw < column[chain].length; draw++) {
        column[chain][draw] = number.applyAsDouble(chains.info(chain, draw));
      }
    }
    return column;
  }
}
