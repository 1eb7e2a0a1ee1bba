package org.borch.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.borch.posterior.NamePattern;

/**
 * Makes a module of any DJL Block: a network written, trained or loaded there becomes Bayesian as
 * it is.
 *
 * <pre>{@code
 * Borchified<NDArray> net = Borchify.defaults().of(block);             // every weight is random
 * Borchified<NDArray> last = Borchify.lastLayer(Priors.kaiming()).of(block);
 * }</pre>
 *
 * <p>Weights and biases become random variables; scales and shifts of normalisations, and what DJL
 * has frozen, do not, unless a rule says so. Of several rules for one weight the last one counts.
 * Running statistics are buffers: kept and saved, never random.
 *
 * <p>The Block gives the computation and, at {@link #of}, its values; it is left as it is, and what
 * becomes of it later does not change the module.
 */
public final class Borchify {

  /** Where approximations of random weights start. */
  public enum Start {
    /** At the Block's values: trained weights, or what its initialisers drew. */
    BLOCK,
    /** At a draw from the prior that seed and name decide. */
    FRESH,
    /** At the prior's mean. */
    PRIOR_MEAN
  }

  private record Rule(String text, Predicate<Weight> matches, Treatment treatment) {}

  private final List<Rule> rules;
  private final Start start;

  private Borchify(List<Rule> rules, Start start) {
    this.rules = List.copyOf(rules);
    this.start = start;
  }

  /** Every weight and bias with {@link Priors#kaiming}; approximations start at their values. */
  public static Borchify defaults() {
    return with(Priors.kaiming());
  }

  /** Every weight and bias with one kind of prior. */
  public static Borchify with(Prior prior) {
    return deterministic()
        .add("weights", Borchify::isWeight, Treatment.random(prior))
        .add("frozen", weight -> !weight.isTrained(), Treatment.fixed());
  }

  /** Nothing is random yet: all that DJL would train is learned, the rest stays. */
  public static Borchify deterministic() {
    return new Borchify(
        List.of(
            new Rule("all", weight -> true, Treatment.learned()),
            new Rule("frozen", weight -> !weight.isTrained(), Treatment.fixed())),
        Start.BLOCK);
  }

  /** The weights of the last layer alone are random, and all others stay what they are. */
  public static Borchify lastLayer(Prior prior) {
    return deterministic()
        .add("all", weight -> true, Treatment.fixed())
        .add("the last layer", Weight::isOfLastLayer, Treatment.random(prior));
  }

  private static boolean isWeight(Weight weight) {
    return weight.type() != Parameter.Type.GAMMA && weight.type() != Parameter.Type.BETA;
  }

  /**
   * Another treatment of the weights that a pattern means: a name, a Block's path, with {@code *}
   * for any characters. {@link #of} refuses one that means none.
   */
  public Borchify at(String pattern, Treatment treatment) {
    NamePattern names = NamePattern.of(pattern);
    return add("at(\"" + pattern + "\")", weight -> names.matches(weight.name()), treatment);
  }

  /** As {@link #at(String, Treatment)} with a prior. */
  public Borchify at(String pattern, Prior prior) {
    return at(pattern, Treatment.random(prior));
  }

  /** Another treatment of the weights for which a predicate is true. */
  public Borchify where(Predicate<Weight> which, Treatment treatment) {
    return add("where(...)", which, treatment);
  }

  private Borchify add(String text, Predicate<Weight> matches, Treatment treatment) {
    List<Rule> more = new ArrayList<>(rules);
    more.add(new Rule(text, matches, treatment));
    return new Borchify(more, start);
  }

  /** With approximations that start elsewhere. */
  public Borchify startingAt(Start other) {
    return new Borchify(rules, other);
  }

  /**
   * The module of a Block that has one array as input and one as output.
   *
   * @throws IllegalArgumentException if the Block is not initialised, runs in the engine as a
   *     TorchScript model does, or has no weight that a pattern means
   */
  public Borchified<NDArray> of(Block block) {
    return new Borchified<>(weights(block), NDList::new, NDList::singletonOrThrow);
  }

  /** The module of a Block with lists of arrays as input and output; as {@link #of} otherwise. */
  public Borchified<NDList> ofLists(Block block) {
    return new Borchified<>(weights(block), NDList::new, outputs -> outputs);
  }

  private BlockWeights weights(Block block) {
    BlockWeights all = BlockWeights.of(block);
    for (Rule rule : rules) {
      if (rule.text.startsWith("at(") && all.weights().stream().noneMatch(rule.matches)) {
        throw new IllegalArgumentException(
            "Borchify."
                + rule.text
                + ": the Block has no weight of this name, only "
                + all.weights()
                + "; a Block's path means all weights in it, * any characters");
      }
    }
    return all.treated(this::treatment, start);
  }

  private Treatment treatment(Weight weight) {
    Treatment last = Treatment.learned();
    for (Rule rule : rules) {
      last = rule.matches.test(weight) ? rule.treatment : last;
    }
    return last;
  }
}
