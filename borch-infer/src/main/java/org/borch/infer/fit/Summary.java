package org.borch.infer.fit;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import org.borch.Model;
import org.borch.Params;
import org.borch.infer.draws.TextTable;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Interruption;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/**
 * A posterior as a table: one row for each element of a latent variable or derived quantity, or one
 * row over all elements of a big one.
 *
 * <pre>
 *                mean      sd      5%     50%     95%
 *   mu          4.528   3.153  -0.658   4.531   9.712
 *   theta[1]    6.302   5.488  -2.110   5.991  15.870
 * </pre>
 *
 * Mean and standard deviation come from q's own moments where it has them in closed form (averaged
 * over draws of its parents), else from draws; a moment that does not exist shows as {@code -}. The
 * quantiles come from draws.
 */
public final class Summary {

  private static final double[] LEVELS = {0.05, 0.5, 0.95};

  /**
   * A line of the table.
   *
   * @param name of the element {@code theta[1]}, or of a big variable {@code weight (400, 784)},
   *     whose row is about all its elements together
   * @param mean NaN or infinite where q has none
   * @param sd the standard deviation; NaN or infinite where q has none
   * @param q5 the 5 % quantile
   * @param median the 50 % quantile
   * @param q95 the 95 % quantile
   */
  public record Row(String name, double mean, double sd, double q5, double median, double q95) {}

  private final List<Row> rows;
  private final Execution execution;

  private Summary(List<Row> rows, Execution execution) {
    this.rows = List.copyOf(rows);
    this.execution = execution;
  }

  /**
   * The summary of draws from q.
   *
   * @param n how many, at least 2
   * @param key the draw number i has {@code key.at(i)}
   */
  static Summary of(Model<?, ?> model, Params params, int n, Key key) {
    return of(model, params, n, key, null);
  }

  /**
   * As above.
   *
   * @param forced the only back-end that will do, or null
   */
  static Summary of(Model<?, ?> model, Params params, int n, Key key, @Nullable BackEnd forced) {
    if (n < 2) {
      throw new IllegalArgumentException("summary of " + n + " draws, expected at least 2");
    }
    Results names = new Results(Fit::isDerived);
    DrawProgram<Marginal.Part> program =
        DrawProgram.of(
            model, params, Model::sample, draw -> Marginal.parts(names.sites(draw)), forced);
    Map<String, Marginal> marginals = new LinkedHashMap<>();
    for (int i = 0; i < n; i++) {
      Interruption.check("draws", i, n);
      Map<Marginal.Part, NDArray> parts = program.run(key.at(i));
      for (Marginal.Part part : parts.keySet()) {
        if (part.moment() == Marginal.Moment.VALUE) {
          marginals
              .computeIfAbsent(
                  part.name(),
                  name ->
                      new Marginal(
                          name, names.naming(), requireNonNull(parts.get(part)).getShape()))
              .add(parts);
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    marginals.values().forEach(marginal -> rows.addAll(marginal.rows(LEVELS)));
    return new Summary(rows, program.execution());
  }

  /** The rows in the order of the model. */
  public List<Row> rows() {
    return rows;
  }

  /**
   * The row of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Row row(String name) {
    return NumberTable.row("summary", rows, Row::name, name);
  }

  /** What ran the draws, and why. */
  public Execution execution() {
    return execution;
  }

  /** The rows as CSV: names and numbers to the last digit, {@code NaN} where q has no moment. */
  public String toCsv() {
    return table(Double::toString).toCsv();
  }

  /** The rows as a table of Markdown, rounded as in {@link #toString}. */
  public String toMarkdown() {
    return table(NumberTable::text).toMarkdown();
  }

  private TextTable table(DoubleFunction<String> text) {
    List<List<String>> cells = new ArrayList<>();
    for (Row row : rows) {
      List<String> line = new ArrayList<>(List.of(row.name()));
      DoubleStream.of(row.mean(), row.sd(), row.q5(), row.median(), row.q95())
          .mapToObj(text)
          .forEach(line::add);
      cells.add(line);
    }
    return new TextTable(List.of("variable", "mean", "sd", "5%", "50%", "95%"), cells);
  }

  /** The table with aligned columns. */
  @Override
  public String toString() {
    NumberTable table =
        new NumberTable(rows.stream().map(Row::name).toList(), "mean", "sd", "5%", "50%", "95%");
    for (Row row : rows) {
      table.add(row.name(), row.mean(), row.sd(), row.q5(), row.median(), row.q95());
    }
    return table.toString();
  }
}
