package org.borch.infer.run;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import java.util.function.Supplier;
import org.borch.tensor.TracingException;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Choice;
import org.borch.tensor.trace.Graph;
import org.jspecify.annotations.Nullable;

/**
 * A program where there can be one, else one operation after the other. Here it is chosen, recorded
 * and warned of.
 *
 * @param <P> a program
 * @param program null: one operation after the other
 * @param execution which it is, and why
 */
public record Fallback<P>(@Nullable P program, Execution execution) {

  private static final Logger LOGGER = System.getLogger(Fallback.class.getName());

  /**
   * Tries to compile something.
   *
   * @param what runs, for the warning: {@code SVI runs}
   * @param forced the only back-end that will do, or null
   * @param compiler traces and compiles it
   * @param choice where a program runs
   * @throws TracingException if the back-end that is forced cannot run it
   */
  public static <P> Fallback<P> of(
      String what, @Nullable BackEnd forced, Supplier<P> compiler, Function<P, Choice> choice) {
    if (forced == BackEnd.EAGER) {
      return new Fallback<>(null, Execution.eager());
    }
    try {
      P program = compiler.get();
      Choice chosen = programmed(choice.apply(program));
      return new Fallback<>(program, new Execution(chosen.backEnd(), chosen.reason()));
    } catch (TracingException e) {
      return instead(what, forced, e);
    }
  }

  /**
   * What the cost rule chooses for a graph, or what is forced.
   *
   * @throws TracingException if there is no program for it
   */
  public static Choice choice(Graph graph, @Nullable BackEnd forced) {
    return programmed(forced == null ? Choice.of(graph) : Choice.forced(graph, forced));
  }

  private static Choice programmed(Choice choice) {
    if (choice.backEnd() == BackEnd.EAGER) {
      throw new TracingException(choice.reason());
    }
    return choice;
  }

  /**
   * One operation after the other, because a trace has failed.
   *
   * @param what runs, for the warning
   * @param forced the only back-end that will do, or null
   * @throws TracingException the failure, if a back-end is forced
   */
  public static <P> Fallback<P> instead(
      String what, @Nullable BackEnd forced, TracingException failure) {
    if (forced != null) {
      throw failure;
    }
    String reason = String.valueOf(failure.getMessage());
    LOGGER.log(Level.WARNING, "{0} one operation after the other: {1}", what, reason);
    return new Fallback<>(null, new Execution(BackEnd.EAGER, reason));
  }
}
