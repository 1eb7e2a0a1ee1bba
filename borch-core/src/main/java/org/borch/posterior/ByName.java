package org.borch.posterior;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Several posteriors, each for the variables whose names its {@link NamePattern} matches. Variables
 * that no pattern matches have the default, {@link Posteriors#automatic()} unless told.
 */
public final class ByName implements Posterior {

  private record Entry(NamePattern pattern, Posterior posterior) {}

  private final List<Entry> entries;
  private final Posterior otherwise;

  private ByName(List<Entry> entries, Posterior otherwise) {
    this.entries = entries;
    this.otherwise = otherwise;
  }

  static ByName of(String pattern, Posterior posterior) {
    return new ByName(List.of(), Posteriors.automatic()).at(pattern, posterior);
  }

  /** A further pattern. One posterior under several patterns is one joint q. */
  public ByName at(String pattern, Posterior posterior) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(NamePattern.of(pattern), posterior));
    return new ByName(List.copyOf(more), otherwise);
  }

  /** The posterior of all variables that no pattern matches. */
  public ByName otherwise(Posterior posterior) {
    return new ByName(entries, posterior);
  }

  /**
   * The posterior of a variable.
   *
   * @throws IllegalArgumentException if two patterns claim it, naming both
   */
  @Override
  public Posterior of(String name) {
    Entry claim = claim(name);
    return claim == null ? otherwise : claim.posterior;
  }

  private @Nullable Entry claim(String name) {
    Entry claim = null;
    for (Entry entry : entries) {
      if (entry.pattern.matches(name)) {
        if (claim != null && claim.posterior != entry.posterior) {
          throw new IllegalArgumentException(
              name
                  + ": claimed by two posteriors, "
                  + claim.posterior
                  + " at \""
                  + claim.pattern
                  + "\" and "
                  + entry.posterior
                  + " at \""
                  + entry.pattern
                  + "\"; make the patterns disjoint");
        }
        claim = claim == null ? entry : claim;
      }
    }
    return claim;
  }

  @Override
  public Draw begin(Latents latents) {
    IdentityHashMap<Posterior, Draw> running = new IdentityHashMap<>();
    return new Draw() {
      private Draw of(String variable) {
        return running.computeIfAbsent(
            ByName.this.of(variable),
            p -> p.begin(latents.only(label(p), name -> ByName.this.of(name) == p)));
      }

      @Override
      public Choice choose(Latent latent) {
        return of(latent.name()).choose(latent);
      }

      @Override
      public boolean names(String variable) {
        return claim(variable) != null || of(variable).names(variable);
      }
    };
  }

  /** The first pattern of a posterior, for the names of its joint parameters. */
  private String label(Posterior posterior) {
    return entries.stream()
        .filter(entry -> entry.posterior == posterior)
        .map(entry -> entry.pattern.toString())
        .findFirst()
        .orElse("posterior");
  }

  /** One posterior under several patterns stays one. */
  @Override
  public Posterior startingAround(Around start) {
    IdentityHashMap<Posterior, Posterior> moved = new IdentityHashMap<>();
    UnaryOperator<Posterior> move =
        own -> moved.computeIfAbsent(own, each -> each.startingAround(start));
    return new ByName(
        entries.stream()
            .map(entry -> new Entry(entry.pattern, move.apply(entry.posterior)))
            .toList(),
        move.apply(otherwise));
  }

  @Override
  public boolean startsAround() {
    return otherwise.startsAround()
        || entries.stream().anyMatch(entry -> entry.posterior.startsAround());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      String first = label(entry.posterior);
      boolean isFirst = first.equals(entry.pattern.toString());
      text.append("at(\"").append(entry.pattern).append("\", ");
      text.append(isFirst ? entry.posterior : "as \"" + first + "\"").append(").");
    }
    return text.append("otherwise(").append(otherwise).append(")").toString();
  }
}
